package order_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"standin/cart/carttest"
	"standin/cart/order"
	"standin/cart/payment"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// school is an organization with one of each.
type school struct {
	*carttest.Shop
	id                           account.OrganizationID
	power, approver, buyer, view account.Actor
}

func newSchool(t testing.TB, terms int) *school {
	t.Helper()
	s := &school{Shop: carttest.Open(t)}
	s.id = s.Organization(t, "Northside School", terms)
	s.power = s.Member(t, s.id, "Jo Marsh", account.PowerUser)
	s.approver = s.Member(t, s.id, "Iris Kahn", account.Approver)
	s.buyer = s.Member(t, s.id, "Tom Okafor", account.Buyer)
	s.view = s.Member(t, s.id, "Vi Ewer", account.Viewer)
	return s
}

func (s *school) place(t testing.TB, a account.Actor) error {
	t.Helper()
	_, err := s.Orders().Place(t.Context(), a, s.Decide(t, a))
	return err
}

func code(err error) string {
	if f := fault.As(err); f != nil {
		return f.Code
	}
	return ""
}

func TestB13_TermsAndPurchaseOrderNumber(t *testing.T) {
	t.Parallel()
	s := newSchool(t, 30)
	ink := s.Thing(t, s.Vendor(t, "Paper Room"), "Ink", 900, -1)
	s.Fill(t, s.power, ink, 1)
	p := s.Decide(t, s.power)
	p.PONumber = " "
	if _, err := s.Orders().Place(t.Context(), s.power, p); fault.As(err) == nil || fault.As(err).Fields["po_number"] == "" {
		t.Errorf("without a number: %v", err)
	}
	p.PONumber, p.Payment = "PO 7", payment.Invoice
	if _, err := s.Orders().Place(t.Context(), s.power, p); code(err) != "payment_closed" {
		t.Errorf("an organization with terms pays by invoice: %v", err)
	}
	p.Payment = payment.Terms
	r, err := s.Orders().Place(t.Context(), s.power, p)
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Orders().ByNumber(t.Context(), s.power, r.Number)
	if err != nil || o.PONumber != "PO 7" || o.DueAt.Sub(o.PlacedAt).Hours() != 30*24 || o.Payment != payment.Terms {
		t.Errorf("order %+v, %v", o.Head, err)
	}
	s.Fill(t, s.power, ink, 1)
	p = s.Decide(t, s.power)
	p.PONumber = "po 7"
	if _, err := s.Orders().Place(t.Context(), s.power, p); code(err) != "po_number_used" || fault.As(err).Fields["po_number"] == "" {
		t.Errorf("the same number again: %v", err)
	}
	other := newSchool(t, 0)
	other.Fill(t, other.power, other.Thing(t, other.Vendor(t, "Paper Room"), "Ink", 900, -1), 1)
	if err := other.place(t, other.power); code(err) != "payment_closed" {
		t.Errorf("an organization without terms: %v", err)
	}
}

