package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"standin/store"
	"standin/store/audit"
	"standin/store/fault"
	"standin/store/keyring"
	auditpage "standin/web/page/audit"
	"standin/web/page/part"
)

// showProof shows the newest checkpoint, for somebody to keep.
func (s *Server) showProof(c *gin.Context) error {
	return s.renderProof(c, http.StatusOK, auditpage.CopiesView{})
}

// renderProof shows the proof; copies holds what was typed in the form for the addresses, and what is wrong with it.
func (s *Server) renderProof(c *gin.Context, status int, copies auditpage.CopiesView) error {
	p, err := s.rooms.Record.Proof(c.Request.Context())
	if err != nil {
		return err
	}
	v := auditpage.ProofView{Sealed: sealedWords(p, time.Now()), Note: p.Note, Copies: copies}
	if err := s.addCopies(c, &v.Copies); err != nil {
		return err
	}
	if p.Size > 0 {
		v.Paper = grouped(p.Root.String())
		v.Facts = []auditpage.Fact{
			{Name: "Signed", Text: part.Moment(p.At)},
			{Name: "Leaves", Text: part.Count(p.Size)},
			{Name: "Newest entry", Text: part.Count(p.Entries)},
		}
	}
	if keys := s.rooms.Record.Keys(); len(keys) > 0 {
		v.Key = keyring.Fingerprint(keys[len(keys)-1])
	}
	return s.render(c, status, auditpage.Proof(v))
}

// sendKeys sends the public keys as a file, as `shop audit verify-package --key` takes it.
func (s *Server) sendKeys(c *gin.Context) error {
	keys := s.rooms.Record.Keys()
	if len(keys) == 0 {
		return fault.New(fault.NotFound, "The shop has no key for its record.")
	}
	s.private(c)
	c.Header("Content-Disposition", `attachment; filename="record-keys.txt"`)
	c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte(strings.Join(keys, "\n")+"\n"))
	return nil
}

// sendCheckpoint sends the newest checkpoint as a file, as `shop audit verify --since` takes it.
func (s *Server) sendCheckpoint(c *gin.Context) error {
	p, err := s.rooms.Record.Proof(c.Request.Context())
	if err != nil {
		return err
	}
	if p.Size == 0 {
		return fault.New(fault.NotFound, "Nothing has been sealed yet. Look again in a few seconds.")
	}
	event := store.Event{Action: "export.checkpoint", Outcome: store.Done, Detail: map[string]any{"size": p.Size}}
	if err := s.rooms.DB.Record(c.Request.Context(), s.actor(c), event); err != nil {
		return err
	}
	s.private(c)
	c.Header("Content-Disposition", fmt.Sprintf(`attachment; filename="checkpoint-%d.txt"`, p.Size))
	c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte(p.Note))
	return nil
}

// sealed says in a line how far the record is proved; that it cannot be said hides no page of the log.
func (s *Server) sealed(c *gin.Context) auditpage.Sealed {
	p, err := s.rooms.Record.Proof(c.Request.Context())
	if err != nil {
		s.log.Error("read the newest checkpoint", "request", requestID(c.Request.Context()), "error", err)
		return auditpage.Sealed{Text: "The newest checkpoint cannot be read just now."}
	}
	sealed := sealedWords(p, time.Now())
	copies, err := s.rooms.Custody.Copies(c.Request.Context(), s.actor(c))
	if err == nil && sealed.OK && p.Size > 0 {
		sealed.OK, sealed.Text = !copies.Stale(), sealed.Text+" "+copyWords(copies)
	}
	return sealed
}

// late is how long the newest entry may wait for its leaf before somebody should look.
const late = time.Minute

func sealedWords(p audit.Proof, now time.Time) auditpage.Sealed {
	switch {
	case p.Size == 0:
		return auditpage.Sealed{OK: true, Text: "Nothing has been sealed yet. The first checkpoint is signed a second after the first entry."}
	case !p.Signed:
		return auditpage.Sealed{Text: "The newest checkpoint and the record do not agree. Have it verified now: shop audit verify."}
	case p.Waiting && now.Sub(p.At) > late:
		return auditpage.Sealed{Text: fmt.Sprintf("Nothing was sealed since %s, and entries wait.", part.Moment(p.At))}
	}
	return auditpage.Sealed{OK: true, Text: fmt.Sprintf("Unbroken. Checkpoint %s was signed %s, at %s, and agrees with the tree.",
		part.Count(p.Size), part.Date(p.At), stamp(p.At))}
}
