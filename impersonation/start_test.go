package impersonation_test

import (
	"strings"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/storetest"
)

func TestStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	s := w.begin(ada, mara)
	a := w.acting(ada, s)
	if a.ID != ada.ID || a.Person() != mara.ID || a.Session != s.ID || !a.Can(account.CartEdit) || a.Can(account.OrderPlace) {
		t.Errorf("the rooms receive %+v, who may %v", a, a.Allowed().List())
	}
	if got := s.ExpiresAt.Sub(s.StartedAt); got != 30*time.Minute {
		t.Errorf("it ends after %v", got)
	}
	if s.ConsentKind != impersonation.BySwitch || s.Rule.ActorRole != "support_agent" || s.ReturnPath != "/support" || s.Ticket != "4812" {
		t.Errorf("the row says %+v", s)
	}
	if err := w.write(a); err != nil {
		t.Error(err)
	}
}

func TestI1_EditingCustomersIsNoRightToAct(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	eve, mara := w.staff("Eve Audit", "auditor"), w.shopper("Mara Lind")
	w.refused(eve, w.form(eve, mara), fault.NotFound, impersonation.RefusedUnlisted)
	plain := w.signIn(storetest.Person(t, w.DB, "Plain Shopper"))
	if _, err := w.sessions.Offer(t.Context(), plain, mara.PublicID, firefox); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a shopper is offered a start: %v", err)
	}
}

func TestI2_TheStartItselfChecksAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	offer, err := w.sessions.Offer(t.Context(), ada, mara.PublicID, firefox)
	if err != nil || len(offer.Possible()) != 1 {
		t.Fatalf("%v %+v", err, offer)
	}
	w.change(`DELETE FROM shop.staff_role WHERE person_id = $1`, ada.ID)
	w.refused(ada, w.form(ada, mara), fault.NotFound, impersonation.RefusedUnlisted)
}

func TestI3_OutsideTheAssignmentAnswersLikeUnknown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rep := w.staff("Rita Rep", "sales_rep")
	mine, theirs := storetest.Vendor(t, w.DB, "Mine"), storetest.Vendor(t, w.DB, "Theirs")
	storetest.Assign(t, w.DB, int64(rep.ID), mine)
	stranger := w.person(storetest.VendorUser(t, w.DB, theirs, "Stranger"))
	form := w.form(rep, stranger)
	form.Capacity = account.ForVendor(account.VendorID(theirs))
	listed := w.refused(rep, form, fault.NotFound, impersonation.RefusedUnlisted)
	form.Subject = "nobodywiththisid"
	unknown := w.refused(rep, form, fault.NotFound, impersonation.RefusedUnlisted)
	if listed.Message != unknown.Message {
		t.Errorf("%q for a stranger, %q for nobody", listed.Message, unknown.Message)
	}
}

func TestI5_StaffAndEqualRankAreNeverSubjects(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, ben, root := w.agent("Ada Novak"), w.agent("Ben Novak"), w.staff("Ruth Root", "administrator")
	for _, subject := range []account.Actor{ben, root} {
		w.refused(ada, w.form(ada, w.person(int64(subject.ID))), fault.Forbidden, impersonation.RefusedStaff)
	}
	other := w.staff("Rob Root", "administrator")
	form := w.form(root, w.person(int64(other.ID)))
	form.Mode = impersonation.ReadOnly
	w.refused(root, form, fault.Forbidden, impersonation.RefusedStaff)

	school := storetest.Organization(t, w.DB, "School")
	boss := w.powerUser(school, "Paul Power")
	equal := w.person(storetest.Member(t, w.DB, school, "Pia Power", "power_user"))
	form = w.form(boss, equal)
	form.Capacity = account.ForOrganization(account.OrganizationID(school))
	w.refused(boss, form, fault.Forbidden, impersonation.RefusedRank)
	form.Subject = w.person(storetest.Member(t, w.DB, school, "Bea Buyer", "buyer")).PublicID
	w.start(boss, form)
}

// powerUser is a power user of the organization who is signed in and has a second factor.
func (w *world) powerUser(organization int64, name string) account.Actor {
	w.t.Helper()
	id := storetest.Member(w.t, w.DB, organization, name, "power_user")
	w.factor(id)
	return w.signIn(id)
}

func TestI6_NotSelfAndNotASharedContact(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	f := w.refused(ada, w.form(ada, w.person(int64(ada.ID))), fault.Forbidden, impersonation.RefusedSelf)
	if !strings.Contains(f.Message, "your own account") {
		t.Errorf("it says %q", f.Message)
	}
	w.change(`UPDATE shop.person SET phone = '+49 431 55 66 77' WHERE id = $1`, ada.ID)
	w.change(`UPDATE shop.person SET phone = '+49-431-556677' WHERE id = $1`, mara.ID)
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedContact)
}

func TestI7_EachInactiveStateHasItsReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	said := map[string]bool{}
	for _, status := range []string{"blocked", "locked", "unconfirmed", "deleted", "invited"} {
		w.change(`UPDATE shop.person SET status = $2 WHERE id = $1`, mara.ID, status)
		f := w.refused(ada, w.form(ada, mara), fault.Forbidden, "subject_"+status)
		offer, err := w.sessions.Offer(t.Context(), ada, mara.PublicID, firefox)
		if err != nil || offer.Refusal == nil || offer.Refusal.Message != f.Message {
			t.Errorf("%s: the page says %+v, %v; the start %q", status, offer.Refusal, err, f.Message)
		}
		if said[f.Message] {
			t.Errorf("%s has no reason of its own: %q", status, f.Message)
		}
		said[f.Message] = true
	}
}

func TestI7_InvitedOwnerMayBeHelpedWithTheCatalogOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rep, vendor := w.staff("Rita Rep", "sales_rep"), storetest.Vendor(t, w.DB, "North Wind")
	storetest.Assign(t, w.DB, int64(rep.ID), vendor)
	owner := w.person(storetest.VendorUser(t, w.DB, vendor, "Vera"))
	w.change(`UPDATE shop.person SET status = 'invited' WHERE id = $1`, owner.ID)
	form := w.form(rep, owner)
	form.Capacity = account.ForVendor(account.VendorID(vendor))
	a := w.acting(rep, w.start(rep, form))
	if !a.Can(account.CatalogImport) || a.Can(account.StoreSettings) || a.Can(account.OrdersView) {
		t.Errorf("for an invited owner one may %v", a.Allowed().List())
	}
}

func TestI14_ACodeOfTheActorsOwnFactor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	form := w.form(ada, mara)
	for _, code := range []string{"", "000000", "12345", "abcdef"} {
		form.Code = code
		if f := w.refused(ada, form, fault.Invalid, account.CodeWrong); f.Fields["code"] == "" {
			t.Errorf("code %q: the field says nothing", code)
		}
	}
}

func TestI15_WithoutAFactorNobodyActs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.signIn(storetest.Staff(t, w.DB, "Ada Novak", "support_agent")), w.shopper("Mara Lind")
	form := w.form(ada, mara)
	w.refused(ada, form, fault.Forbidden, account.NoFactor)
	w.factor(int64(ada.ID))
	w.change(`UPDATE shop.totp SET bars_start_until = shop.shop_now() + interval '24 hours' WHERE person_id = $1`, ada.ID)
	w.refused(ada, w.form(ada, mara), fault.Forbidden, account.FactorBarred)
	w.change(`UPDATE shop.totp SET bars_start_until = NULL WHERE person_id = $1`, ada.ID) // another administrator confirmed it
	w.begin(ada, mara)
}

func TestI16_CodeIsUsedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara, tom := w.agent("Ada Novak"), w.shopper("Mara Lind"), w.shopper("Tom Okafor")
	form := w.form(ada, mara)
	w.start(ada, form)
	again := w.form(ada, tom)
	w.change(`UPDATE shop.totp SET last_step = (extract(epoch FROM shop.shop_now()) / 30)::bigint + 1 WHERE person_id = $1`, ada.ID)
	again.Code = form.Code
	f := w.refused(ada, again, fault.Invalid, account.CodeUsed)
	if !strings.Contains(f.Fields["code"], "next one") {
		t.Errorf("it says %q", f.Fields["code"])
	}
}

func TestI17_FiveWrongCodesLockStarting(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara, root := w.agent("Ada Novak"), w.shopper("Mara Lind"), w.staff("Ruth Root", "administrator")
	form := w.form(ada, mara)
	right := form.Code
	form.Code = "000000"
	for range 5 {
		w.refused(ada, form, fault.Invalid, account.CodeWrong)
	}
	form.Code = right
	w.refused(ada, form, fault.Throttled, "throttled")
	w.refused(ada, form, fault.Throttled, "throttled")
	alerts := get[int](w, `SELECT count(*) FROM shop.mail WHERE kind = 'acting.alert' AND recipient LIKE '%ruth.root%'`)
	if alerts != 1 {
		t.Errorf("%d alerts to the administrator; want one (%d)", alerts, root.ID)
	}
	w.Shift(t, 16*time.Minute)
	w.begin(ada, mara)
}

func TestI18_AReasonIsRequired(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	for _, reason := range []string{"", " \t\n", strings.Repeat("x", impersonation.ReasonLimit+1)} {
		form := w.form(ada, mara)
		form.Reason = reason
		if f := w.refused(ada, form, fault.Invalid, impersonation.RefusedReason); f.Fields["reason"] == "" {
			t.Errorf("the field says nothing about %q", reason)
		}
	}
	s := w.begin(ada, mara)
	mail := get[string](w, `SELECT body_text FROM shop.mail WHERE kind = 'acting.started' AND person_id = $1`, mara.ID)
	if s.Reason != "The code does not work" || !strings.Contains(mail, s.Reason) || strings.Contains(mail, "Novak") {
		t.Errorf("the row says %q, the mail %q", s.Reason, mail)
	}
}
