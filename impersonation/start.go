package impersonation

import (
	"context"
	"encoding/json"
	"strings"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
)

// StartForm is what somebody typed to stand in for a person.
type StartForm struct {
	Subject   string // public id
	Capacity  account.Capacity
	Mode      Mode
	Reason    string
	Ticket    string
	Code      string            // of the actor's own second factor
	PIN       string            // read out by the subject; empty for none
	Footprint session.Footprint // of this very request
	Return    string            // where to go back to at the end
	End       string            // public id of a running session to end in its place
}

// Start opens an impersonation session of the actor's sign-in, in one transaction: both people are locked, the policy decides, a
// fresh code of the actor is consumed, and the row is written before anything else happens. A yes that was asked for (Ask) and a PIN
// start one session and no more. Every refusal stays in the record with its cause; a wrong or used code or PIN stays counted.
// fault.NotFound for an unknown person and for one the actor may not list, alike; fault.Forbidden with its reason; fault.Invalid with
// the field that was mistyped; fault.Conflict at the rule's limit. A running session for the same subject, and the one named by End,
// end as superseded.
func (s *Sessions) Start(ctx context.Context, actor account.Actor, form StartForm) (started Session, err error) {
	defer fault.Wrap(&err, "Sessions.Start(%q)", form.Subject)
	if actor.Acting() {
		return started, s.refuseNested(ctx, actor)
	}
	err = s.db.Transact(ctx, actor, "acting.start", func(tx *store.Tx) error {
		id, err := s.start(ctx, tx, actor, form)
		if err != nil {
			return s.refuse(ctx, tx, actor, err)
		}
		return tx.Get(ctx, &started, selectSession, id)
	})
	return started, err
}

// refuseNested records that somebody who acts tried to act for one more, under the session they had.
func (s *Sessions) refuseNested(ctx context.Context, actor account.Actor) error {
	return s.db.Transact(ctx, actor, "acting.start", func(tx *store.Tx) error {
		return tx.Refuse(fault.New(fault.NotFound, "This page does not exist while acting for somebody.").WithCode("nested"))
	})
}

func (s *Sessions) start(ctx context.Context, tx *store.Tx, actor account.Actor, form StartForm) (id int64, err error) {
	q, err := s.wish(ctx, tx, actor, form)
	if err != nil {
		return 0, err
	}
	grant, err := s.decide(ctx, tx, q, form.PIN)
	if err != nil {
		return 0, err
	}
	if err := s.stepUp(ctx, tx, actor, q, form.Code); err != nil {
		return 0, err
	}
	if err := endRunning(ctx, tx, grant.Supersedes); err != nil {
		return 0, err
	}
	if id, err = insert(ctx, tx, actor, q, grant, form); err != nil {
		return 0, err
	}
	if err := spend(ctx, tx, id, grant); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, cancelAsked, int64(actor.ID), form.Subject); err != nil { // what was asked and is not needed any more
		return 0, err
	}
	if err := tx.About(ctx, "session", id); err != nil {
		return 0, err
	}
	return id, tellAtStart(ctx, tx, q, grant)
}

// decide asks the policy. A PIN is looked at only when nothing else stands in the way, and before the code: a wrong one leaves the
// code unused, and only the start itself uses the PIN up.
func (s *Sessions) decide(ctx context.Context, tx *store.Tx, q Request, pin string) (Grant, error) {
	if strings.TrimSpace(pin) != "" {
		if _, refusal := s.policy.lacking(q, ByPIN); refusal == nil {
			given, err := s.checkPIN(ctx, tx, q, pin)
			if err != nil {
				return Grant{}, err
			}
			q.Given = append(q.Given, given)
		}
	}
	grant, refusal := s.policy.Decide(q)
	if refusal != nil {
		return Grant{}, refusal
	}
	grant.Second, _ = q.secondPerson(grant)
	return grant, nil
}

// spend uses up what was given for this very session alone.
func spend(ctx context.Context, tx *store.Tx, session int64, g Grant) error {
	if err := spendPIN(ctx, tx, session, g.Consent); err != nil {
		return err
	}
	if g.Consent.Kind == SecondPerson {
		return useRequests(ctx, tx, session, g.Second)
	}
	return useRequests(ctx, tx, session, g.Consent, g.Second)
}