func TestE19_APurchaseOrderNumberIsUsedOnceUnderACrowd(t *testing.T) {
	t.Parallel()
	s := newSchool(t, 30)
	ink := s.Thing(t, s.Vendor(t, "Paper Room"), "Ink", 900, -1)
	s.Fill(t, s.power, ink, 1)
	p := s.Decide(t, s.power)
	p.PONumber = "PO-1"
	var placed atomic.Int64
	var wg sync.WaitGroup
	for i := range 10 {
		q := p
		q.IdempotencyKey = p.IdempotencyKey + string(rune('a'+i))
		wg.Go(func() {
			if _, err := s.Orders().Place(t.Context(), s.power, q); err == nil {
				placed.Add(1)
			} else if !fault.Is(err, fault.Conflict) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if placed.Load() != 1 {
		t.Errorf("%d orders of one cart", placed.Load())
	}
}

func TestE8_TheLimitPerOrder(t *testing.T) {
	t.Parallel()
	s := newSchool(t, 30)
	ink := s.Thing(t, s.Vendor(t, "Paper Room"), "Ink", 10000, -1)
	limit := func(minor any) {
		s.Exec(t, `UPDATE shop.member SET order_limit = $2 WHERE person_id = $1`, int64(s.power.ID), minor)
	}
	s.Fill(t, s.power, ink, 1)
	for _, tt := range []struct {
		limit any
		code  string
	}{{int64(9999), "needs_approval"}, {int64(0), "needs_approval"}, {int64(10000), ""}, {nil, ""}} {
		limit(tt.limit)
		if err := s.place(t, s.power); code(err) != tt.code || (err == nil) != (tt.code == "") {
			t.Errorf("with limit %v: %v", tt.limit, err)
		} else if err == nil {
			s.Fill(t, s.power, ink, 1)
		}
	}
	limit(int64(9999))
	if over := order.OverOf(s.place(t, s.power)); over == nil || over.Minor != 1 {
		t.Errorf("over by %v", over)
	}
}

func TestE11_WhatIsApprovedIsFrozen(t *testing.T) {
	t.Parallel()
	s := newSchool(t, 30)
	ink := s.Thing(t, s.Vendor(t, "Paper Room"), "Ink", 900, -1)
	ctx, os := t.Context(), s.Orders()
	s.Fill(t, s.buyer, ink, 2)
	if err := s.place(t, s.buyer); code(err) != "needs_approval" {
		t.Fatalf("a buyer orders by himself: %v", err)
	}
	id, err := os.RequestApproval(ctx, s.buyer, "for the club")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.RequestApproval(ctx, s.buyer, ""); code(err) != "already_asked" {
		t.Errorf("asked twice: %v", err)
	}
	if _, err := os.RequestApproval(ctx, s.view, ""); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a viewer asks: %v", err)
	}
	for who, a := range map[string]account.Actor{"the buyer": s.buyer, "a viewer": s.view} {
		if err := os.Decide(ctx, a, id, true, ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s decides: %v", who, err)
		}
	}
	s.Fill(t, s.power, ink, 1) // the cart is another one now
	if err := os.Decide(ctx, s.approver, id, true, ""); code(err) != "approval_void" {
		t.Errorf("a yes to a changed cart: %v", err)
	}
	if id, err = os.RequestApproval(ctx, s.buyer, ""); err != nil {
		t.Fatal(err)
	}
	if err := os.Decide(ctx, s.approver, id, true, ""); err != nil {
		t.Fatal(err)
	}
	if err := os.Decide(ctx, s.approver, id, false, ""); code(err) != "approval_answered" {
		t.Errorf("decided twice: %v", err)
	}
	s.Exec(t, `UPDATE shop.variant SET price_minor = 901`)
	if err := s.place(t, s.buyer); code(err) != "needs_approval" {
		t.Errorf("with another price: %v", err)
	}
	s.Exec(t, `UPDATE shop.variant SET price_minor = 900`)
	if err := s.place(t, s.buyer); err != nil {
		t.Errorf("exactly what was approved: %v", err)
	}
	if n := count(t, s.Shop, `SELECT count(*) FROM shop.approval WHERE status = 'used'`); n != 1 {
		t.Errorf("%d requests are used", n)
	}
	if n := count(t, s.Shop, `SELECT count(*) FROM shop.mail WHERE kind LIKE 'approval.%'`); n != 5 { // two deciders twice, one answer
		t.Errorf("%d mails about it", n)
	}
}

func TestE10_NobodyApprovesWhatTheyAskedFor(t *testing.T) {
	t.Parallel()
	s := newSchool(t, 30)
	ink := s.Thing(t, s.Vendor(t, "Paper Room"), "Ink", 900, -1)
	s.Fill(t, s.buyer, ink, 1)
	ctx, os := t.Context(), s.Orders()
	acting := s.Acting(t, s.power, s.buyer, account.ForOrganization(s.id), 0, account.CartEdit, account.ApprovalRequest)
	id, err := os.RequestApproval(ctx, acting, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Decide(ctx, s.power, id, true, ""); code(err) != "own_request" {
		t.Errorf("who asked for somebody else approves it: %v", err)
	}
	if err := os.Decide(ctx, acting, id, true, ""); !fault.Is(err, fault.Forbidden) {
		t.Errorf("deciding while acting: %v", err)
	}
	err = s.Transact(ctx, carttest.Operator, "test", func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE shop.approval SET status = 'approved', decided_by = requested_by`)
		return err
	})
	if store.Constraint(err) != "approval_two_people" {
		t.Errorf("the database lets one person be both: %v", err)
	}
	if err := os.Decide(ctx, s.approver, id, true, ""); err != nil {
		t.Error(err)
	}
}

func TestE14_OnlyPermittedMembersCheckOut(t *testing.T) {
	t.Parallel()
	s := newSchool(t, 30)
	ink := s.Thing(t, s.Vendor(t, "Paper Room"), "Ink", 900, 5)
	s.Fill(t, s.buyer, ink, 2)
	for who, a := range map[string]account.Actor{"viewer": s.view, "buyer": s.buyer, "approver": s.approver} {
		if err := s.place(t, a); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the %s orders: %v", who, err)
		}
	}
	s.Exec(t, `UPDATE shop.organization SET status = 'pending'`)
	if err := s.place(t, s.power); code(err) != "organization_pending" {
		t.Errorf("E1: a pending organization orders on terms: %v", err)
	}
	s.Exec(t, `UPDATE shop.organization SET status = 'active'`)
	if err := s.place(t, s.power); err != nil {
		t.Fatal(err)
	}
	o, err := s.Orders().List(t.Context(), s.power, "")
	if err != nil || len(o.Orders) != 1 || o.Orders[0].PlacedBy.Name != "Jo Marsh" {
		t.Fatalf("%+v, %v", o, err)
	}
	whole, err := s.Orders().ByNumber(t.Context(), s.power, o.Orders[0].Number)
	if err != nil || whole.Parts[0].Lines[0].AddedBy != "Tom Okafor" {
		t.Errorf("the line was added by %q (%v)", whole.Parts[0].Lines[0].AddedBy, err)
	}
	// E20: a buyer sees his own orders, a power user all.
	if p, err := s.Orders().List(t.Context(), s.buyer, ""); err != nil || len(p.Orders) != 0 {
		t.Errorf("the buyer sees %d orders (%v)", len(p.Orders), err)
	}
	s.Exec(t, `UPDATE shop.member SET status = 'removed' WHERE person_id = $1`, int64(s.power.ID))
	if err := s.place(t, s.power); err == nil {
		t.Error("a removed member orders")
	}
	if _, err := s.Orders().ByNumber(t.Context(), s.power, whole.Number); !fault.Is(err, fault.NotFound) {
		t.Errorf("a removed member sees the order: %v", err)
	}
}

func TestOrganization(t *testing.T) {
	t.Parallel()
	s := newSchool(t, 30)
	ink := s.Thing(t, s.Vendor(t, "Paper Room"), "Ink", 900, -1)
	s.Fill(t, s.buyer, ink, 2)
	if _, err := s.Orders().RequestApproval(t.Context(), s.buyer, "for the club"); err != nil {
		t.Fatal(err)
	}
	read := func(a account.Actor) order.Organization {
		c, err := s.Carts.Show(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		o, err := s.Orders().Organization(t.Context(), a, c)
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	o := read(s.approver)
	if len(o.Members) != 4 || len(o.Spent) != 12 || len(o.Waiting(s.approver)) != 1 || o.Waiting(s.approver)[0].Note != "for the club" {
		t.Errorf("%+v", o)
	}
	if mine := read(s.buyer); mine.Live == nil || mine.Live.Status != order.Pending || len(mine.Waiting(s.buyer)) != 0 || code(mine.Ask) != "needs_approval" {
		t.Errorf("for the buyer: %+v", mine)
	}
	s.Fill(t, s.power, ink, 1)
	if o := read(s.approver); len(o.Waiting(s.approver)) != 0 || o.Approvals[0].Status != order.Void {
		t.Errorf("a request about another cart still waits: %+v", o.Approvals)
	}
	stranger := s.Person(t, "Mara Lind")
	stranger.Capacity = account.ForOrganization(s.id)
	if _, err := s.Carts.Show(t.Context(), stranger); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger: %v", err)
	}
}

func TestI52_TheOrderKeepsWhoPlacedIt(t *testing.T) {
	t.Parallel()
	s := newSchool(t, 30)
	ink := s.Thing(t, s.Vendor(t, "Paper Room"), "Ink", 900, -1)
	rep := s.Staff(t, "Bo Lind", account.SalesRep)
	s.Exec(t, `INSERT INTO shop.address (organization_id, public_id, name, street, postcode, town, country, confirmed_at)
		VALUES ($1, 'schooladdress001', 'School', 'Schulweg 3', '24103', 'Kiel', 'DE', shop.shop_now()), ($1, 'schooladdress002', 'New', 'Weg 1', '1', 'X', 'DE', NULL)`, int64(s.id))
	may := s.Acting(t, rep, s.power, account.ForOrganization(s.id), 15, account.CartEdit, account.OrderPlace)
	s.Fill(t, may, ink, 1)
	p := s.Decide(t, may)
	if _, err := s.Orders().Place(t.Context(), may, p); fault.As(err) == nil || fault.As(err).Fields["address"] == "" {
		t.Errorf("I77: a typed address while acting: %v", err)
	}
	p.AddressID = "schooladdress002"
	if _, err := s.Orders().Place(t.Context(), may, p); code(err) != "address_unconfirmed" {
		t.Errorf("I77: an address that waits for its owner: %v", err)
	}
	p.AddressID = "schooladdress001"
	r, err := s.Orders().Place(t.Context(), may, p)
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Orders().ByNumber(t.Context(), s.power, r.Number)
	if err != nil || o.OnBehalf() != "Your sales contact" || o.Actor.Name != "Bo Lind" || o.PlacedBy.Name != "Jo Marsh" || o.SessionID == "" {
		t.Errorf("order %+v, %v", o.Head, err)
	}
	mayNot := may.Allowing(account.Of(account.CartEdit, account.CartView), "The rule")
	if err := s.place(t, mayNot); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a rule without order.place: %v", err)
	}
}
