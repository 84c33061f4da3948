package impersonation_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
	"standin/store/storetest"
)

func TestI72_TheDeskIsNoWayRound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	w.change(`UPDATE shop.person SET phone = '+49 431 556677' WHERE id = $1`, mara.ID)
	for i := range 14 {
		w.shopper(fmt.Sprintf("Tom Okafor %c", 'A'+i))
	}
	for text, want := range map[string]int{"mara.lind@example.com": 1, "MARA.LIND@EXAMPLE.COM": 1, "mara.lind@example": 0, "+49 431 556677": 1, "0431 556677": 0,
		"mar": 1, "lin": 1, "tom": 10, "%%%": 0, "___": 0, "99999": 0, "ada novak": 0} {
		found, err := w.sessions.Search(t.Context(), ada, text)
		if err != nil || len(found) != want {
			t.Errorf("%q finds %d, %v; want %d", text, len(found), err, want)
		}
	}
	for _, text := range []string{"", "ma", "  m "} {
		if _, err := w.sessions.Search(t.Context(), ada, text); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
	rep := w.staff("Rita Rep", "sales_rep")
	if _, err := w.sessions.Search(t.Context(), rep, "mara"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a rep may search: %v", err)
	}
	if _, err := w.sessions.OpenCustomer(t.Context(), ada, mara.PublicID); err != nil {
		t.Fatal(err)
	}
	looks, err := w.sessions.Looks(t.Context(), mara.ID)
	if err != nil || len(looks) != 1 || looks[0].Role.Service() != "Support" {
		t.Errorf("the customer sees %+v, %v", looks, err)
	}
	if _, err := w.sessions.OpenCustomer(t.Context(), ada, w.person(int64(rep.ID)).PublicID); !fault.Is(err, fault.NotFound) {
		t.Errorf("staff is a customer: %v", err)
	}
}

func TestI72_The41stCustomerAsksForACode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.agent("Ada Novak")
	w.staff("Ruth Root", "administrator")
	var people []account.Person
	for i := range 41 {
		people = append(people, w.person(storetest.Person(t, w.DB, fmt.Sprint("Person ", i))))
	}
	for _, p := range people[:40] {
		if _, err := w.sessions.OpenCustomer(t.Context(), ada, p.PublicID); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.sessions.OpenCustomer(t.Context(), ada, people[40].PublicID)
	if f := fault.As(err); f == nil || f.Code != impersonation.CodeMore {
		t.Fatalf("the 41st: %v", err)
	}
	if row := get[string](w, `SELECT e.outcome || ' ' || e.object FROM audit.entry e WHERE e.actor = $1 ORDER BY e.id DESC LIMIT 1`, ada.ID); row != "refused person:"+itoa(int64(people[40].ID)) {
		t.Errorf("the record says %q", row)
	}
	if looks, err := w.sessions.Looks(t.Context(), people[40].ID); err != nil || len(looks) != 0 {
		t.Errorf("the customer who was not opened sees %d looks, %v", len(looks), err)
	}
	if _, err := w.sessions.OpenCustomer(t.Context(), ada, people[40].PublicID); err == nil {
		t.Error("a second try opens it")
	}
	alert := get[string](w, `SELECT string_agg(recipient || ': ' || body_text, ' ') FROM shop.mail WHERE kind = 'acting.alert'`)
	if strings.Count(alert, "ruth.root@example.com") != 1 || !strings.Contains(alert, "40 customers") || !strings.Contains(alert, "Ada Novak") {
		t.Errorf("the administrators are told: %q", alert)
	}
	if _, err := w.sessions.OpenCustomer(t.Context(), ada, people[3].PublicID); err != nil {
		t.Errorf("one who is open already: %v", err)
	}
	if err := w.sessions.AllowMore(t.Context(), ada, "000000"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a wrong code: %v", err)
	}
	if err := w.sessions.AllowMore(t.Context(), ada, w.code(int64(ada.ID))); err != nil {
		t.Fatal(err)
	}
	if _, err := w.sessions.OpenCustomer(t.Context(), ada, people[40].PublicID); err != nil {
		t.Errorf("after the code: %v", err)
	}
}

