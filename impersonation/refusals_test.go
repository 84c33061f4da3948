package impersonation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
	"standin/store/storetest"
)

// try is a start that is refused: by whom, and with what.
type try func(w *world, name string) (account.Actor, impersonation.StartForm)

// good is a start with nothing wrong in it, for people of its own.
func good(w *world, name string) (account.Actor, impersonation.StartForm) {
	ada := w.agent("Ada " + name)
	return ada, w.form(ada, w.shopper("Mara "+name))
}

// but is a good start with something changed: in the database ($1 is the actor, $2 the subject's public id) or in the form.
func but(change string, forms ...func(f *impersonation.StartForm)) try {
	return func(w *world, name string) (account.Actor, impersonation.StartForm) {
		ada, form := good(w, name)
		if change != "" {
			w.change(`WITH given AS (SELECT $1::bigint AS actor, id AS subject FROM shop.person WHERE public_id = $2) `+change, int64(ada.ID), form.Subject)
		}
		for _, f := range forms {
			f(&form)
		}
		return ada, form
	}
}

// typed is a good start with something else in the form.
func typed(f func(f *impersonation.StartForm)) try { return but("", f) }

// ruled is a good start under a rule that was changed.
func ruled(change string) try {
	return but(`UPDATE shop.impersonation_rule SET ` + change + ` FROM given WHERE impersonation_rule.id = 1`)
}

func status(s string) try {
	return but(`UPDATE shop.person SET status = '` + s + `' FROM given WHERE person.id = given.subject`)
}

// tries are all the ways to be refused, by the cause that the record tells.
var tries = map[string]try{
	impersonation.RefusedFeature: but(`UPDATE shop.setting SET value = 'false' FROM given WHERE name = 'acting.enabled'`),
	impersonation.RefusedActor:   but(`UPDATE shop.person SET status = 'locked' FROM given WHERE person.id = given.actor`),
	impersonation.RefusedSelf: func(w *world, name string) (account.Actor, impersonation.StartForm) {
		ada := w.agent("Ada " + name)
		return ada, w.form(ada, w.person(int64(ada.ID)))
	},
	impersonation.RefusedContact: but(`UPDATE shop.person SET phone = '+49 431 778899' FROM given WHERE person.id IN (given.actor, given.subject)`),
	impersonation.RefusedUnlisted: func(w *world, name string) (account.Actor, impersonation.StartForm) {
		rep := w.staff("Rita "+name, "sales_rep")
		return rep, w.form(rep, w.shopper("Mara "+name))
	},
	impersonation.RefusedStaff:    but(`INSERT INTO shop.staff_role (person_id, role) SELECT subject, 'auditor' FROM given`),
	impersonation.RefusedNever:    but(`UPDATE shop.consent SET state = 'never', until = NULL FROM given WHERE person_id = subject`),
	impersonation.RefusedCapacity: typed(func(f *impersonation.StartForm) { f.Capacity = account.ForVendor(999) }),
	impersonation.RefusedNoRule: func(w *world, name string) (account.Actor, impersonation.StartForm) {
		rep, vendor := w.staff("Rita "+name, "sales_rep"), storetest.Vendor(w.t, w.DB, "Vendor "+name)
		storetest.Assign(w.t, w.DB, int64(rep.ID), vendor)
		form := w.form(rep, w.person(storetest.VendorUser(w.t, w.DB, vendor, "Vera "+name)))
		form.Capacity = account.Shopper // no rule lets a rep act for a shopper
		return rep, form
	},
	impersonation.RefusedRelation: func(w *world, name string) (account.Actor, impersonation.StartForm) {
		rep, mine, other := w.staff("Rita "+name, "sales_rep"), storetest.Vendor(w.t, w.DB, "Mine "+name), storetest.Vendor(w.t, w.DB, "Other "+name)
		storetest.Assign(w.t, w.DB, int64(rep.ID), mine)
		vera := storetest.VendorUser(w.t, w.DB, mine, "Vera "+name)
		w.change(`INSERT INTO shop.vendor_user (vendor_id, person_id) VALUES ($1, $2)`, other, vera)
		form := w.form(rep, w.person(vera))
		form.Capacity = account.ForVendor(account.VendorID(other))
		return rep, form
	},
	impersonation.RefusedRank: func(w *world, name string) (account.Actor, impersonation.StartForm) {
		school := storetest.Organization(w.t, w.DB, "School "+name)
		boss := w.powerUser(school, "Paul "+name)
		form := w.form(boss, w.person(storetest.Member(w.t, w.DB, school, "Pia "+name, "power_user")))
		form.Capacity = account.ForOrganization(account.OrganizationID(school))
		return boss, form
	},
	impersonation.RefusedRuleOff:  ruled(`enabled = false`),
	impersonation.RefusedReadOnly: ruled(`may_act = false`),
	impersonation.RefusedMode:     typed(func(f *impersonation.StartForm) { f.Mode = "both" }),
	impersonation.RefusedOutside:  ruled(`networks = '{192.0.2.0/24}'`),
	impersonation.RefusedConsent:  but(`DELETE FROM shop.consent USING given WHERE person_id = subject`),
	impersonation.RefusedAtOnce: func(w *world, name string) (account.Actor, impersonation.StartForm) {
		ada, form := good(w, name)
		w.change(`UPDATE shop.impersonation_rule SET at_once = 1 WHERE id = 1`)
		w.begin(ada, w.shopper("Tom "+name))
		form.Code = w.code(int64(ada.ID))
		return ada, form
	},
	impersonation.RefusedReason: typed(func(f *impersonation.StartForm) { f.Reason = " " }),
	impersonation.RefusedTicket: but(`UPDATE shop.impersonation_rule SET ticket_required = true FROM given WHERE impersonation_rule.id = 1`,
		func(f *impersonation.StartForm) { f.Ticket = "" }),
	"subject_blocked":     status("blocked"),
	"subject_locked":      status("locked"),
	"subject_unconfirmed": status("unconfirmed"),
	"subject_deleted":     status("deleted"),
	"subject_invited":     status("invited"),
	account.NoFactor:      but(`DELETE FROM shop.totp USING given WHERE person_id = given.actor`),
	account.FactorBarred:  but(`UPDATE shop.totp SET bars_start_until = shop.shop_now() + interval '1 day' FROM given WHERE person_id = given.actor`),
	account.CodeWrong:     typed(func(f *impersonation.StartForm) { f.Code = "000000" }),
	account.CodeUsed:      but(`UPDATE shop.totp SET last_step = (extract(epoch FROM shop.shop_now()) / 30)::bigint + 1 FROM given WHERE person_id = given.actor`),
	"throttled": func(w *world, name string) (account.Actor, impersonation.StartForm) {
		ada, form := good(w, name)
		wrong := form
		wrong.Code = "000000"
		for range 5 {
			w.refused(ada, wrong, fault.Invalid, account.CodeWrong)
		}
		return ada, form
	},
	"footprint":  typed(func(f *impersonation.StartForm) { f.Footprint.Browser = "Chrome" }),
	"signed_out": signedOut,
}

