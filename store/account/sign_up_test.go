package account_test

import (
	"testing"
	"time"

	"standin/store/account"
	"standin/store/fault"
)

func TestSignUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	robin := account.NewPerson{Name: "  Robin   Hale ", Email: "Robin@Example.com", Phone: "030 123", Password: goodPassword}
	s, err := w.SignUpHere(t.Context(), account.Guest(0), robin, arrival("laptop"))
	if err != nil {
		t.Fatal(err)
	}
	p := w.person(t, account.ID(s.Person))
	if p.Name != "Robin Hale" || p.Email != "robin@example.com" || !p.MaySignIn() || p.Staff != account.NoStaff || p.Demo {
		t.Errorf("%+v", p)
	}
	if _, err := w.CheckPassword(t.Context(), here, "robin@example.com", goodPassword); err != nil {
		t.Error(err)
	}
	for field, n := range map[string]account.NewPerson{
		"email":    {Name: "Other", Email: "ROBIN@example.com", Password: goodPassword},
		"name":     {Name: "  ", Email: "a@example.com", Password: goodPassword},
		"password": {Name: "Other", Email: "a@example.com", Password: "password1"},
	} {
		if _, err := w.SignUp(t.Context(), account.Guest(0), n); fault.As(err) == nil || fault.As(err).Fields[field] == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := w.SignUp(t.Context(), account.Guest(0), account.NewPerson{Name: "x", Email: "x@example.com", Hash: "$argon2id$chosen"}); err == nil {
		t.Error("a guest chose a hash")
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, n := range []account.NewPerson{
		{Name: "Mara Lindqvist", Email: "mara@example.com", Phone: "+49 30 555 01", Password: goodPassword},
		{Name: "Tom Marais", Email: "tom@example.com", Password: goodPassword},
		{Name: "Eve 100% Real", Email: "eve@example.com", Password: goodPassword},
	} {
		if _, err := w.SignUp(t.Context(), account.Guest(0), n); err != nil {
			t.Fatal(err)
		}
	}
	for text, want := range map[string]int{
		"mara": 2, "MARA@example.com": 1, "+493055501": 1, "+49 (30) 555-01": 1, "lind": 1, "ara": 0, "zzz": 0, "%%%ral": 0, "100%": 1, "mara@": 0,
	} {
		found, err := w.Search(t.Context(), text)
		if err != nil || len(found) != want {
			t.Errorf("%q: %d found, %v", text, len(found), err)
		}
	}
	for _, text := range []string{"", "  ", "ma", "%%%", "__"} {
		if _, err := w.Search(t.Context(), text); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, q := w.resident(t, "robin@example.com", account.NoStaff, ""), w.resident(t, "kim@example.com", account.NoStaff, "")
	robin, kim := account.Self(p, 0), account.Self(q, 0)
	home := account.NewAddress{Name: "Robin Hale", Street: "Elm 3", Postcode: "10115", Town: "Berlin", Country: "de"}
	added, err := w.AddAddress(t.Context(), robin, account.Shopper, home)
	if err != nil || !added.Confirmed() || added.Country != "DE" || added.Line() != "Robin Hale, Elm 3, 10115 Berlin, Germany" {
		t.Fatalf("%+v, %v", added, err)
	}
	if _, err := account.AddressByID(t.Context(), w.DB.DB, kim, account.Shopper, added.PublicID); !fault.Is(err, fault.NotFound) {
		t.Errorf("another's address: %v", err)
	}
	if err := w.RemoveAddress(t.Context(), kim, account.Shopper, added.PublicID); !fault.Is(err, fault.NotFound) {
		t.Errorf("removed another's: %v", err)
	}
	if _, err := account.Addresses(t.Context(), w.DB.DB, robin, account.ForOrganization(7)); !fault.Is(err, fault.NotFound) {
		t.Errorf("an organization's: %v", err)
	}
	_, err = w.AddAddress(t.Context(), robin, account.Shopper, account.NewAddress{Country: "XX"})
	if f := fault.As(err); f == nil || len(f.Fields) != 5 {
		t.Errorf("an empty form: %v", err)
	}
	home.Street = "Elm 4"
	if err := w.ChangeAddress(t.Context(), robin, account.Shopper, added.PublicID, home); err != nil {
		t.Fatal(err)
	}
	if err := w.RemoveAddress(t.Context(), robin, account.Shopper, added.PublicID); err != nil {
		t.Fatal(err)
	}
	if list, err := account.Addresses(t.Context(), w.DB.DB, robin, account.Shopper); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}

// The organization's book is its power user's to change and its members' to read.
func TestAddresses_OfAnOrganization(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	org, err := w.AddOrganization(t.Context(), operator, "Northside School", 30)
	if err != nil {
		t.Fatal(err)
	}
	p, q := w.resident(t, "robin@example.com", account.NoStaff, ""), w.resident(t, "kim@example.com", account.NoStaff, "")
	for id, role := range map[account.ID]account.MemberRole{p.ID: account.PowerUser, q.ID: account.Buyer} {
		if err := w.AddMember(t.Context(), operator, org, id, role, ""); err != nil {
			t.Fatal(err)
		}
	}
	power, buyer := account.Self(w.person(t, p.ID), 0), account.Self(w.person(t, q.ID), 0)
	school := account.NewAddress{Name: "Northside School", Street: "Hill 1", Postcode: "20095", Town: "Hamburg", Country: "DE"}
	as := account.ForOrganization(org)
	if _, err := w.AddAddress(t.Context(), buyer, as, school); !fault.Is(err, fault.Forbidden) {
		t.Errorf("by a buyer: %v", err)
	}
	added, err := w.AddAddress(t.Context(), power, as, school)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := account.DeliverTo(t.Context(), w.DB.DB, buyer, as, added.PublicID); err != nil {
		t.Errorf("for a buyer's order: %v", err)
	}
	wantKind(t, w.SetPlace(t.Context(), buyer, org, q.ID, account.Place{Role: account.PowerUser}), fault.Forbidden)
	wantKind(t, w.SetPlace(t.Context(), power, org, p.ID, account.Place{Role: account.Viewer}), fault.Forbidden)
	if err := w.SetPlace(t.Context(), power, org, q.ID, account.Place{Role: account.Approver}); err != nil {
		t.Errorf("by a power user: %v", err)
	}
}

func wantKind(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("got %v, want %v", err, kind)
	}
}

func TestInvitation_StaffEnrolWithinIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss := w.resident(t, "boss@example.com", account.Administrator, otherSecret)
	n := account.NewInvitation{Email: "New@Example.com", Purpose: account.StaffPurpose, Staff: account.SupportAgent, PublicURL: "https://shop.example"}
	wantCode(t, w.Invite(t.Context(), account.Self(boss, 0), "000000", n), account.CodeWrong)
	if err := w.Invite(t.Context(), account.Self(boss, 0), w.code(t, otherSecret), n); err != nil {
		t.Fatal(err)
	}
	token := w.mailedToken(t, "new@example.com")
	inv, e, err := w.InvitationByToken(t.Context(), token)
	if err != nil || !inv.Enrols() || inv.Title() != "support agent of the shop" || inv.InvitedBy != boss.Name {
		t.Fatalf("%+v, %v", inv, err)
	}
	me := account.NewPerson{Name: "Nova Reed", Password: goodPassword, Email: "somebody.else@example.com"}
	_, err = w.Accept(t.Context(), here, token, me, "000000", arrival("laptop"))
	wantCode(t, err, account.CodeWrong)
	if _, err := w.ByEmail(t.Context(), "new@example.com"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a wrong code left an account: %v", err)
	}
	w.middle(t)
	first := w.code(t, e.Secret)
	welcome, err := w.Accept(t.Context(), here, token, me, first, arrival("laptop"))
	if err != nil || len(welcome.Recovery) != 10 || !welcome.SignIn.Factor {
		t.Fatalf("%+v, %v", welcome, err)
	}
	p := w.person(t, welcome.Person)
	if p.Email != "new@example.com" || p.Staff != account.SupportAgent || !p.HasTOTP || p.FactorBarredUntil != nil {
		t.Errorf("%+v", p)
	}
	_, err = w.Accept(t.Context(), here, token, me, w.codeAt(t, e.Secret, 1), arrival("laptop"))
	wantKind(t, err, fault.NotFound)
	wantCode(t, w.consume(t, p.ID, first), account.CodeUsed)
}

