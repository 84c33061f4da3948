package web

import (
	"context"

	"github.com/gin-gonic/gin"

	"standin/store/account"
)

// changeForm is what every change to somebody's account asks for. Role is read by one of them only.
type changeForm struct {
	Code string `form:"code" binding:"required,max=20"`
	Role string `form:"role" binding:"omitempty,oneof=none support_agent sales_rep auditor administrator"`
}

// role is what was chosen from the list; "none" takes the role away.
func (f changeForm) role() account.StaffRole {
	if f.Role == "none" {
		return account.NoStaff
	}
	return account.StaffRole(f.Role)
}

// deed is one change an administrator makes to an account, behind a fresh code.
type deed func(ctx context.Context, actor account.Actor, form changeForm, person account.ID) error

// setStaffRole gives a role in the house, or takes it away.
func (s *Server) setStaffRole(c *gin.Context) error {
	return s.change(c, " has the role that was chosen.", func(ctx context.Context, a account.Actor, f changeForm, id account.ID) error {
		return s.rooms.Accounts.SetStaffRole(ctx, a, f.Code, id, f.role())
	})
}

// lockPerson is "Lock this person".
func (s *Server) lockPerson(c *gin.Context) error {
	return s.change(c, " is locked: every sign-in, session, request and job has ended.", withCode(s.rooms.Accounts.Lock))
}

func (s *Server) blockPerson(c *gin.Context) error {
	return s.change(c, " is blocked and signed out everywhere.", withCode(s.rooms.Accounts.Block))
}

func (s *Server) unlockPerson(c *gin.Context) error {
	return s.change(c, " may sign in again.", withCode(s.rooms.Accounts.Unlock))
}

func (s *Server) flagNever(c *gin.Context) error {
	return s.change(c, ": nobody may act for them any more.", s.flag(true))
}

func (s *Server) dropNever(c *gin.Context) error {
	return s.change(c, ": the policy decides again who may act for them.", s.flag(false))
}

func (s *Server) flagSensitive(c *gin.Context) error {
	return s.change(c, ": acting for them needs a second person’s yes from now on.", s.sensitive(true))
}

func (s *Server) dropSensitive(c *gin.Context) error {
	return s.change(c, ": no second person is needed any more, unless a rule asks for one.", s.sensitive(false))
}

func (s *Server) sensitive(is bool) deed {
	return func(ctx context.Context, a account.Actor, f changeForm, id account.ID) error {
		return s.rooms.Accounts.FlagSensitive(ctx, a, f.Code, id, is)
	}
}

func (s *Server) flag(never bool) deed {
	return func(ctx context.Context, a account.Actor, f changeForm, id account.ID) error {
		return s.rooms.Accounts.FlagNever(ctx, a, f.Code, id, never)
	}
}

// confirmFactorOf is the second administrator's yes to a factor that was enrolled without the old one.
func (s *Server) confirmFactorOf(c *gin.Context) error {
	return s.change(c, ": the second factor is confirmed.", withCode(s.rooms.Accounts.ConfirmFactor))
}

func (s *Server) resetFactorOf(c *gin.Context) error {
	return s.change(c, " gets a link by mail to enrol a new second factor.", func(ctx context.Context, a account.Actor, f changeForm, id account.ID) error {
		return s.rooms.Accounts.ResetFactor(ctx, a, f.Code, id, s.config.PublicURL)
	})
}

func withCode(verb func(context.Context, account.Actor, string, account.ID) error) deed {
	return func(ctx context.Context, a account.Actor, f changeForm, id account.ID) error {
		return verb(ctx, a, f.Code, id)
	}
}

// change runs one deed on the person of the address, and leads back to them.
func (s *Server) change(c *gin.Context, said string, do deed) error {
	p, err := s.rooms.Accounts.ByPublicID(c.Request.Context(), c.Param("person"))
	if err != nil {
		return err
	}
	var form changeForm
	errs := s.bind(c, &form)
	if errs == nil {
		err = do(c.Request.Context(), s.actor(c), form, p.ID)
		errs = formFault(err)
	}
	if errs != nil {
		return s.renderPerson(c, failureStatus(err), p, form.Role, errs)
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", p.Name+said)
	return s.redirect(c, "/admin/people/"+p.PublicID)
}