// wish locks what the start stands on and reads it. The person named is noted first, so that a refusal says for whom.
func (s *Sessions) wish(ctx context.Context, tx *store.Tx, actor account.Actor, form StartForm) (q Request, err error) {
	var locked []int64
	if err := tx.Select(ctx, &locked, lockPersons, int64(actor.ID), form.Subject); err != nil {
		return q, err
	}
	subject := other(locked, actor.ID)
	if err := aboutSubject(ctx, tx, subject); err != nil {
		return q, err
	}
	if err := tx.Keep(ctx); err != nil {
		return q, err
	}
	var grounds struct {
		SignedIn bool  `db:"signed_in"`
		Held     int64 `db:"held"`
	}
	if err := tx.Get(ctx, &grounds, holdGrounds, actor.SignIn, int64(actor.ID), subject); err != nil {
		return q, err
	}
	if !grounds.SignedIn {
		return q, fault.New(fault.Unauthenticated, "Your sign-in has ended. Sign in again.").WithCode("signed_out")
	}
	if err := closeLapsed(ctx, tx, actor.ID); err != nil {
		return q, err
	}
	f, err := readFacts(ctx, tx, actor.ID, form.Subject)
	if err != nil {
		return q, err
	}
	q = f.request()
	q.Capacity, q.Mode, q.Reason, q.Ticket, q.End = form.Capacity, form.Mode, form.Reason, form.Ticket, form.End
	q.IP, q.Given = form.Footprint.IP, f.Asked.answers(actor.SignIn, f.Now)
	return q, s.sameBrowser(ctx, tx, actor.SignIn, &q, form.Footprint)
}

// aboutSubject notes for whom somebody tries to start. For an unknown person the same statement runs, so that nothing tells them from
// one who may not be listed.
func aboutSubject(ctx context.Context, tx *store.Tx, subject int64) error {
	if subject == 0 {
		_, err := tx.Exec(ctx, `SELECT audit.set_object($1)`, "")
		return err
	}
	return tx.About(ctx, "person", subject)
}

// sameBrowser refuses a start from another device or browser than the one that signed in.
func (s *Sessions) sameBrowser(ctx context.Context, tx *store.Tx, signIn int64, q *Request, now session.Footprint) error {
	in, err := session.ByID(ctx, tx, signIn)
	if err != nil {
		return err
	}
	q.Factor = in.Factor
	if q.Controls.Elsewhere(in.Footprint, now) {
		return fault.New(fault.Forbidden, "This is not the browser that signed in. Sign in again here.").WithCode("footprint")
	}
	return nil
}

// stepUp takes the fresh code of a start. Where the controls ask for none, the sign-in itself must have been given a second factor.
func (s *Sessions) stepUp(ctx context.Context, tx *store.Tx, actor account.Actor, q Request, code string) error {
	if q.Controls.FactorAtStart {
		return s.accounts.ConsumeCode(ctx, tx, actor.ID, code)
	}
	if !q.Factor {
		return fault.New(fault.Forbidden, "You signed in without a second factor. Sign in again with it to act for others.").WithCode(account.NoFactor)
	}
	return nil
}

// other is the id in ids that is not the actor's; 0 when there is none.
func other(ids []int64, actor account.ActorID) int64 {
	for _, id := range ids {
		if id != int64(actor) {
			return id
		}
	}
	return 0
}

func endRunning(ctx context.Context, tx *store.Tx, list []Running) error {
	ids := make([]int64, 0, len(list))
	for _, r := range list {
		ids = append(ids, r.ID)
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, endSessions, store.Int64s(ids), string(Superseded))
	return err
}

func insert(ctx context.Context, tx *store.Tx, actor account.Actor, q Request, g Grant, form StartForm) (id int64, err error) {
	fp := form.Footprint
	hints, err := json.Marshal(fp.Hints)
	if err != nil {
		return 0, err
	}
	over, err := g.Rule.overrides()
	if err != nil {
		return 0, err
	}
	err = tx.Get(ctx, &id, insertSession, int64(actor.ID), int64(q.Subject.ID), actor.SignIn, int64(q.Capacity.Vendor),
		int64(q.Capacity.Organization), roleIn(q.Subject, q.Capacity), g.Rule.ID, string(q.Mode), names(g.Permissions),
		strings.TrimSpace(q.Reason), strings.TrimSpace(q.Ticket), string(g.Consent.Kind), g.Consent.Text, g.Consent.At, g.Consent.Until,
		fp.Browser, fp.Platform, text(fp.Network4), text(fp.Network6), text(fp.IP), fp.Agent, string(hints), localPath(form.Return), over, g.Second.by())
	return id, err
}

// names are the permissions as the database keeps them.
func names(set account.Permissions) store.Strings {
	list := store.Strings{}
	for _, p := range set.List() {
		list = append(list, string(p))
	}
	return list
}

// text writes an address or network, or nothing when there is none.
func text(v interface {
	IsValid() bool
	String() string
},
) string {
	if !v.IsValid() {
		return ""
	}
	return v.String()
}

// localPath is a path of this site outside every prefix, or the home page.
func localPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.HasPrefix(path, "/as/") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}
