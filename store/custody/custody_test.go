package custody_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/custody"
	"standin/store/fault"
	"standin/store/storetest"
)

// S67: the floor of twelve months holds for whatever is typed.
func TestS67_TheFloorIsTwelveMonths(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"12": 12, " 24 ": 24, "1200": 1200, "": 0} {
		if n, err := custody.ParseMonths(text); n != want || err != nil {
			t.Errorf("%q is %d, %v", text, n, err)
		}
	}
	for _, text := range []string{"11", "0", "-12", "1201", "12.5", "twelve", "12 months"} {
		if n, err := custody.ParseMonths(text); fault.As(err) == nil || fault.As(err).Fields["months"] == "" {
			t.Errorf("%q is %d, %v", text, n, err)
		}
	}
}

// S67, S70: retention is set by an administrator behind a fresh code, and by nobody else.
func TestS67_SettingNeedsAnAdministratorAndAFreshCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	vera := w.staff("Vera Stone", account.Auditor)
	if err := w.custody.SetMonths(t.Context(), vera, 24, w.code()); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an auditor sets it: %v", err)
	}
	if err := w.custody.SetMonths(t.Context(), w.root, 11, w.code()); !fault.Is(err, fault.Invalid) {
		t.Errorf("eleven months: %v", err)
	}
	if err := w.custody.SetMonths(t.Context(), w.root, 24, "000000"); fault.As(err) == nil || fault.As(err).Code != account.CodeWrong {
		t.Errorf("a wrong code: %v", err)
	}
	if n := get[int](w, `SELECT count(*) FROM audit.entry WHERE action = 'record.set_months' AND outcome = 'refused'`); n != 1 {
		t.Errorf("%d refusals in the record", n)
	}
	code := w.code()
	must(t, w.custody.SetMonths(t.Context(), w.root, 24, code))
	if err := w.custody.SetMonths(t.Context(), w.root, 12, code); fault.As(err) == nil || fault.As(err).Code != account.CodeUsed {
		t.Errorf("the same code again: %v", err)
	}
	terms, err := w.custody.Terms(t.Context(), vera)
	if err != nil || terms.Months != 24 {
		t.Errorf("%+v, %v", terms, err)
	}
	if _, err := w.custody.Terms(t.Context(), w.staff("Ada Novak", account.SupportAgent)); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an agent reads the terms: %v", err)
	}
}

// S67: the daily job removes the payload of what is older, through audit.erase, and never a leaf.
func TestS67_TheDailyJobErasesPayloadsAndNoLeaf(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := w.event(w.root, "")
	w.months(13)
	middle := w.event(w.root, "")
	w.months(12)
	young := w.event(w.root, "")
	w.seal()
	if n, err := w.custody.Expire(t.Context()); n != 0 || err != nil || !w.kept(old) {
		t.Errorf("before anybody set it: %d, %v", n, err)
	}
	must(t, w.custody.SetMonths(t.Context(), w.root, 24, w.code()))
	leaves, past := get[int](w, `SELECT count(*) FROM audit.leaf`), get[int](w, `SELECT count(*) FROM audit.entry WHERE at < shop.shop_now() - interval '24 months'`)
	if n, err := w.custody.Expire(t.Context()); n != past || err != nil {
		t.Errorf("%d of %d entries, %v", n, past, err)
	}
	if w.kept(old) || !w.kept(middle) || !w.kept(young) {
		t.Errorf("old kept %t, middle %t, young %t", w.kept(old), w.kept(middle), w.kept(young))
	}
	if n := get[int](w, `SELECT count(*) FROM audit.leaf`); n != leaves {
		t.Errorf("%d leaves, %d before", n, leaves)
	}
	w.seal()
	report := w.verify()
	by := get[int64](w, `SELECT max(id) FROM audit.entry WHERE action = 'audit.erase' AND outcome = 'done' AND kind = 'system'`)
	if !report.OK() || len(report.Erasures) != 1 || report.Erasures[0].By != by || report.Erasures[0].Count != int64(past) {
		t.Errorf("%v %+v, erased by %d", report.Problems, report.Erasures, by)
	}
	entries := get[int](w, `SELECT count(*) FROM audit.entry`)
	if n, err := w.custody.Expire(t.Context()); n != 0 || err != nil || get[int](w, `SELECT count(*) FROM audit.entry`) != entries {
		t.Errorf("the next day: %d, %v", n, err)
	}
}

