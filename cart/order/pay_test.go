package order_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"standin/cart/carttest"
	"standin/cart/order"
	"standin/cart/payment"
	"standin/store/account"
	"standin/store/fault"
)

// bank counts how often it is asked for money.
type bank struct{ asked atomic.Int32 }

func (b *bank) Begin(_ context.Context, o payment.Order) (payment.Receipt, error) {
	b.asked.Add(1)
	return payment.Receipt{Reference: "ref-" + o.Number, State: payment.Requested, GoTo: "https://bank.example/" + o.Number}, nil
}

// byCard is a shop with a bank, in which Mara has an address and boots at 100.00 in the cart.
func byCard(t *testing.T) (s *carttest.Shop, os *order.Orders, b *bank, mara, acting account.Actor) {
	t.Helper()
	s, b = carttest.Open(t), &bank{}
	boots := s.Thing(t, s.Vendor(t, "Harbour Goods"), "Boots", 10000, 5)
	mara = s.Person(t, "Mara Lind")
	s.Fill(t, mara, boots, 1)
	s.Exec(t, `INSERT INTO shop.address (public_id, person_id, name, street, postcode, town, country, confirmed_at)
		VALUES ('home', $1, 'Mara Lind', 'Holtenauer Straße 14', '24103', 'Kiel', 'DE', shop.shop_now())`, int64(mara.ID))
	acting = s.Acting(t, s.Staff(t, "Ada Nowak", account.SupportAgent), mara, account.Shopper, 10, account.CartEdit, account.OrderPlace, account.OrderCancel)
	return s, s.CardOrders(b), b, mara, acting
}

func placeByCard(t *testing.T, s *carttest.Shop, os *order.Orders, a account.Actor) order.Receipt {
	t.Helper()
	p := s.Decide(t, a)
	p.AddressID, p.Payment = "home", payment.Card
	r, err := os.Place(t.Context(), a, p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestI77_NoCardIsChargedWhileActing(t *testing.T) {
	t.Parallel()
	s, os, b, mara, acting := byCard(t)
	r := placeByCard(t, s, os, acting)
	if r.GoTo != "" || b.asked.Load() != 0 {
		t.Fatalf("the bank was asked %d times, and the actor is led to %q", b.asked.Load(), r.GoTo)
	}
	o, err := os.ByNumber(t.Context(), mara, r.Number)
	if err != nil || o.PaymentState != payment.Requested {
		t.Fatalf("the payment is %q (%v)", o.PaymentState, err)
	}
	// The link goes to the subject, with their own page in it and no prefix, and to nobody else.
	var mails []struct{ Recipient, Text string }
	err = s.Owner.Select(&mails, `SELECT recipient, body_text AS text FROM shop.mail WHERE kind = 'order.payment'`)
	if err != nil || len(mails) != 1 || !strings.Contains(mails[0].Recipient, "mara.lind@example.com") ||
		!strings.Contains(mails[0].Text, "https://shop.example/orders/"+r.Number+"#pay") || strings.Contains(mails[0].Text, "/as/") ||
		strings.Contains(mails[0].Text, "Nowak") {
		t.Errorf("the mails: %+v (%v)", mails, err)
	}
	if _, err := os.Pay(t.Context(), acting, r.Number); !fault.Is(err, fault.Forbidden) || b.asked.Load() != 0 {
		t.Errorf("the actor pays: %v, the bank was asked %d times", err, b.asked.Load())
	}
	if _, err := os.Pay(t.Context(), acting.Allowing(account.Everything(), ""), r.Number); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the actor pays, whatever a rule says: %v", err)
	}
	if _, err := os.Pay(t.Context(), s.Person(t, "Tom Okafor"), r.Number); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger pays: %v", err)
	}
	goTo, err := os.Pay(t.Context(), mara, r.Number)
	if err != nil || goTo != "https://bank.example/"+r.Number || b.asked.Load() != 1 {
		t.Errorf("the subject is led to %q (%v)", goTo, err)
	}
}

func TestPay_OneselfGoesToTheBankAtOnce(t *testing.T) {
	t.Parallel()
	s, os, b, mara, _ := byCard(t)
	r := placeByCard(t, s, os, mara)
	if r.GoTo != "https://bank.example/"+r.Number || b.asked.Load() != 1 {
		t.Errorf("led to %q, the bank was asked %d times", r.GoTo, b.asked.Load())
	}
	var n int
	if err := s.Owner.Get(&n, `SELECT count(*) FROM shop.mail WHERE kind = 'order.payment'`); err != nil || n != 0 {
		t.Errorf("%d mails ask for what is being paid (%v)", n, err)
	}
}

func TestPay_SettledOnceAndOnlyByAProvider(t *testing.T) {
	t.Parallel()
	s, os, _, mara, acting := byCard(t)
	r := placeByCard(t, s, os, acting)
	ctx, provider := t.Context(), account.Provider("bank")
	var vendor account.VendorID
	if err := s.Owner.Get(&vendor, `SELECT vendor_id FROM shop.order_part`); err != nil {
		t.Fatal(err)
	}
	if err := os.Advance(ctx, carttest.Operator, vendor, r.Number, order.Shipped); fault.As(err) == nil || fault.As(err).Code != "unpaid" {
		t.Errorf("sent before it is paid: %v", err)
	}
	for who, a := range map[string]account.Actor{"the subject": mara, "the actor": acting, "the command line": carttest.Operator} {
		if err := os.Settle(ctx, a, r.Number, "ref", r.Total); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s settles: %v", who, err)
		}
	}
	if err := os.Settle(ctx, provider, r.Number, "ref", carttest.Euro(1)); fault.As(err) == nil || fault.As(err).Code != "amount_differs" {
		t.Errorf("another sum: %v", err)
	}
	for range 2 {
		if err := os.Settle(ctx, provider, r.Number, "ref", r.Total); err != nil {
			t.Fatal(err)
		}
	}
	var state string
	err := s.Owner.Get(&state, `SELECT payment_state || ' ' || payment_reference || ' ' || (SELECT count(*) FROM shop.mail WHERE kind = 'order.paid') FROM shop.orders`)
	if err != nil || state != "paid ref 1" {
		t.Errorf("the order is %q (%v)", state, err)
	}
	if _, err := os.Pay(ctx, mara, r.Number); fault.As(err) == nil || fault.As(err).Code != "nothing_to_pay" {
		t.Errorf("paid twice: %v", err)
	}
	if err := os.Cancel(ctx, mara, r.Number, "Too many"); err != nil {
		t.Fatal(err)
	}
	if o, err := os.ByNumber(ctx, mara, r.Number); err != nil || o.PaymentState != payment.RefundDue {
		t.Errorf("cancelled after it was paid: %q (%v)", o.PaymentState, err)
	}
	if err := os.Settle(ctx, provider, r.Number, "another", r.Total); fault.As(err) == nil || fault.As(err).Code != "not_requested" {
		t.Errorf("paid after it was cancelled: %v", err)
	}
}
