package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/web/page/admin"
)

// listPeople is the list of accounts, searched and by group.
func (s *Server) listPeople(c *gin.Context) error {
	f := account.PeopleFilter{Text: c.Query("q"), Group: c.Query("group"), After: c.Query("after")}
	view := adminpage.PeopleView{Query: f.Text, Group: f.Group}
	page, err := s.rooms.Accounts.People(c.Request.Context(), s.actor(c), f)
	if view.Errors = fieldErrors(err); view.Errors != nil {
		return s.render(c, failureStatus(err), adminpage.People(view))
	}
	if err != nil {
		return err
	}
	for _, p := range page.List {
		view.List = append(view.List, adminpage.Row{Who: whoIs(p), Email: p.Email, Places: placeNames(p), Role: p.Staff.Title(),
			State: closedState(p.Status), Since: p.CreatedAt})
	}
	if page.Next != "" {
		view.Next = "/admin/people?" + url.Values{"q": {f.Text}, "group": {f.Group}, "after": {page.Next}}.Encode()
	}
	return s.render(c, http.StatusOK, adminpage.People(view))
}

// placeNames names the vendors and organizations somebody belongs to.
func placeNames(p account.Person) string {
	var names []string
	for _, v := range p.Vendors {
		names = append(names, v.Name)
	}
	for _, m := range p.Organizations {
		names = append(names, m.Name)
	}
	return strings.Join(names, ", ")
}

// closedState is the state of an account that is not simply open; "" for one that is.
func closedState(s account.Status) string {
	if s == account.Active {
		return ""
	}
	return stateWords[s]
}

var stateWords = map[account.Status]string{account.Active: "open", account.Unconfirmed: "e-mail not confirmed", account.Blocked: "blocked",
	account.Locked: "locked", account.Invited: "invited", account.Deleted: "deleted"}