func TestI11_TheSwitch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.person(storetest.Person(t, w.DB, "Mara Lind"))
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedConsent)
	self := w.signIn(int64(mara.ID))
	if err := w.sessions.SetConsent(t.Context(), self, impersonation.Allowed, w.now().Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	s := w.begin(ada, mara)
	if err := w.sessions.SetConsent(t.Context(), w.acting(ada, s), impersonation.Allowed, w.now().Add(time.Hour)); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the consent was set while acting: %v", err)
	}
	for _, bad := range []time.Time{w.now().Add(-time.Second), w.now().AddDate(3, 0, 0)} {
		if err := w.sessions.SetConsent(t.Context(), self, impersonation.Allowed, bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("until %v: %v", bad, err)
		}
	}
	if err := w.sessions.SetConsent(t.Context(), self, impersonation.Said, time.Time{}); err != nil {
		t.Fatal(err)
	}
	w.over(ada, s, impersonation.ConsentWithdrawn)
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedNever)
	n := get[int](w, `SELECT count(*) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id WHERE e.action = 'consent.set' AND p.body->>'table' = 'shop.consent'`)
	if n != 2 {
		t.Errorf("the record holds %d changes of the switch", n)
	}
}

func TestI12_ConsentEndsToTheSecond(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	w.change(`UPDATE shop.consent SET until = shop.shop_now() + interval '1 hour' WHERE person_id = $1`, mara.ID)
	w.Shift(t, 55*time.Minute)
	s := w.begin(ada, mara)
	if left := s.ExpiresAt.Sub(s.StartedAt); left > 5*time.Minute {
		t.Errorf("it outlives the consent: %v", left)
	}
	w.Shift(t, 5*time.Minute+time.Second)
	w.over(ada, s, impersonation.Expired)
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedConsent)
}

func TestI13_ASwitchedRuleCountsForTheNextStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, root, mara := w.agent("Ada Novak"), w.staff("Ruth Root", "administrator"), w.shopper("Mara Lind")
	if err := w.sessions.SwitchRule(t.Context(), root, 1, false, w.code(int64(root.ID))); err != nil {
		t.Fatal(err)
	}
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedRuleOff)
	if err := w.sessions.SwitchRule(t.Context(), root, 1, true, "000000"); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a code: %v", err)
	}
	if err := w.sessions.SwitchRule(t.Context(), ada, 1, true, w.code(int64(ada.ID))); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a support agent edits the policy: %v", err)
	}
	if err := w.sessions.SwitchRule(t.Context(), root, 1, true, w.code(int64(root.ID))); err != nil {
		t.Fatal(err)
	}
	s := w.begin(ada, mara)
	if err := w.sessions.SwitchFeature(t.Context(), root, false, w.code(int64(root.ID))); err != nil {
		t.Fatal(err)
	}
	w.over(ada, s, impersonation.FeatureOff)
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedFeature)
}

func question(actor, subject string) impersonation.Question {
	return impersonation.Question{Actor: actor, Subject: subject, Capacity: account.CapacityShopper, Mode: impersonation.Act}
}