func signedOut(w *world, name string) (account.Actor, impersonation.StartForm) {
	ada, form := good(w, name)
	if err := session.New(w.DB.DB).End(w.t.Context(), ada, ada.SignIn); err != nil {
		w.t.Fatal(err)
	}
	return ada, form
}

func TestI25_EachRefusalIsARow(t *testing.T) {
	t.Parallel()
	for cause, try := range tries {
		t.Run(cause, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			actor, form := try(w, "Novak")
			actor.Request.IP = "203.0.113.7"
			before := get[int](w, `SELECT count(*) FROM audit.entry WHERE action = 'acting.start'`)
			sessions := get[int](w, `SELECT count(*) FROM shop.impersonation_session`)
			_, err := w.sessions.Start(t.Context(), actor, form)
			if f := fault.As(err); f == nil || f.Code != cause || f.Message == "" {
				t.Fatalf("the start says %v (%+v)", err, f)
			}
			w.oneRefusal(before, actor, form, cause)
			if n := get[int](w, `SELECT count(*) FROM shop.impersonation_session`); n != sessions {
				t.Errorf("it left %d sessions", n-sessions)
			}
		})
	}
}

// oneRefusal wants one row more than before, with who, for whom, from where and why.
func (w *world) oneRefusal(before int, actor account.Actor, form impersonation.StartForm, cause string) {
	w.t.Helper()
	if n := get[int](w, `SELECT count(*) FROM audit.entry WHERE action = 'acting.start'`); n != before+1 {
		w.t.Errorf("it left %d rows; want one", n-before)
	}
	row := get[string](w, `
		SELECT concat_ws(' ', e.kind, e.actor, e.object, e.outcome, h.body#>>'{request,ip}', r.body->>'cause', e.at = shop.shop_now() OR e.at > shop.shop_now() - interval '1 minute')
		  FROM audit.entry e JOIN audit.payload h ON h.entry = e.id AND h.salt IS NOT NULL JOIN audit.payload r ON r.entry = e.id AND r.body ? 'cause'
		 WHERE e.action = 'acting.start' AND e.actor = $1 ORDER BY e.id DESC LIMIT 1`, int64(actor.ID))
	subject := get[int64](w, `SELECT id FROM shop.person WHERE public_id = $1`, form.Subject)
	object := fmt.Sprint("person:", subject)
	if subject == int64(actor.ID) { // oneself is nobody else
		object = ""
	}
	want := strings.Join([]string{"person", itoa(int64(actor.ID)), object, "refused 203.0.113.7", cause, "t"}, " ")
	if row != want {
		w.t.Errorf("the record says %q; want %q", row, want)
	}
}

