package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/gin-gonic/gin"

	"standin/store"
	"standin/store/audit"
	"standin/store/fault"
	auditpage "standin/web/page/audit"
)

// exportMost is how many rows one downloaded file holds; the command line has no such limit.
const exportMost = 1_000_000

// exportKinds are the media types of the formats, with the ends of their files' names.
var exportKinds = map[audit.ExportFormat]struct{ media, end string }{
	audit.CSV:       {"text/csv; charset=utf-8; header=present", ".csv"},
	audit.OCSF:      {"application/x-ndjson; charset=utf-8", ".ocsf.jsonl"},
	audit.JSONLines: {"application/x-ndjson; charset=utf-8", ".jsonl"},
}

// exportSessions sends what the filter of the session log finds: the sessions as CSV, or their entries with proofs.
func (s *Server) exportSessions(c *gin.Context) error {
	var f logForm
	errs := s.bind(c, &f)
	filter, err := f.filter()
	if errs != nil || err != nil {
		return s.showSessionLog(c) // says what is wrong with the filter, at its field
	}
	return s.export(c, "session-log", func(ctx context.Context, who store.Actor, o audit.ExportOptions, w io.Writer) (int, error) {
		if o.Format == audit.CSV {
			return s.rooms.Record.ExportSessions(ctx, who, filter, o, w)
		}
		return s.rooms.Record.ExportEntriesOf(ctx, who, filter, o, w)
	})
}

// exportEntries sends what the filter of the entries finds.
func (s *Server) exportEntries(c *gin.Context) error {
	var f entriesForm
	errs := s.bind(c, &f)
	filter, err := f.filter()
	if errs != nil || err != nil {
		return s.listEntries(c)
	}
	return s.export(c, "entries", func(ctx context.Context, who store.Actor, o audit.ExportOptions, w io.Writer) (int, error) {
		return s.rooms.Record.ExportEntries(ctx, who, filter, o, w)
	})
}

// export writes a file and sends it. It goes through a file of the system's, so that neither memory nor a connection to the database
// waits for a slow reader, and a failure on the way is a page and no half file.
func (s *Server) export(c *gin.Context, name string, write func(context.Context, store.Actor, audit.ExportOptions, io.Writer) (int, error)) error {
	format := audit.ExportFormat(c.DefaultQuery("format", string(audit.CSV)))
	kind, known := exportKinds[format]
	if !known {
		return fault.New(fault.Invalid, "There is no such format. Choose csv, ocsf or jsonl.")
	}
	spool, err := os.CreateTemp("", "export-*")
	if err != nil {
		return err
	}
	defer func() { _ = spool.Close() }()
	if err := os.Remove(spool.Name()); err != nil { // it lives as long as it is open
		return err
	}
	if _, err := write(c.Request.Context(), s.actor(c), audit.ExportOptions{Format: format, Most: exportMost}, spool); err != nil {
		return err
	}
	size, err := spool.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	s.private(c)
	c.Header("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s%s"`, name, time.Now().UTC().Format(time.DateOnly), kind.end))
	c.DataFromReader(http.StatusOK, size, kind.media, spool, nil)
	return nil
}

// exportLinks are the downloads of a list as it is narrowed now.
func exportLinks(path string, query url.Values, sheet string) []auditpage.Chip {
	return []auditpage.Chip{
		{Text: sheet, URL: path + with(query, "format", "csv")},
		{Text: "Events with proofs (OCSF)", URL: path + with(query, "format", "ocsf")},
	}
}