// I74: a hold per session, per person and per period refuses an erasure by hand, is passed over by the job, and once released lets go.
func TestI74_ALegalHoldRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mara, tom := storetest.Person(t, w.DB, "Mara Lind"), storetest.Person(t, w.DB, "Tom Okafor")
	public, entry := w.session(tom)
	about := w.event(w.root, fmt.Sprintf("person:%d", mara))
	w.Shift(t, 48*time.Hour)
	moment := get[time.Time](w, `SELECT shop.shop_now()`)
	during := w.event(account.Operator("test"), "")
	w.Shift(t, 48*time.Hour)
	free := w.event(account.Operator("test"), "")
	w.months(14)
	w.seal()
	held := map[string]int64{"session": entry, "person": about, "period": during}
	forms := map[string]custody.HoldForm{
		"session": {Kind: "session", Session: "/audit/sessions/" + public},
		"person":  {Kind: "person", Person: "mara.lind@example.com"},
		"period":  {Kind: "period", From: moment.Add(-time.Minute), Until: moment.Add(time.Minute)},
	}
	for kind, form := range forms {
		form.Reason = "Case 17, " + kind
		must(t, w.custody.Hold(t.Context(), w.root, form, w.code()))
	}
	for kind, id := range held {
		_, err := w.custody.EraseRange(t.Context(), w.root, id, id, "asked by the customer", w.code())
		if f := fault.As(err); f == nil || f.Kind != fault.Conflict || f.Code != "legal_hold" || !w.kept(id) {
			t.Errorf("%s: %v, kept %t", kind, err, w.kept(id))
		}
	}
	if _, err := w.custody.EraseRange(t.Context(), w.root, during-1, free, "a range with one held", w.code()); !fault.Is(err, fault.Conflict) || !w.kept(free) {
		t.Errorf("a range with one held entry: %v", err)
	}
	if n := get[int](w, `SELECT count(*) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id AND p.body->>'cause' = 'legal_hold' WHERE e.action = 'audit.erase' AND e.outcome = 'refused'`); n != 4 {
		t.Errorf("%d refusals in the record", n)
	}
	must(t, w.custody.SetMonths(t.Context(), w.root, 12, w.code()))
	if _, err := w.custody.Expire(t.Context()); err != nil || w.kept(free) {
		t.Errorf("the job: %v, the free one kept %t", err, w.kept(free))
	}
	for kind, id := range held {
		if !w.kept(id) {
			t.Errorf("the job erased what a hold of a %s keeps", kind)
		}
	}
	w.releaseAll()
	if _, err := w.custody.Expire(t.Context()); err != nil {
		t.Fatal(err)
	}
	for kind, id := range held {
		if w.kept(id) {
			t.Errorf("%s: kept after the release", kind)
		}
	}
	w.seal()
	if report := w.verify(); !report.OK() {
		t.Errorf("%v", report.Problems)
	}
}

func (w *world) releaseAll() {
	w.t.Helper()
	terms, err := w.custody.Terms(w.t.Context(), w.root)
	must(w.t, err)
	for _, h := range terms.Holds {
		must(w.t, w.custody.Release(w.t.Context(), w.root, h.PublicID, "The case is closed", w.code()))
		if err := w.custody.Release(w.t.Context(), w.root, h.PublicID, "again", w.code()); !fault.Is(err, fault.Conflict) {
			w.t.Errorf("released twice: %v", err)
		}
	}
}

