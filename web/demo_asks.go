package web

import (
	"context"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
)

// askInDemo has the demo's agent ask a customer, and its administrator a colleague, so that both questions can be answered in one
// browser. Each asks from a device of their own: nobody's sign-in is touched, and the questions lapse after a quarter of an hour.
func (s *Server) askInDemo(c *gin.Context) error {
	var asked []impersonation.Asked
	for _, q := range []struct {
		role account.StaffRole
		kind impersonation.ConsentKind
		mode impersonation.Mode
		why  string
	}{
		{account.SupportAgent, impersonation.ByPrompt, impersonation.Act, "Asked us on the phone why a code does not work"},
		{account.Administrator, impersonation.SecondPerson, impersonation.ReadOnly, "A court asks what was ordered in May"},
	} {
		form := impersonation.StartForm{Mode: q.mode, Reason: q.why, Return: "/support"}
		a, err := s.demoAsk(c, q.role, q.kind, form)
		if f := fault.As(err); f != nil && f.Kind != fault.Internal {
			s.flash(c, "no", f.Message)
			return s.redirect(c, "/demo")
		}
		if err != nil {
			return err
		}
		asked = append(asked, a)
	}
	s.flash(c, "done", asked[0].SubjectName+" is asked on their screen, and "+asked[1].ActorName+" waits for a colleague’s yes. Sign in as "+
		asked[0].SubjectName+", or as somebody of support, and answer.")
	return s.redirect(c, "/demo")
}

// demoAsk asks for the first customer whose yes is missing.
func (s *Server) demoAsk(c *gin.Context, role account.StaffRole, kind impersonation.ConsentKind, form impersonation.StartForm) (asked impersonation.Asked, err error) {
	ctx := c.Request.Context()
	form.Footprint = session.Read(session.Seen{DeviceToken: "demo-asks-" + string(role), IP: c.ClientIP(), Agent: c.Request.UserAgent()})
	actor, err := s.demoActor(ctx, c, role, form.Footprint)
	if err != nil {
		return asked, err
	}
	for _, a := range s.config.DemoAccounts {
		p, err := s.rooms.Accounts.ByEmail(ctx, a.Email)
		if err != nil || p.Staff != account.NoStaff {
			continue
		}
		offer, err := s.rooms.Sessions.Offer(ctx, actor, p.PublicID, form.Footprint)
		if err != nil {
			return asked, err
		}
		for _, ch := range offer.Possible() {
			if ch.Lacks != "" && (ch.Grant.Rule.Accepts(kind) || kind == impersonation.SecondPerson && p.Sensitive) {
				form.Subject, form.Capacity = p.PublicID, ch.Capacity
				return s.rooms.Sessions.Ask(ctx, actor, form, kind)
			}
		}
	}
	return asked, fault.New(fault.Conflict, "There is nobody to ask: everybody has allowed it, or said never.")
}

// demoActor signs the first person of a role in from a device of the desk's own.
func (s *Server) demoActor(ctx context.Context, c *gin.Context, role account.StaffRole, seen session.Footprint) (actor account.Actor, err error) {
	for _, a := range s.config.DemoAccounts {
		if a.Role != string(role) {
			continue
		}
		p, err := s.rooms.Accounts.ByEmail(ctx, a.Email)
		if err != nil {
			return actor, err
		}
		actor = account.Self(p, 0)
		actor.Request = requestOf(c)
		return actor, s.rooms.DB.Transact(ctx, actor, "sign_in.demo", func(tx *store.Tx) error {
			in, err := session.Begin(ctx, tx, int64(p.ID), session.Arrival{Footprint: seen}, signInLife, true)
			if err != nil {
				return err
			}
			actor.SignIn = in.ID
			return tx.About(ctx, "sign_in", in.ID)
		})
	}
	return actor, fault.New(fault.Conflict, "The demo has no "+role.Title()+".")
}
