package web

import (
	"net/http"
	"regexp"
	"strconv"

	"github.com/gin-gonic/gin"

	"standin/store/job"
	demopage "standin/web/page/demo"
	"standin/web/page/part"
)

// mailsOnPage is how many mails one page of the mailbox shows.
const mailsOnPage = 25

// listDemoMail is the mailbox of everybody: what would have left the house.
func (s *Server) listDemoMail(c *gin.Context) error {
	before, _ := strconv.ParseInt(c.Query("before"), 10, 64)
	list, err := job.Outbox(c.Request.Context(), s.rooms.DB, max(before, 0), mailsOnPage+1)
	if err != nil {
		return err
	}
	var v demopage.MailboxView
	if len(list) > mailsOnPage {
		list = list[:mailsOnPage]
		v.Next = "/demo/mail?before=" + strconv.FormatInt(list[mailsOnPage-1].ID, 10)
	}
	for _, m := range list {
		v.Mails = append(v.Mails, demoMail(m))
	}
	return s.render(c, http.StatusOK, demopage.Mailbox(v))
}

// showDemoMail is one mail.
func (s *Server) showDemoMail(c *gin.Context) error {
	m, err := job.PostedByID(c.Request.Context(), s.rooms.DB, c.Param("mail"))
	if err != nil {
		return err
	}
	v := demopage.MailView{Mail: demoMail(m), Kind: m.Mail.Kind, Text: pieces(m.Mail.Text)}
	v.When = part.Moment(m.At)
	return s.render(c, http.StatusOK, demopage.OneMail(v))
}

var mailLink = regexp.MustCompile(`https?://[^\s<>"]+[^\s<>".,;:!?)]`)

// pieces makes the addresses in a text links.
func pieces(text string) (list []demopage.Piece) {
	at := 0
	for _, found := range mailLink.FindAllStringIndex(text, -1) {
		list = append(list, demopage.Piece{Text: text[at:found[0]]}, demopage.Piece{Text: text[found[0]:found[1]], URL: text[found[0]:found[1]]})
		at = found[1]
	}
	return append(list, demopage.Piece{Text: text[at:]})
}
