package impersonation_test

import (
	"context"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
	"standin/store/storetest"
)

func TestI31_TheAbsoluteEndHoldsHoweverBusy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	s := w.begin(ada, mara)
	a := w.acting(ada, s)
	for range 5 { // busy: something every five minutes
		w.Shift(t, 5*time.Minute)
		if err := w.write(a); err != nil {
			t.Fatal(err)
		}
	}
	w.Shift(t, 5*time.Minute-2*time.Second)
	if err := w.write(w.acting(ada, s)); err != nil {
		t.Fatal(err)
	}
	w.Shift(t, 3*time.Second)
	if err := w.write(a); !fault.Is(err, fault.Conflict) {
		t.Errorf("a write after the end says %v", err)
	}
	if cause, err := w.sessions.View(t.Context(), a, impersonation.Seen{Route: "/", Status: 200}); err != nil || cause != impersonation.Expired {
		t.Errorf("a page after the end: %q, %v", cause, err)
	}
	row := w.over(ada, s, impersonation.Expired)
	if !row.EndedAt.Equal(row.ExpiresAt) {
		t.Errorf("it ended at %v; it lapsed at %v", row.EndedAt, row.ExpiresAt)
	}
}

func TestI32_IdlenessEndsAndPollsDoNotCount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	s := w.begin(ada, mara)
	a := w.acting(ada, s)
	w.Shift(t, 9*time.Minute)
	if cause, err := w.sessions.View(t.Context(), a, impersonation.Seen{Route: "/", Status: 200}); cause != "" || err != nil {
		t.Fatalf("a click after nine minutes: %q, %v", cause, err)
	}
	last := w.now()
	for range 9 {
		w.Shift(t, time.Minute)
		if cause, err := w.sessions.View(t.Context(), a, impersonation.Seen{Route: "/live", Status: 200, Passive: true}); cause != "" || err != nil {
			t.Fatalf("a poll: %q, %v", cause, err)
		}
	}
	w.Shift(t, time.Minute+time.Second)
	if err := w.write(a); !fault.Is(err, fault.Conflict) {
		t.Errorf("a write after ten idle minutes says %v", err)
	}
	row := w.over(ada, s, impersonation.Idle)
	if late := row.EndedAt.Sub(last.Add(10 * time.Minute)); late < -2*time.Second || late > 2*time.Second {
		t.Errorf("it ended %v off the moment it lapsed", late)
	}
	if n := get[int](w, `SELECT count(*) FROM audit.entry WHERE session = $1 AND outcome = 'viewed'`, s.ID); n != 1 {
		t.Errorf("%d views are recorded; want the one click", n)
	}
}

func TestI34_SignOutEndsAllSessionsOfTheSignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.agent("Ada Novak")
	one, two := w.begin(ada, w.shopper("Mara Lind")), w.begin(ada, w.shopper("Tom Okafor"))
	if err := session.New(w.DB.DB).End(t.Context(), ada, ada.SignIn); err != nil {
		t.Fatal(err)
	}
	for _, s := range []impersonation.Session{one, two} {
		row, err := w.sessions.ByPublicID(t.Context(), s.PublicID)
		if err != nil || row.EndCause != impersonation.EndedBySignOut {
			t.Errorf("%q, %v", row.EndCause, err)
		}
		if _, err := w.sessions.Current(t.Context(), ada.SignIn, s.PublicID, firefox); !fault.Is(err, fault.NotFound) {
			t.Errorf("the next request finds %v", err)
		}
	}
}