// A start from within a session is recorded under that session.
func TestI25_ANestedStartIsARow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	s := w.begin(ada, mara)
	_, err := w.sessions.Start(t.Context(), w.acting(ada, s), w.form(ada, w.shopper("Tom Okafor")))
	if f := fault.As(err); f == nil || f.Kind != fault.NotFound || f.Code != "nested" {
		t.Errorf("it says %v", err)
	}
	row := get[string](w, `SELECT concat_ws(' ', e.actor, e.subject, e.session, e.outcome, p.body->>'cause') FROM audit.entry e
		JOIN audit.payload p ON p.entry = e.id AND p.body ? 'cause' ORDER BY e.id DESC LIMIT 1`)
	if want := fmt.Sprint(ada.ID, " ", mara.ID, " ", s.ID, " refused nested"); row != want {
		t.Errorf("the record says %q; want %q", row, want)
	}
}

// unwritable are ways in which the record cannot be written, each as the database's superuser does it, and what makes it whole again.
var unwritable = map[string][2]string{
	"a right taken away":    {`REVOKE EXECUTE ON FUNCTION audit.open FROM standin_app, public`, `GRANT EXECUTE ON FUNCTION audit.open TO standin_app`},
	"the table closed":      {`REVOKE INSERT ON audit.entry FROM standin_owner`, `GRANT INSERT ON audit.entry TO standin_owner`},
	"a table that takes no": {`ALTER TABLE audit.entry ADD CONSTRAINT shut CHECK (false) NOT VALID`, `ALTER TABLE audit.entry DROP CONSTRAINT shut`},
	"the disk full": {`CREATE FUNCTION public.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
		CREATE TRIGGER full_disk BEFORE INSERT ON audit.payload FOR EACH ROW EXECUTE FUNCTION public.full_disk();`, `DROP FUNCTION public.full_disk CASCADE`},
}

func TestI24_NoRecordNoStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	for name, how := range unwritable {
		form := w.form(ada, mara)
		traces := get[string](w, `SELECT (SELECT last_step FROM shop.totp) || ' ' || (SELECT count(*) FROM shop.mail) || ' ' || (SELECT max(id) FROM audit.entry)`)
		w.asOwner(how[0])
		if _, err := w.sessions.Start(t.Context(), ada, form); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: the start says %v", name, err)
		}
		if n := get[int](w, `SELECT count(*) FROM shop.impersonation_session`); n != 0 {
			t.Errorf("%s: %d sessions began", name, n)
		}
		if after := get[string](w, `SELECT (SELECT last_step FROM shop.totp) || ' ' || (SELECT count(*) FROM shop.mail) || ' ' || (SELECT max(id) FROM audit.entry)`); after != traces {
			t.Errorf("%s: it left %s; before it was %s", name, after, traces)
		}
		w.asOwner(how[1])
	}
	w.begin(ada, mara)
}

func (w *world) asOwner(statements string) {
	w.t.Helper()
	if _, err := w.Owner.ExecContext(w.t.Context(), statements); err != nil {
		w.t.Fatal(err)
	}
}

// While a session runs, what cannot be recorded is neither done nor shown, and the session can be ended when the record is back.
func TestS60_NoRecordNothingDone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	s := w.begin(ada, mara)
	a := w.acting(ada, s)
	before := get[string](w, `SELECT p::text FROM shop.person p WHERE id = $1`, mara.ID)
	for name, how := range unwritable {
		w.asOwner(how[0])
		if err := w.write(a); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: a write says %v", name, err)
		}
		if name != "a right taken away" { // which is audit.open's; a page asks another function
			if cause, err := w.sessions.View(t.Context(), a, impersonation.Seen{Route: "/", Status: 200}); !fault.Is(err, fault.Unavailable) {
				t.Errorf("%s: a page may go out: %q, %v", name, cause, err)
			}
		}
		if _, err := w.sessions.End(t.Context(), ada, s.PublicID); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: the end says %v", name, err)
		}
		w.asOwner(how[1])
		if after := get[string](w, `SELECT p::text FROM shop.person p WHERE id = $1`, mara.ID); after != before {
			t.Errorf("%s: something was changed", name)
		}
	}
	w.Shift(t, time.Second)
	if ended, err := w.sessions.End(t.Context(), ada, s.PublicID); err != nil || ended.EndCause != impersonation.EndedByUser {
		t.Errorf("afterwards the end says %q, %v", ended.EndCause, err)
	}
}