// I74: erasing a person takes what they did, what was done for them and what is about them, and nothing of others or younger.
func TestI74_ErasingAPersonTakesTheirsAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mara := storetest.Person(t, w.DB, "Mara Lind")
	self := account.Actor{Kind: store.Person, ID: account.ActorID(mara)}
	_, forHer := w.session(mara)
	other := w.event(account.Operator("test"), "")
	hers := w.event(self, "")
	about := w.event(account.Operator("test"), fmt.Sprintf("person:%d", mara))
	elses := w.event(account.Actor{Kind: store.Guest, Cart: mara}, "") // a guest's cart may have the same number
	w.months(13)
	young := w.event(self, "")
	w.seal()
	g, err := w.custody.ErasePerson(t.Context(), w.root, "mara.lind@example.com", "She asked for it", w.code())
	if err != nil || g.Entries != 3 || g.Younger != 1 || g.More {
		t.Fatalf("%+v, %v", g, err)
	}
	for name, tt := range map[string]struct {
		entry int64
		kept  bool
	}{"done for her": {forHer, false}, "her own": {hers, false}, "about her": {about, false}, "another's": {other, true}, "a guest's": {elses, true}, "young": {young, true}} {
		if w.kept(tt.entry) != tt.kept {
			t.Errorf("%s: kept %t", name, !tt.kept)
		}
	}
	w.seal()
	report := w.verify()
	if !report.OK() || len(report.Erasures) != 1 || report.Erasures[0].Count != 3 || report.Erasures[0].First != forHer || report.Erasures[0].Last != about {
		t.Errorf("%v %+v", report.Problems, report.Erasures)
	}
	terms, err := w.custody.Terms(t.Context(), w.root)
	if err != nil || len(terms.Erasures) != 1 || terms.Erasures[0].Reason != "She asked for it" || terms.Erasures[0].By != "Ruth Root" ||
		terms.Erasures[0].Ranges != fmt.Sprintf("%d-%d,%d-%d", forHer, forHer, hers, about) {
		t.Errorf("%+v, %v", terms.Erasures, err)
	}
	// The hold of a person keeps them whole.
	must(t, w.custody.Hold(t.Context(), w.root, custody.HoldForm{Kind: "person", Person: "mara.lind@example.com", Reason: "Case 18"}, w.code()))
	w.months(13)
	w.seal()
	if _, err := w.custody.ErasePerson(t.Context(), w.root, "mara.lind@example.com", "again", w.code()); !fault.Is(err, fault.Conflict) || !w.kept(young) {
		t.Errorf("under a hold: %v", err)
	}
}

// S67, I74: what is younger than twelve months, not in the tree, or an erasure itself stays, and says why.
func TestS67_WhatCannotBeErasedSaysWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := w.event(w.root, "")
	w.seal()
	if _, err := w.custody.EraseRange(t.Context(), w.root, old, old, "too early", w.code()); !fault.Is(err, fault.Forbidden) {
		t.Errorf("younger than twelve months: %v", err)
	}
	w.months(13)
	unsealed := w.event(account.Operator("test"), "")
	w.months(13)
	_, err := w.custody.EraseRange(t.Context(), w.root, unsealed, unsealed, "not in the tree", w.code())
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("outside the tree: %v", err)
	}
	for name, r := range map[string][2]int64{"backwards": {5, 4}, "none": {0, 3}, "the future": {old, 1 << 40}, "itself": {1 << 50, 1 << 50}} {
		if _, err := w.custody.EraseRange(t.Context(), w.root, r[0], r[1], "why", w.code()); fault.As(err) == nil || fault.As(err).Fields["last"] == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.custody.EraseRange(t.Context(), w.root, old, old, "  ", w.code()); fault.As(err) == nil || fault.As(err).Fields["reason"] == "" {
		t.Errorf("without a reason: %v", err)
	}
	if _, err := w.custody.ErasePerson(t.Context(), w.root, "nobody@example.com", "why", w.code()); fault.As(err) == nil || fault.As(err).Fields["person"] == "" {
		t.Errorf("nobody: %v", err)
	}
	w.seal()
	if _, err := w.custody.EraseRange(t.Context(), w.root, old, old, "", w.code()); !w.kept(old) {
		t.Errorf("erased: %v", err)
	}
	g, err := w.custody.EraseRange(t.Context(), w.root, old, old, "asked", w.code())
	if err != nil || g.Rows != 1 || w.kept(old) {
		t.Errorf("%+v, %v", g, err)
	}
	w.months(13)
	w.seal()
	by := get[int64](w, `SELECT max(id) FROM audit.entry WHERE action = 'audit.erase' AND outcome = 'done'`)
	if _, err := w.custody.EraseRange(t.Context(), w.root, by, by, "hide it", w.code()); !fault.Is(err, fault.Invalid) || !w.kept(by) {
		t.Errorf("an erasure was erased: %v", err)
	}
}

