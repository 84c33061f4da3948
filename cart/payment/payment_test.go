package payment_test

import (
	"testing"
	"time"

	"standin/cart/payment"
	"standin/store/fault"
)

func TestB13_WhoMayPayHow(t *testing.T) {
	t.Parallel()
	shopper, guest := payment.Buyer{SignedIn: true}, payment.Buyer{}
	org, terms := payment.Buyer{SignedIn: true, Organization: true}, payment.Buyer{SignedIn: true, Organization: true, TermsDays: 30}
	for _, tt := range []struct {
		name  string
		buyer payment.Buyer
		want  []payment.Key
	}{
		{"shopper", shopper, []payment.Key{payment.Invoice}}, {"guest", guest, []payment.Key{payment.Invoice}},
		{"organization", org, []payment.Key{payment.Invoice}}, {"organization_with_terms", terms, []payment.Key{payment.Terms}},
	} {
		var got []payment.Key
		for _, w := range payment.Standard().For(tt.buyer) {
			got = append(got, w.Key())
		}
		if len(got) != len(tt.want) || got[0] != tt.want[0] {
			t.Errorf("%s may pay by %v, want %v", tt.name, got, tt.want)
		}
	}
	way, err := payment.Standard().ByKey(payment.Terms)
	if err != nil {
		t.Fatal(err)
	}
	if err := way.Open(shopper); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a shopper without terms: %v", err)
	}
	now := time.Date(2026, 5, 28, 12, 0, 0, 0, time.UTC)
	if due := way.Plan(terms, now).DueAt; due.Sub(now) != 30*24*time.Hour {
		t.Errorf("net 30 is due %v", due)
	}
	if _, err := payment.Standard().ByKey("card"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a way that is not offered: %v", err)
	}
}