func TestWhatIf(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, root, mara := w.agent("Ada Novak"), w.staff("Ruth Root", "administrator"), w.shopper("Mara Lind")
	ask := func() impersonation.Answer {
		a, err := w.sessions.WhatIf(t.Context(), root, question("ada.novak@example.com", mara.Email))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := ask(); !a.Allowed || a.Grant.Rule.ID != 1 {
		t.Errorf("%+v", a)
	}
	w.change(`UPDATE shop.consent SET state = 'never', until = NULL`)
	if a := ask(); a.Allowed || a.Refusal.Code != impersonation.RefusedNever {
		t.Errorf("%+v", a)
	}
	if _, err := w.sessions.WhatIf(t.Context(), root, question("nobody@example.com", mara.Email)); !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
	if _, err := w.sessions.WhatIf(t.Context(), ada, question("ada.novak@example.com", mara.Email)); !fault.Is(err, fault.Forbidden) {
		t.Errorf("%v", err)
	}
	if n := get[int](w, `SELECT count(*) FROM audit.entry WHERE action = 'acting.start'`); n != 0 {
		t.Errorf("asking wrote %d rows", n)
	}
}

// The footprint, look by look: what each difference does under each mode of a rule.
func TestI47_FootprintByMode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	other, chrome, six := firefox, firefox, firefox
	other.IP = netip.MustParseAddr("198.51.100.9")
	other.Network4 = netip.MustParsePrefix("198.51.100.0/24")
	chrome.Browser = "Chrome"
	six.IP, six.Network4, six.Network6 = netip.MustParseAddr("2001:db8:1::7"), netip.Prefix{}, netip.MustParsePrefix("2001:db8:1::/48")
	for _, c := range []struct {
		mode    string
		seen    session.Footprint
		outcome impersonation.Outcome
	}{
		{"step_up", firefox, impersonation.Open},
		{"step_up", other, impersonation.NeedCode},
		{"step_up", six, impersonation.NeedCode},
		{"step_up", chrome, impersonation.Over},
		{"end", other, impersonation.Over},
		{"end", chrome, impersonation.Over},
		{"record", other, impersonation.Open},
		{"record", chrome, impersonation.Open},
	} {
		w.change(`UPDATE shop.impersonation_rule SET footprint = $1 WHERE id = 1`, c.mode)
		s := w.begin(ada, mara)
		st, err := w.sessions.Current(t.Context(), ada.SignIn, s.PublicID, c.seen)
		if err != nil || st.Outcome != c.outcome || st.Outcome == impersonation.Over && st.Cause != impersonation.ByFootprint {
			t.Errorf("%s: %v %q, %v; want %v", c.mode, st.Outcome, st.Cause, err, c.outcome)
		}
		if st.Outcome == impersonation.NeedCode && len(st.Actor.Allowed()) > 0 {
			t.Errorf("before the code one may %v", st.Actor.Allowed().List())
		}
	}
}

func TestI47_IPv4AndIPv6MayAlternateOnceKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	s := w.begin(ada, mara)
	six := firefox
	six.IP, six.Network4, six.Network6 = netip.MustParseAddr("2001:db8:1::7"), netip.Prefix{}, netip.MustParsePrefix("2001:db8:1::/48")
	if err := w.sessions.AllowNetwork(t.Context(), ada, s.PublicID, w.code(int64(ada.ID)), six); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		for _, seen := range []session.Footprint{firefox, six} {
			if st, err := w.sessions.Current(t.Context(), ada.SignIn, s.PublicID, seen); err != nil || st.Outcome != impersonation.Open {
				t.Fatalf("from %v: %v, %v", seen.IP, st.Outcome, err)
			}
		}
	}
	if row, _ := w.sessions.ByPublicID(t.Context(), s.PublicID); !row.ExpiresAt.Equal(s.ExpiresAt) {
		t.Error("the code moved the end")
	}
}