func TestInvitation_Lapses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, err := w.InviteFirst(t.Context(), operator)
	if err != nil {
		t.Fatal(err)
	}
	newer, err := w.InviteFirst(t.Context(), operator)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.InvitationByToken(t.Context(), token); !fault.Is(err, fault.NotFound) {
		t.Errorf("an earlier link: %v", err)
	}
	w.Shift(t, time.Hour-time.Minute)
	if _, _, err := w.InvitationByToken(t.Context(), newer); err != nil {
		t.Errorf("within the hour: %v", err)
	}
	w.Shift(t, 2*time.Minute)
	if _, _, err := w.InvitationByToken(t.Context(), newer); !fault.Is(err, fault.NotFound) {
		t.Errorf("after the hour: %v", err)
	}
	if _, err := w.InviteFirst(t.Context(), account.System("job")); !fault.Is(err, fault.Forbidden) {
		t.Errorf("by a job: %v", err)
	}
	w.resident(t, "boss@example.com", account.Administrator, otherSecret)
	_, err = w.InviteFirst(t.Context(), operator)
	wantCode(t, err, "has_administrator")
}

// Somebody who has an account keeps it: the invitation asks for its password.
func TestInvitation_OfSomebodyKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	org, err := w.AddOrganization(t.Context(), operator, "Northside School", 30)
	if err != nil {
		t.Fatal(err)
	}
	p := w.resident(t, "robin@example.com", account.NoStaff, "")
	n := account.NewInvitation{Email: p.Email, Purpose: account.MemberPurpose, Organization: org, Member: account.Buyer, PublicURL: "https://shop.example"}
	if err := w.Invite(t.Context(), operator, "", n); err != nil {
		t.Fatal(err)
	}
	token := w.mailedToken(t, p.Email)
	_, err = w.Accept(t.Context(), here, token, account.NewPerson{Name: "x", Password: "wrong password"}, "", arrival("laptop"))
	wantCode(t, err, account.WrongPassword)
	welcome, err := w.Accept(t.Context(), here, token, account.NewPerson{Password: goodPassword}, "", arrival("laptop"))
	if err != nil || welcome.Person != p.ID {
		t.Fatalf("%+v, %v", welcome, err)
	}
	if m := w.person(t, p.ID).Organizations; len(m) != 1 || m[0].Role != account.Buyer {
		t.Errorf("%+v", m)
	}
}