// What voids a session closes it in its own transaction, with its cause; the next request finds it over.
func TestVoid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, c := range map[string]struct {
		change string
		by     func(ada account.Actor, mara account.Person) int64
		cause  impersonation.Cause
	}{
		"I35 actor demoted":      {`DELETE FROM shop.staff_role WHERE person_id = $1`, actorID, impersonation.ActorRevoked},
		"I35 actor disabled":     {`UPDATE shop.person SET status = 'locked' WHERE id = $1`, actorID, impersonation.ActorRevoked},
		"actor in another role":  {`UPDATE shop.staff_role SET role = 'auditor' WHERE person_id = $1`, actorID, impersonation.ActorRevoked},
		"I36 subject promoted":   {`INSERT INTO shop.staff_role (person_id, role) VALUES ($1, 'auditor')`, subjectID, impersonation.SubjectChanged},
		"I36 subject suspended":  {`UPDATE shop.person SET status = 'blocked' WHERE id = $1`, subjectID, impersonation.SubjectChanged},
		"subject flagged never":  {`UPDATE shop.person SET never_impersonate = true WHERE id = $1`, subjectID, impersonation.SubjectChanged},
		"consent withdrawn":      {`UPDATE shop.consent SET state = 'ask', until = NULL WHERE person_id = $1`, subjectID, impersonation.ConsentWithdrawn},
		"subject says never":     {`UPDATE shop.consent SET state = 'never', until = NULL WHERE person_id = $1`, subjectID, impersonation.ConsentWithdrawn},
		"consent made shorter":   {`UPDATE shop.consent SET until = shop.shop_now() + interval '1 minute' WHERE person_id = $1`, subjectID, impersonation.ConsentWithdrawn},
		"consent row taken away": {`DELETE FROM shop.consent WHERE person_id = $1`, subjectID, impersonation.ConsentWithdrawn},
	} {
		ada, mara := w.agent("Ada "+name), w.shopper("Mara "+name)
		s := w.begin(ada, mara)
		a := w.acting(ada, s)
		w.change(c.change, c.by(ada, mara))
		if row, err := w.sessions.ByPublicID(t.Context(), s.PublicID); err != nil || row.EndCause != c.cause {
			t.Errorf("%s: the row says %q, %v; want %q", name, row.EndCause, err, c.cause)
		}
		if err := w.write(a); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: a write says %v", name, err)
		}
	}
}

func actorID(ada account.Actor, _ account.Person) int64    { return int64(ada.ID) }
func subjectID(_ account.Actor, mara account.Person) int64 { return int64(mara.ID) }

func TestVoid_RulesAndFeature(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	for _, c := range map[string]struct {
		change, back string
		cause        impersonation.Cause
	}{
		"I9 feature off": {`UPDATE shop.setting SET value = 'false' WHERE name = 'acting.enabled'`,
			`UPDATE shop.setting SET value = 'true' WHERE name = 'acting.enabled'`, impersonation.FeatureOff},
		"rule off": {`UPDATE shop.impersonation_rule SET enabled = false WHERE id = 1`,
			`UPDATE shop.impersonation_rule SET enabled = true WHERE id = 1`, impersonation.PolicyChanged},
		"permission taken": {`UPDATE shop.impersonation_rule SET permissions = array_remove(permissions, 'cart.edit') WHERE id = 1`,
			`UPDATE shop.impersonation_rule SET permissions = permissions || '{cart.edit}' WHERE id = 1`, impersonation.PolicyChanged},
		"cap lowered": {`UPDATE shop.impersonation_rule SET caps = '{"discount.grant": 5}' WHERE id = 1`,
			`UPDATE shop.impersonation_rule SET caps = '{"discount.grant": 10}' WHERE id = 1`, impersonation.PolicyChanged},
		"reading only": {`UPDATE shop.impersonation_rule SET may_act = false WHERE id = 1`,
			`UPDATE shop.impersonation_rule SET may_act = true WHERE id = 1`, impersonation.PolicyChanged},
	} {
		s := w.begin(ada, mara)
		w.change(c.change)
		w.over(ada, s, c.cause)
		w.change(c.back)
	}
	s := w.begin(ada, mara)
	w.change(`UPDATE shop.impersonation_rule SET whole_minutes = 60, at_once = 5, permissions = permissions || '{order.place}' WHERE id = 1`)
	if a := w.acting(ada, s); a.Can(account.OrderPlace) {
		t.Error("widening a rule widened a running session")
	}
}

