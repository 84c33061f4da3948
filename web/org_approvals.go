package web

import (
	"github.com/gin-gonic/gin"

	"standin/store/fault"
	orgpage "standin/web/page/org"
	"standin/web/page/part"
)

type askForm struct {
	Note string `form:"note" binding:"max=400"`
}

// requestApproval asks that the shared cart, exactly as it is, may be ordered.
func (s *Server) requestApproval(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	var form askForm
	errs := s.bind(c, &form)
	if errs == nil {
		if _, err = s.rooms.Orders.RequestApproval(c.Request.Context(), b.actor, form.Note); err == nil {
			s.flash(c, "done", "You asked. As soon as somebody agrees, exactly this cart can be ordered.")
			return s.redirect(c, b.at("/org"))
		}
		if errs = formFault(err); errs == nil {
			return err
		}
	}
	return s.orgAgain(c, b, err, errs, func(v *orgpage.ShowView) { v.Note = form.Note })
}

type answerForm struct {
	Answer string `form:"answer" binding:"required,oneof=approve decline"`
	Reason string `form:"reason" binding:"max=400"`
}

// decideApproval answers a request.
func (s *Server) decideApproval(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	var form answerForm
	if errs := s.bind(c, &form); errs != nil {
		return s.orgAgain(c, b, fault.New(fault.Invalid, "Approve or decline."), part.Errors{"": "Press Approve or Decline; a reason has at most 200 characters."}, nil)
	}
	yes := form.Answer == "approve"
	err = s.rooms.Orders.Decide(c.Request.Context(), b.actor, c.Param("approval"), yes, form.Reason)
	if err == nil {
		said := map[bool]string{true: "Approved: exactly this cart can be ordered now.", false: "Declined. Who asked was told."}
		s.flash(c, "done", said[yes])
		return s.redirect(c, b.at("/org"))
	}
	errs := formFault(err)
	if errs == nil {
		return err
	}
	if says, ok := errs["reason"]; ok {
		errs = part.Errors{"": says}
	}
	return s.orgAgain(c, b, err, errs, nil)
}

// orgAgain is the organization's page once more, with what was refused.
func (s *Server) orgAgain(c *gin.Context, b buyer, refused error, errs part.Errors, change func(*orgpage.ShowView)) error {
	view, err := s.orgView(c, b)
	if err != nil {
		return err
	}
	view.Errors = errs
	if change != nil {
		change(&view)
	}
	return s.render(c, failureStatus(refused), orgpage.Show(view))
}
