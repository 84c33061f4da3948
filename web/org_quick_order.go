package web

import (
	"strings"

	"github.com/gin-gonic/gin"

	"standin/store/fault"
	orgpage "standin/web/page/org"
	"standin/web/page/part"
)

type quickForm struct {
	Rows string `form:"rows"`
}

// quickOrder puts rows of SKUs into the shared cart. Rows that did not go in come back to be corrected, and nothing else does:
// sending the page again adds only those.
func (s *Server) quickOrder(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	var form quickForm
	s.bind(c, &form)
	came, err := s.rooms.Carts.QuickOrder(c.Request.Context(), b.actor, form.Rows)
	if err != nil {
		errs := fieldErrors(err)
		if errs == nil {
			return err
		}
		return s.orgAgain(c, b, err, errs, func(v *orgpage.ShowView) { v.Rows = form.Rows })
	}
	if len(came.Refused) == 0 {
		s.flash(c, "done", part.Plural(came.Lines, "line")+" went into the shared cart.")
		return s.redirect(c, b.at("/org"))
	}
	var rows []string
	for _, r := range came.Refused {
		rows = append(rows, r.Text)
	}
	refused := fault.New(fault.Invalid, "Some rows did not go in.")
	return s.orgAgain(c, b, refused, nil, func(v *orgpage.ShowView) {
		v.Refused, v.Rows = came.Refused, strings.Join(rows, "\n")
	})
}
