package web

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/web/page/helped"
	"standin/web/page/part"
)

// changesView is what a session changed, for a page that lets it be taken back.
func changesView(is impersonation.Session, list []impersonation.Reversal, who, action, back string) helpedpage.ChangesView {
	v := helpedpage.ChangesView{ID: is.PublicID, Who: who, Action: action, Back: back}
	for _, r := range list {
		v.List = append(v.List, helpedpage.Change{ID: r.ID, Icon: r.Icon, Text: r.Text, State: replyWords(r), Open: r.Open()})
	}
	return v
}

// replyWords say what became of a change.
func replyWords(r impersonation.Reversal) string {
	switch r.Reply {
	case impersonation.TakenBack:
		words := "taken back on " + part.Moment(*r.At)
		if r.ByStaff {
			words += " by the shop"
		}
		return words
	case impersonation.Kept:
		return "kept"
	case impersonation.Edited, impersonation.Closed:
		return r.Why + " Left as it is."
	}
	return ""
}

type takeBackForm struct {
	Changes []string `form:"change" binding:"max=200,dive,max=80"`
	Back    string   `form:"back" binding:"max=200"`
}

// takeBack takes back what was changed under a session: what is named, or everything. It serves whom it concerns and staff; who
// may is the room's to say.
func (s *Server) takeBack(c *gin.Context) error {
	var form takeBackForm
	s.bind(c, &form)
	taken, err := s.rooms.Sessions.TakeBack(c.Request.Context(), s.actor(c), c.Param("session"), form.Changes...)
	if err != nil {
		return err
	}
	kind := "done"
	if len(taken.Back) == 0 {
		kind = "note"
	}
	s.flash(c, kind, takenWords(taken))
	return s.redirect(c, local(form.Back, "/account/helpers"))
}

// keepChanges says yes to what was changed.
func (s *Server) keepChanges(c *gin.Context) error {
	var form takeBackForm
	s.bind(c, &form)
	if err := s.rooms.Sessions.KeepChanges(c.Request.Context(), s.actor(c), c.Param("session"), form.Changes...); err != nil {
		return err
	}
	s.flash(c, "done", "It stays.")
	return s.redirect(c, local(form.Back, "/account/helpers"))
}

// takenWords say what came of it, and list what was left alone.
func takenWords(t impersonation.Taken) string {
	words := "There was nothing left to take back."
	switch n := len(t.Back); {
	case n == 1:
		words = "One change is taken back."
	case n > 1:
		words = strconv.Itoa(n) + " changes are taken back."
	}
	for i, r := range t.Left {
		if i == 0 {
			words += " Left as it is:"
		}
		words += " they " + r.Text + " (" + r.Why + ")"
		if i < len(t.Left)-1 {
			words += ","
		} else {
			words += "."
		}
	}
	return words
}