// I74: an erasure that meets a hold on its way in waits for it, and is refused.
func TestI74_AHoldOnItsWayWins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := w.event(w.root, "")
	w.months(13)
	w.seal()
	code := w.code()
	tx, err := w.Owner.BeginTxx(t.Context(), nil)
	must(t, err)
	defer func() { _ = tx.Rollback() }()
	_, err = tx.ExecContext(t.Context(), `SELECT audit.open('operator', 0, 0, 0, 'test.hold', '', '{}')`)
	must(t, err)
	_, err = tx.ExecContext(t.Context(), `INSERT INTO shop.legal_hold (person_id, reason) VALUES ($1, 'Case 19')`, int64(w.root.ID))
	must(t, err)
	ended := make(chan error, 1)
	go func() {
		_, err := w.custody.EraseRange(t.Context(), w.root, old, old, "asked", code)
		ended <- err
	}()
	for get[int](w, `SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'shop.legal_hold'::regclass`) == 0 {
		select {
		case err := <-ended:
			t.Fatalf("the erasure did not wait: %v", err)
		case <-time.After(5 * time.Millisecond):
		}
	}
	must(t, tx.Commit())
	if err := <-ended; !fault.Is(err, fault.Conflict) || !w.kept(old) {
		t.Errorf("%v, kept %t", err, w.kept(old))
	}
}

// I74: a hold is changed by its release alone, and never taken away.
func TestI74_AHoldStands(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	must(t, w.custody.Hold(t.Context(), w.root, custody.HoldForm{Kind: "person", Person: "ruth.root@example.com", Reason: "Case 20"}, w.code()))
	for _, statement := range []string{`DELETE FROM shop.legal_hold`, `UPDATE shop.legal_hold SET reason = 'x'`, `TRUNCATE shop.legal_hold`,
		`UPDATE shop.legal_hold SET person_id = NULL, from_at = now(), until_at = now() + interval '1 day'`} {
		err := w.Transact(t.Context(), account.Operator("test"), "test.change", func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), statement)
			return err
		})
		if err == nil || get[string](w, `SELECT reason FROM shop.legal_hold`) != "Case 20" {
			t.Errorf("%s: %v", statement, err)
		}
	}
	for name, form := range map[string]custody.HoldForm{
		"session": {Kind: "session", Session: "nosuch"}, "person": {Kind: "person", Person: "nobody@example.com"},
		"until": {Kind: "period", From: time.Now(), Until: time.Now().Add(-time.Hour)}, "kind": {Kind: "all"}, "reason": {Kind: "person", Reason: " "},
	} {
		if name != "reason" {
			form.Reason = "why"
		}
		if err := w.custody.Hold(t.Context(), w.root, form, w.code()); fault.As(err) == nil || fault.As(err).Fields[name] == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.custody.Hold(t.Context(), w.root, custody.HoldForm{Kind: "person", Person: "ruth.root@example.com", Reason: strings.Repeat("x", 501)}, w.code()); !fault.Is(err, fault.Invalid) {
		t.Errorf("a long reason: %v", err)
	}
}
