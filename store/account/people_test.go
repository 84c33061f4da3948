package account_test

import (
	"fmt"
	"testing"

	"standin/store/account"
	"standin/store/fault"
)

func (w world) administrator(t *testing.T) (account.Actor, account.Person) {
	t.Helper()
	p := w.resident(t, "lena@example.com", account.Administrator, otherSecret)
	return account.Self(p, 0), p
}

func TestPeople_PagesAndGroups(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss, _ := w.administrator(t)
	for i := range 30 {
		w.resident(t, fmt.Sprintf("shopper%02d@example.com", i), account.NoStaff, "")
	}
	first, err := w.People(t.Context(), boss, account.PeopleFilter{})
	if err != nil || len(first.List) != 25 || first.Next == "" || first.List[0].Email != "shopper29@example.com" {
		t.Fatalf("the first page: %d people, next %q, %v", len(first.List), first.Next, err)
	}
	second, err := w.People(t.Context(), boss, account.PeopleFilter{After: first.Next})
	if err != nil || len(second.List) != 6 || second.Next != "" || second.List[5].Email != "lena@example.com" {
		t.Fatalf("the second page: %d people, next %q, %v", len(second.List), second.Next, err)
	}
	staff, err := w.People(t.Context(), boss, account.PeopleFilter{Group: "staff"})
	if err != nil || len(staff.List) != 1 {
		t.Errorf("staff: %v, %v", staff.List, err)
	}
	c, err := w.Census(t.Context(), boss)
	if err != nil || c.People != 31 || c.Staff != 1 || c.NoFactor != 0 {
		t.Errorf("census %+v, %v", c, err)
	}
}

func TestPeople_Search(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss, _ := w.administrator(t)
	w.resident(t, "ada@example.com", account.NoStaff, "")
	for text, want := range map[string]int{"ada@example.com": 1, "ADA@example.com ": 1, "hal": 2, "robin": 2, "100%": 0, "ada": 0} {
		page, err := w.People(t.Context(), boss, account.PeopleFilter{Text: text})
		if err != nil || len(page.List) != want {
			t.Errorf("%q finds %d, want %d: %v", text, len(page.List), want, err)
		}
	}
	if _, err := w.People(t.Context(), boss, account.PeopleFilter{Text: "r%"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("one letter: %v", err)
	}
	for name, err := range map[string]error{
		"people": errOf(w.People(t.Context(), account.Guest(0), account.PeopleFilter{})),
		"census": errOf(w.Census(t.Context(), account.Guest(0))),
		"open":   errOf(w.Open(t.Context(), account.Guest(0), "nobody")),
	} {
		if !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a guest gets %s: %v", name, err)
		}
	}
}

func errOf[T any](_ T, err error) error { return err }

func TestOpen_IsNotedInTheRecord(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss, p := w.administrator(t)
	robin := w.resident(t, "robin@example.com", account.NoStaff, "")
	if _, err := w.Open(t.Context(), boss, robin.PublicID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Open(t.Context(), boss, "nobody"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown id: %v", err)
	}
	var n int
	err := w.Owner.Get(&n, `SELECT count(*) FROM audit.entry WHERE actor = $1 AND action = 'person.open' AND outcome = 'viewed'
		AND object = 'person:' || $2::text`, int64(p.ID), int64(robin.ID))
	if err != nil || n != 1 {
		t.Errorf("%d entries, %v", n, err)
	}
}

func TestS70_SettingsNeedAFreshCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.middle(t)
	boss, _ := w.administrator(t)
	changed := account.Settings{Name: "  North  Shop ", SupportEmail: "Help@Example.com"}
	wantCode(t, w.SaveSettings(t.Context(), boss, "000000", changed), account.CodeWrong)
	if s, err := w.Settings(t.Context()); err != nil || s.Name != "Standin" || s.SupportEmail != "" {
		t.Errorf("before: %+v, %v", s, err)
	}
	code := w.code(t, otherSecret)
	for field, bad := range map[string]account.Settings{"name": {}, "support_email": {Name: "North", SupportEmail: "help"}} {
		if f := fault.As(w.SaveSettings(t.Context(), boss, code, bad)); f == nil || f.Fields[field] == "" {
			t.Errorf("%+v: %v names no %s", bad, f, field)
		}
	}
	if err := w.SaveSettings(t.Context(), boss, code, changed); err != nil {
		t.Fatal(err)
	}
	if s, err := w.Settings(t.Context()); err != nil || s.Name != "North Shop" || s.SupportEmail != "help@example.com" {
		t.Errorf("after: %+v, %v", s, err)
	}
	wantCode(t, w.SaveSettings(t.Context(), boss, code, changed), account.CodeUsed)
	if err := w.SaveSettings(t.Context(), account.Self(w.resident(t, "sam@example.com", account.SupportAgent, robinsSecret), 0), "1", changed); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a support agent: %v", err)
	}
}
