package account

import (
	"standin/store"
	"standin/store/fault"
)

// Ids of different things have different types, so that an actor is never recorded as the one acted for.
type (
	ID             int64 // a person
	ActorID        int64 // a person as the one who is really there
	SubjectID      int64 // a person as the one acted for
	VendorID       int64
	OrganizationID int64
)

// Actor is who acts on a request: a person as themselves, a person for somebody (with a subject and a session), a guest with a
// cart, or no person at all. Rooms receive one and do not ask how it came to be; only web, seed and cmd make them.
type Actor struct {
	Kind     store.Kind
	Name     string // of a job, provider or operator
	ID       ActorID
	Subject  SubjectID // zero unless acting
	Session  int64     // the impersonation session, zero unless acting
	SignIn   int64
	Cart     int64 // of a guest
	Capacity Capacity
	Role     StaffRole // the actor's own staff role, also while acting
	Request  store.Request
	Caps     map[Permission]int // while acting: the most a staff act may give, in percent of the undiscounted subtotal

	vendors       []VendorMembership // of the person as themselves; empty while acting
	organizations []Membership

	allowed Permissions // what is allowed now: rule ∩ subject ∩ mode while acting
	Why     string      // why the rest is not, in a sentence; empty when not acting
}

// System is the actor of a background job.
func System(job string) Actor { return Actor{Kind: store.System, Name: job, allowed: Everything()} }

// Operator is the actor of the command line.
func Operator(name string) Actor {
	return Actor{Kind: store.Operator, Name: name, allowed: Everything()}
}

// Provider is the actor of a webhook.
func Provider(name string) Actor {
	return Actor{Kind: store.Provider, Name: name, allowed: Everything()}
}

// Guest is a shopper without an account, known by a cart; cart is 0 until the first thing is put in.
func Guest(cart int64) Actor {
	return Actor{Kind: store.Guest, Cart: cart, Capacity: Shopper, allowed: guestPermissions}
}

// Self is a person as themselves, in every capacity and role they hold. signIn is 0 for one who is just signing in.
func Self(p Person, signIn int64) Actor {
	return Actor{Kind: store.Person, ID: ActorID(p.ID), SignIn: signIn, Capacity: Shopper, Role: p.Staff,
		vendors: p.Vendors, organizations: p.Organizations, allowed: p.All()}
}

// Attribution tells the record who acts for whom.
func (a Actor) Attribution() store.Attribution {
	at := store.Attribution{Kind: a.Kind, Name: a.Name, Actor: int64(a.ID), Subject: int64(a.Subject), Session: a.Session,
		SignIn: a.SignIn, Request: a.Request}
	if a.Kind == store.Guest {
		at.Actor = a.Cart
	}
	return at
}

// Allowing returns a copy of a that may do what is in the set, and says why the rest is closed.
func (a Actor) Allowing(set Permissions, why string) Actor {
	a.allowed, a.Why = set, why
	return a
}

// Allowed is the set of what a may do now.
func (a Actor) Allowed() Permissions { return a.allowed }

// Acting tells whether somebody acts for somebody else.
func (a Actor) Acting() bool { return a.Session != 0 }

// SignedIn tells whether there is a person at all.
func (a Actor) SignedIn() bool { return a.Kind == store.Person && a.ID != 0 }

// Person is whose data the request is about: the subject's while acting, else the actor's own; 0 for a guest.
func (a Actor) Person() ID {
	if a.Acting() {
		return ID(a.Subject)
	}
	return ID(a.ID)
}

// May tells whether the actor may do p: nil, or fault.Forbidden with the sentence a closed control shows.
func (a Actor) May(p Permission) error {
	if a.allowed.Has(p) {
		return nil
	}
	if a.Acting() {
		return fault.New(fault.Forbidden, a.whyNot(p)).WithCode("not_while_acting")
	}
	if !a.SignedIn() && a.Kind != store.System {
		return fault.New(fault.Unauthenticated, "Sign in to do this.")
	}
	return fault.Newf(fault.Forbidden, "Your account may not %s.", p.Sentence())
}

// Can is May as a plain yes or no.
func (a Actor) Can(p Permission) bool { return a.allowed.Has(p) }

func (a Actor) whyNot(p Permission) string {
	if Never.Has(p) {
		return "Nobody may " + p.Sentence() + " for somebody else."
	}
	if a.Why != "" {
		return a.Why + " does not let you " + p.Sentence() + "."
	}
	return "Your rule does not let you " + p.Sentence() + "."
}