func TestSummary_PlainSentences(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	s := w.begin(ada, mara)
	a := w.acting(ada, s)
	vendor := storetest.Vendor(t, w.DB, "Harbour Goods")
	var cart, line, variant int64
	w.do(account.Operator("test"), "test.goods", func(tx *store.Tx) error {
		if err := tx.Get(t.Context(), &variant, `WITH p AS (INSERT INTO shop.product (vendor_id, slug, handle, title, status) VALUES ($1, 'boots', 'boots', 'Trail boots', 'active') RETURNING id)
			INSERT INTO shop.variant (product_id, vendor_id, price_minor, option1) SELECT id, $1, 12800, 'tan' FROM p RETURNING id`, vendor); err != nil {
			return err
		}
		return tx.Get(t.Context(), &cart, `INSERT INTO shop.cart (person_id) VALUES ($1) RETURNING id`, mara.ID)
	})
	w.do(a, "cart.add_line", func(tx *store.Tx) error {
		return tx.Get(t.Context(), &line, `INSERT INTO shop.cart_line (cart_id, variant_id, quantity, seen_price) VALUES ($1, $2, 1, 12800) RETURNING id`, cart, variant)
	})
	w.do(a, "cart.set_quantity", func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE shop.cart_line SET quantity = 2 WHERE id = $1`, line)
		return err
	})
	err := w.DB.Record(t.Context(), a, store.Event{Action: "route.refused", Outcome: store.Refused, Detail: map[string]any{"route": "/checkout",
		"message": "Your rule does not let you place orders.", "cause": "not_while_acting"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/cart", "/cart"} {
		a.Request.Path = path
		if _, err := w.sessions.View(t.Context(), a, impersonation.Seen{Route: path, Status: 200}); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := w.sessions.Summary(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, l := range lines {
		said = append(said, l.Text)
	}
	want := "looked at 2 pages|put 1 × Trail boots, tan into the cart|changed Trail boots, tan from 1 to 2|tried to check out. Your rule does not let you place orders. Nothing happened"
	if got := strings.Join(said, "|"); got != want {
		t.Errorf("it says\n%s\nwant\n%s", got, want)
	}
}

// do runs a transaction as somebody.
func (w *world) do(actor store.Actor, action string, fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.Transact(w.t.Context(), actor, action, fn); err != nil {
		w.t.Fatal(err)
	}
}

func TestList_Filters(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, ben := w.agent("Ada Novak"), w.agent("Ben Novak")
	mara, tom := w.shopper("Mara Lind"), w.shopper("Tom Okafor")
	first := w.begin(ada, mara)
	if _, err := w.sessions.End(t.Context(), ada, first.PublicID); err != nil {
		t.Fatal(err)
	}
	form := w.form(ben, tom)
	form.Reason, form.Ticket = "100% of the parcel is missing", "77"
	second := w.start(ben, form)
	for name, c := range map[string]struct {
		filter impersonation.Filter
		want   []impersonation.Session
	}{
		"all":        {impersonation.Filter{}, []impersonation.Session{second, first}},
		"actor":      {impersonation.Filter{Actor: ada.ID}, []impersonation.Session{first}},
		"subject":    {impersonation.Filter{Subject: account.SubjectID(tom.ID)}, []impersonation.Session{second}},
		"cause":      {impersonation.Filter{Cause: impersonation.EndedByUser}, []impersonation.Session{first}},
		"running":    {impersonation.Filter{Running: true}, []impersonation.Session{second}},
		"ticket":     {impersonation.Filter{Ticket: "77"}, []impersonation.Session{second}},
		"text":       {impersonation.Filter{Text: "100% OF"}, []impersonation.Session{second}},
		"wildcard":   {impersonation.Filter{Text: "%code%"}, nil},
		"from":       {impersonation.Filter{From: second.StartedAt}, []impersonation.Session{second}},
		"until":      {impersonation.Filter{Until: second.StartedAt}, []impersonation.Session{first}},
		"after":      {impersonation.Filter{After: &second}, []impersonation.Session{first}},
		"one a page": {impersonation.Filter{Limit: 1}, []impersonation.Session{second}},
		"combined":   {impersonation.Filter{Actor: ben.ID, Cause: impersonation.EndedByUser}, nil},
	} {
		list, err := w.sessions.List(t.Context(), c.filter)
		if err != nil || len(list) != len(c.want) {
			t.Errorf("%s: %d, %v; want %d", name, len(list), err, len(c.want))
			continue
		}
		for i := range list {
			if list[i].ID != c.want[i].ID {
				t.Errorf("%s: %d at place %d", name, list[i].ID, i)
			}
		}
	}
}
