package seed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"standin/cart/order"
	"standin/catalog"
	"standin/impersonation"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
)

// visit is one past session of the demo: who stood in for whom, why, what they looked at and did, and how it ended.
type visit struct {
	day            int // days ago
	hour           time.Duration
	actor, subject string // e-mail
	vendor, org    string // the capacity; shopper when both are empty
	mode           impersonation.Mode
	reason, ticket string
	pages          []string
	add            int // things put into the cart
	code           string
	off            int64 // a discount of their own, in hundredths of a percent
	raise          bool  // begun read-only, and raised to changes with a fresh code
	ends           impersonation.Cause
	refused        bool // the start itself is refused
}

var visits = []visit{
	{day: 61, hour: 9, actor: "ada@standin.example", subject: "mara@example.com", mode: impersonation.Act, ticket: "4391", ends: impersonation.EndedByUser,
		reason: "She cannot find the boots she saw last week.", pages: []string{"/cart", "/search", "/orders"}, add: 1},
	{day: 54, hour: 14, actor: "ben@standin.example", subject: "hanne@harbour-goods.example", vendor: "harbour-goods", mode: impersonation.ReadOnly,
		reason: "Going through the autumn prices on the phone.", pages: []string{"/vendor", "/vendor/products"}, ends: impersonation.EndedByUser},
	{day: 47, hour: 11, actor: "ingrid@northside.example", subject: "tom@northside.example", org: "Northside School", mode: impersonation.Act,
		reason: "Tom is on a class trip, the paint must go into the cart.", pages: []string{"/org", "/cart"}, add: 2, ends: impersonation.EndedByUser},
	{day: 40, hour: 10, actor: "ada@standin.example", subject: "customer02@example.com", mode: impersonation.ReadOnly, ticket: "4502",
		reason: "Asks why the parcel is split.", pages: []string{"/orders", "/cart"}, raise: true, add: 1, ends: impersonation.Idle},
	{day: 33, hour: 16, actor: "ada@standin.example", subject: "customer05@example.com", mode: impersonation.Act, ticket: "4533",
		reason: "Wants a second chair of the same oak.", pages: []string{"/cart", "/c/home"}, add: 1, ends: impersonation.Expired},
	{day: 26, hour: 9, actor: "ben@standin.example", subject: "karim@tidewater.example", org: "Tidewater Rowing Club", mode: impersonation.Act,
		reason: "Puts the regatta order together with Karim.", pages: []string{"/org", "/cart"}, add: 3, ends: impersonation.EndedByUser},
	{day: 20, hour: 13, actor: "ada@standin.example", subject: "nia@example.com", mode: impersonation.Act, ticket: "4610",
		reason: "Called about an order.", refused: true},
	{day: 17, hour: 15, actor: "ada@standin.example", subject: "customer08@example.com", mode: impersonation.Act, ticket: "4648",
		reason: "The code does not go through.", pages: []string{"/cart"}, add: 1, code: "HELLO15", ends: impersonation.ConsentWithdrawn},
	{day: 12, hour: 10, actor: "ada@standin.example", subject: "customer11@example.com", mode: impersonation.ReadOnly, ticket: "4702",
		reason: "Cannot see the invoice.", pages: []string{"/orders"}, ends: impersonation.EndedBySignOut},
	{day: 9, hour: 11, actor: "ada@standin.example", subject: "customer14@example.com", mode: impersonation.Act, ticket: "4711",
		reason: "Size was wrong, wants the next one up.", pages: []string{"/cart", "/c/shoes"}, add: 1, ends: impersonation.EndedBySubject},
	{day: 6, hour: 9, actor: "ada@standin.example", subject: "customer17@example.com", mode: impersonation.Act, ticket: "4731",
		reason: "Two carts on two phones.", pages: []string{"/cart"}, add: 1, ends: impersonation.Killed},
	{day: 4, hour: 14, actor: "ben@standin.example", subject: "paola@partners-demo.example", vendor: "partners-demo", mode: impersonation.Act,
		reason: "Shows how the first upload works.", pages: []string{"/vendor", "/vendor/imports"}, ends: impersonation.EndedByUser},
	{day: 2, hour: 10, actor: "ada@standin.example", subject: "mara@example.com", mode: impersonation.Act, ticket: "4790",
		reason: "Her code did not work, she asked us to look.", pages: []string{"/cart", "/account"}, add: 1, off: 300, ends: impersonation.EndedByUser},
}