func TestI68_LosingTheCapacityEndsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rep, vendor := w.staff("Rita Rep", "sales_rep"), storetest.Vendor(t, w.DB, "North Wind")
	storetest.Assign(t, w.DB, int64(rep.ID), vendor)
	vera := w.person(storetest.VendorUser(t, w.DB, vendor, "Vera Wind"))
	form := w.form(rep, vera)
	form.Capacity = account.ForVendor(account.VendorID(vendor))
	s := w.start(rep, form)
	a := w.acting(rep, s)
	if a.Capacity != form.Capacity || a.VendorDesk(account.VendorID(vendor)) != nil || a.VendorDesk(account.VendorID(vendor+1)) == nil || a.Can(account.CartView) {
		t.Errorf("the rooms receive capacity %v, who may %v", a.Capacity, a.Allowed().List())
	}
	w.change(`DELETE FROM shop.vendor_user WHERE person_id = $1`, vera.ID)
	w.over(rep, s, impersonation.SubjectChanged)

	w.change(`INSERT INTO shop.vendor_user (vendor_id, person_id) VALUES ($1, $2)`, vendor, vera.ID)
	form.Code = w.code(int64(rep.ID))
	s = w.start(rep, form)
	w.change(`DELETE FROM shop.assignment WHERE staff_id = $1`, rep.ID)
	w.over(rep, s, impersonation.ActorRevoked)
}

func TestI68_MembersRoleAndPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	school := storetest.Organization(t, w.DB, "School")
	boss := w.powerUser(school, "Paul Power")
	bea := w.person(storetest.Member(t, w.DB, school, "Bea Buyer", "buyer"))
	begin := func() impersonation.Session {
		form := w.form(boss, bea)
		form.Capacity = account.ForOrganization(account.OrganizationID(school))
		return w.start(boss, form)
	}
	s := begin()
	w.change(`UPDATE shop.member SET role = 'power_user' WHERE person_id = $1`, bea.ID)
	w.over(boss, s, impersonation.SubjectChanged)
	w.change(`UPDATE shop.member SET role = 'viewer' WHERE person_id = $1`, bea.ID)
	s = begin()
	w.change(`UPDATE shop.member SET status = 'removed' WHERE person_id = $1`, boss.ID)
	w.over(boss, s, impersonation.ActorRevoked)
}

func TestI50_OneEndWithItsCause(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	s := w.begin(ada, mara)
	ended, err := w.sessions.End(t.Context(), w.acting(ada, s), s.PublicID)
	if err != nil || ended.EndCause != impersonation.EndedByUser {
		t.Fatalf("%q, %v", ended.EndCause, err)
	}
	again, err := w.sessions.End(t.Context(), ada, s.PublicID)
	if err != nil || !again.EndedAt.Equal(*ended.EndedAt) || again.EndCause != ended.EndCause {
		t.Errorf("a second end changed the first: %v %q, %v", again.EndedAt, again.EndCause, err)
	}
	for _, statement := range []string{
		`UPDATE shop.impersonation_session SET ended_at = shop.shop_now(), end_cause = 'killed' WHERE id = $1`,
		`UPDATE shop.impersonation_session SET reason = 'another' WHERE id = $1`,
		`DELETE FROM shop.impersonation_session WHERE id = $1`,
	} {
		if err := w.try(statement, s.ID); err == nil {
			t.Errorf("as the shop's own role: %s", statement)
		}
		if _, err := w.Owner.ExecContext(t.Context(), statement, s.ID); err == nil {
			t.Errorf("as superuser, with the triggers on: %s", statement)
		}
	}
	ends := get[int](w, `SELECT count(*) FROM audit.payload WHERE body->>'table' = 'shop.impersonation_session' AND body->>'op' = 'update'`)
	if ends != 1 {
		t.Errorf("the record holds %d ends", ends)
	}
}

func TestI50_WhoMayEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, ben, root, mara := w.agent("Ada Novak"), w.agent("Ben Novak"), w.staff("Ruth Root", "administrator"), w.shopper("Mara Lind")
	s := w.begin(ada, mara)
	for _, stranger := range []account.Actor{ben, account.Guest(0), w.signIn(storetest.Person(t, w.DB, "Tom Okafor"))} {
		if _, err := w.sessions.End(t.Context(), stranger, s.PublicID); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v may end it: %v", stranger.ID, err)
		}
	}
	if _, err := w.sessions.End(t.Context(), w.signIn(int64(mara.ID)), s.PublicID); err != nil {
		t.Fatal(err)
	}
	w.over(ada, s, impersonation.EndedBySubject)
	s = w.begin(ada, mara)
	if _, err := w.sessions.End(t.Context(), root, s.PublicID); !fault.Is(err, fault.NotFound) {
		t.Errorf("an administrator ends it without a reason: %v", err)
	}
	if _, err := w.sessions.Kill(t.Context(), root, s.PublicID, "Asked by the customer's bank"); err != nil {
		t.Fatal(err)
	}
	w.over(ada, s, impersonation.Killed)
}

