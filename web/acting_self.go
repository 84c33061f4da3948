package web

import (
	"encoding/gob"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/web/page/errorpage"
	"standin/web/page/part"
)

// keyMeant is where the web session notes that posts outside the prefix are meant for oneself: the newest session known then.
const keyMeant = "as_yourself"

func init() { gob.Register(int64(0)) }

// askAsYourself asks once, while sessions run, whether a cart or order post outside the prefix was meant for oneself. Nothing is
// carried out before the answer. A session begun later asks anew.
func (s *Server) askAsYourself(c *gin.Context, v *visitor, id impersonation.Visit) error {
	newest := id.Running[0].ID
	ctx := c.Request.Context()
	if c.Request.Method != http.MethodPost || !aboutCart(c.Request.URL.Path) || s.cookies.GetInt64(ctx, keyMeant) >= newest {
		return nil
	}
	if side, ok := s.tokens.read(s.sentToken(c), v.actor.SignIn); !ok || side != 0 {
		return nil // not from a page of one's own: checkToken refuses it
	}
	if c.PostForm("as_yourself") == "yes" {
		s.cookies.Put(ctx, keyMeant, newest)
		return nil
	}
	c.Abort()
	view := errorpage.ConfirmView{Heading: "As yourself?", Button: "Yes, for myself",
		Text:   "You act for somebody else in another tab. This page is your own: what you sent would change your own cart.",
		Action: c.Request.URL.RequestURI(), Token: c.PostForm("csrf"),
		Fields: []errorpage.ConfirmField{{Name: "as_yourself", Value: "yes"}}}
	for name, values := range c.Request.PostForm {
		for _, value := range values {
			if name != "csrf" {
				view.Fields = append(view.Fields, errorpage.ConfirmField{Name: name, Value: value})
			}
		}
	}
	for _, r := range v.running {
		view.Instead = append(view.Instead, part.Desk{Name: "No, open the shop as " + r.Name, URL: r.URL})
	}
	return s.render(c, http.StatusConflict, errorpage.Confirm(view))
}

// aboutCart tells whether a post changes a cart or an order.
func aboutCart(path string) bool {
	for _, root := range []string{"/cart", "/checkout", "/orders", "/org"} {
		if path == root || strings.HasPrefix(path, root+"/") {
			return true
		}
	}
	return false
}