// stand plays one visit, step by step, at the time it happened.
func (s *seeder) stand(ctx context.Context, v visit) error {
	if err := s.ago(ctx, v.day, v.hour*time.Hour); err != nil {
		return err
	}
	self, seen, err := s.signIn(ctx, v.actor)
	if err != nil {
		return fmt.Errorf("sign in %s: %w", v.actor, err)
	}
	started, err := s.startFor(ctx, self, seen, v)
	if f := fault.As(err); v.refused && f != nil && f.Kind == fault.Forbidden {
		return nil
	}
	if err != nil {
		return err
	}
	if v.refused {
		return errors.New("was meant to be refused")
	}
	for _, path := range v.pages {
		if err := s.look(ctx, self, seen, started, path); err != nil {
			return err
		}
	}
	if v.raise {
		if err := s.raise(ctx, self, seen, started); err != nil {
			return err
		}
	}
	if err := s.help(ctx, self, seen, started, v); err != nil {
		return err
	}
	if v.ends == impersonation.Expired {
		for range 3 { // busy to the last, so that it is the whole time that ends it
			if err := s.pass(ctx, 8*time.Minute); err != nil {
				return err
			}
			if err := s.look(ctx, self, seen, started, "/cart"); err != nil {
				return err
			}
		}
	}
	return s.endAs(ctx, self, started, v)
}