func TestCloseLapsed_WithoutAClick(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.agent("Ada Novak")
	s := w.begin(ada, w.shopper("Mara Lind"))
	w.Shift(t, 2*time.Hour)
	if n, err := w.sessions.CloseLapsed(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	row, err := w.sessions.ByPublicID(t.Context(), s.PublicID)
	if err != nil || row.EndCause != impersonation.Idle || row.EndedAt.Sub(row.StartedAt) != 10*time.Minute {
		t.Errorf("%q after %v, %v", row.EndCause, row.Took(time.Now()), err)
	}
	by := get[string](w, `SELECT e.kind || ' ' || e.action || ' ' || e.object FROM audit.entry e ORDER BY e.id DESC LIMIT 1`)
	if by != "system acting.end session:"+itoa(s.ID) {
		t.Errorf("the record says %q", by)
	}
}

func TestI46_AtOnceAndSuperseding(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.agent("Ada Novak")
	people := []account.Person{w.shopper("One Lind"), w.shopper("Two Lind"), w.shopper("Three Lind"), w.shopper("Four Lind")}
	var list []impersonation.Session
	for _, p := range people[:3] {
		list = append(list, w.begin(ada, p))
	}
	if st := w.current(ada, list[0]); len(st.Others) != 2 {
		t.Errorf("the bar lists %d others", len(st.Others))
	}
	form := w.form(ada, people[3])
	w.refused(ada, form, fault.Conflict, impersonation.RefusedAtOnce)
	form.End, form.Code = list[1].PublicID, w.code(int64(ada.ID))
	w.start(ada, form)
	w.over(ada, list[1], impersonation.Superseded)
	w.begin(ada, people[0])
	w.over(ada, list[0], impersonation.Superseded)
}

func TestI46_TwoStartsAtTheLimitGiveOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	school := storetest.Organization(t, w.DB, "School")
	boss := w.powerUser(school, "Paul Power")
	var forms []impersonation.StartForm
	for _, name := range []string{"Bea Buyer", "Bob Buyer"} {
		form := w.form(boss, w.person(storetest.Member(t, w.DB, school, name, "buyer")))
		form.Capacity = account.ForOrganization(account.OrganizationID(school))
		forms = append(forms, form)
	}
	w.change(`UPDATE shop.totp SET last_step = 0`)
	forms[0].Code, _ = account.Code(account.SecretText(secret), w.now().Add(-30*time.Second))
	results := make(chan error, 2)
	for _, form := range forms {
		go func() {
			_, err := w.sessions.Start(context.WithoutCancel(t.Context()), boss, form)
			results <- err
		}()
	}
	failed := 0
	for range forms {
		if err := <-results; err != nil {
			failed++
		}
	}
	if n := get[int](w, `SELECT count(*) FROM shop.impersonation_session`); n != 1 || failed != 1 {
		t.Errorf("%d sessions, %d refusals", n, failed)
	}
}

// A write without the session's own actor is refused by the database itself.
func TestI50_NobodyWritesUnderAnothersSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, ben, mara := w.agent("Ada Novak"), w.agent("Ben Novak"), w.shopper("Mara Lind")
	a := w.acting(ada, w.begin(ada, mara))
	for name, change := range map[string]func(a *account.Actor){
		"another actor":   func(a *account.Actor) { a.ID = ben.ID },
		"another subject": func(a *account.Actor) { a.Subject = 999 },
		"another session": func(a *account.Actor) { a.Session += 1000 },
	} {
		forged := a
		change(&forged)
		if err := w.write(forged); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	err := w.Transact(t.Context(), forgedSubject{a}, "test.write", func(*store.Tx) error { return nil })
	if err == nil {
		t.Error("a subject without a session was let in")
	}
}

type forgedSubject struct{ account.Actor }

func (f forgedSubject) Attribution() store.Attribution {
	at := f.Actor.Attribution()
	at.Session = 0
	return at
}