// signIn signs a person in with password and, where there is one, second factor, from a machine of their own.
func (s *seeder) signIn(ctx context.Context, email string) (account.Actor, session.Footprint, error) {
	id := s.people[email]
	seen := session.Read(session.Seen{DeviceToken: "demo-device-of-" + email, IP: "192.0.2.17",
		Agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
	p, err := s.Accounts.ByID(ctx, id)
	if err != nil {
		return account.Actor{}, seen, err
	}
	code, err := s.codeOf(id)
	if err != nil {
		return account.Actor{}, seen, err
	}
	in, err := s.Accounts.SignIn(ctx, requestFor("POST", "/sign-in"), id, code, session.Arrival{Footprint: seen})
	if err != nil {
		return account.Actor{}, seen, err
	}
	return account.Self(p, in.ID), seen, s.pass(ctx, 40*time.Second) // the next code, for the start
}

func (s *seeder) codeOf(id account.ID) (string, error) {
	if s.secrets[id] == "" {
		return "", nil
	}
	return account.Code(s.secrets[id], s.now())
}

func requestFor(method, path string) store.Request {
	return store.Request{ID: "demo", Method: method, Path: path, Route: path, IP: "192.0.2.17", Agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
}

func (s *seeder) startFor(ctx context.Context, self account.Actor, seen session.Footprint, v visit) (impersonation.Session, error) {
	subject, err := s.Accounts.ByID(ctx, s.people[v.subject])
	if err != nil {
		return impersonation.Session{}, err
	}
	code, err := s.codeOf(account.ID(self.ID))
	if err != nil {
		return impersonation.Session{}, err
	}
	as := account.Shopper
	switch {
	case v.vendor != "":
		as = account.ForVendor(s.vendors[v.vendor])
	case v.org != "":
		as = account.ForOrganization(s.organizations[v.org])
	}
	self.Request = requestFor("POST", "/act/"+subject.PublicID)
	return s.Sessions.Start(ctx, self, impersonation.StartForm{Subject: subject.PublicID, Capacity: as, Mode: v.mode, Reason: v.reason,
		Ticket: v.ticket, Code: code, Footprint: seen, Return: "/"})
}

// acting is the actor as a request under the prefix would find them.
func (s *seeder) acting(ctx context.Context, self account.Actor, seen session.Footprint, started impersonation.Session, method, path string) (account.Actor, error) {
	standing, err := s.Sessions.Current(ctx, self.SignIn, started.PublicID, seen)
	if err != nil {
		return account.Actor{}, err
	}
	if standing.Outcome != impersonation.Open {
		return account.Actor{}, fmt.Errorf("the session is over: %s", standing.Cause)
	}
	standing.Actor.Request = requestFor(method, path)
	return standing.Actor, nil
}

// look opens a page, half a minute after the one before.
func (s *seeder) look(ctx context.Context, self account.Actor, seen session.Footprint, started impersonation.Session, path string) error {
	if err := s.pass(ctx, 30*time.Second); err != nil {
		return err
	}
	acting, err := s.acting(ctx, self, seen, started, "GET", path)
	if err != nil {
		return err
	}
	page := impersonation.Seen{Route: path, Status: 200}
	if path == "/cart" {
		found, err := s.Carts.Show(ctx, acting)
		if err != nil {
			return err
		}
		page.Shown = impersonation.ShownOf("cart", found.Totals.Total.Minor, string(found.Currency), order.SeenOf(found).String())
	}
	cause, err := s.Sessions.View(ctx, acting, page)
	if err == nil && cause != "" {
		err = fmt.Errorf("the view was refused: %s", cause)
	}
	return err
}

// raise allows changes from here on, with the next code.
func (s *seeder) raise(ctx context.Context, self account.Actor, seen session.Footprint, started impersonation.Session) error {
	if err := s.pass(ctx, 40*time.Second); err != nil {
		return err
	}
	acting, err := s.acting(ctx, self, seen, started, "POST", "/step-up/changes")
	if err != nil {
		return err
	}
	code, err := s.codeOf(account.ID(self.ID))
	if err != nil {
		return err
	}
	return s.Sessions.AllowChanges(ctx, acting, code)
}

// help puts things into the cart and tries a code.
func (s *seeder) help(ctx context.Context, self account.Actor, seen session.Footprint, started impersonation.Session, v visit) error {
	for range v.add {
		if err := s.pass(ctx, 20*time.Second); err != nil {
			return err
		}
		acting, err := s.acting(ctx, self, seen, started, "POST", "/cart/lines")
		if err != nil {
			return err
		}
		if _, err := s.Carts.AddLine(ctx, acting, s.anything(), 1); err != nil {
			return err
		}
	}
	if v.code != "" {
		acting, err := s.acting(ctx, self, seen, started, "POST", "/cart/discount")
		if err != nil {
			return err
		}
		// A cart that is too small for the code: that, too, happens on the phone.
		if err := s.Carts.ApplyDiscount(ctx, acting, v.code); err != nil && fault.As(err) == nil {
			return err
		}
	}
	if v.off == 0 {
		return nil
	}
	acting, err := s.acting(ctx, self, seen, started, "POST", "/cart/staff-discount")
	if err != nil {
		return err
	}
	return s.Carts.GrantShare(ctx, acting, v.off, "The code should have worked.")
}

// anything is something that can be bought.
func (s *seeder) anything() catalog.VariantID { return s.buyable[s.random.IntN(len(s.buyable))] }

// endAs ends a session in the way it ended.
func (s *seeder) endAs(ctx context.Context, self account.Actor, started impersonation.Session, v visit) error {
	if err := s.pass(ctx, 90*time.Second); err != nil {
		return err
	}
	subject, err := s.as(ctx, s.people[v.subject])
	if err != nil {
		return err
	}
	switch v.ends {
	case impersonation.EndedBySubject:
		_, err = s.Sessions.End(ctx, subject, started.PublicID)
	case impersonation.ConsentWithdrawn:
		err = s.Sessions.SetConsent(ctx, subject, impersonation.Ask, time.Time{})
	case impersonation.Killed:
		var admin account.Actor
		if admin, err = s.as(ctx, s.people["sam@standin.example"]); err == nil {
			_, err = s.Sessions.Kill(ctx, admin, started.PublicID, "The customer called: she was speaking to somebody else.")
		}
	case impersonation.Idle, impersonation.Expired:
		if err = s.pass(ctx, time.Hour); err == nil {
			_, err = s.Sessions.CloseLapsed(ctx)
		}
	case impersonation.EndedBySignOut:
		return s.signOut(ctx, self)
	default:
		_, err = s.Sessions.End(ctx, self, started.PublicID)
	}
	if err != nil {
		return err
	}
	return s.signOut(ctx, self)
}

func (s *seeder) signOut(ctx context.Context, self account.Actor) error {
	return s.SignIns.End(ctx, self, self.SignIn)
}
