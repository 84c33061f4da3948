package seed_test

import (
	"context"
	"testing"
	"time"

	"standin/cart"
	"standin/cart/discount"
	"standin/cart/order"
	"standin/cart/payment"
	"standin/catalog"
	"standin/impersonation"
	"standin/migrations"
	"standin/seed"
	"standin/store/account"
	"standin/store/custody"
	"standin/store/keyring"
	"standin/store/session"
	"standin/store/storetest"
)

func rooms(t *testing.T, db *storetest.DB) seed.Rooms {
	t.Helper()
	keys, err := keyring.Open(t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	accounts, products := account.New(db.DB, keys), catalog.New(db.DB, "EUR")
	carts := cart.New(db.DB, products)
	return seed.Rooms{DB: db.DB, Accounts: accounts, Products: products, Carts: carts, Discounts: discount.New(db.DB),
		Orders: order.New(db.DB, carts, payment.Standard(), "http://localhost:8080"), SignIns: session.New(db.DB),
		Sessions: impersonation.New(db.DB, accounts), Custody: custody.New(db.DB, accounts)}
}

func TestRun_FillsTheShop(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	began := time.Now()
	clock := func(ctx context.Context, d time.Duration) error { return migrations.ShiftClock(ctx, db.Owner.DB, d) }
	if err := seed.Run(t.Context(), rooms(t, db), clock, func(step string) { t.Logf("%6.1f s %s", time.Since(began).Seconds(), step) }); err != nil {
		t.Fatal(err)
	}
	t.Logf("%6.1f s done", time.Since(began).Seconds())
	for _, want := range []struct {
		what, query string
		least       int
	}{
		{"products", `SELECT count(*) FROM shop.product WHERE status = 'active'`, 950},
		{"categories with products", `SELECT count(DISTINCT category_id) FROM shop.product_category`, 12},
		{"products with a picture", `SELECT count(*) FROM shop.product_picture WHERE state = 'ready'`, 950},
		{"vendors", `SELECT count(*) FROM shop.vendor`, 20},
		{"shoppers and more", `SELECT count(*) FROM shop.person`, 70},
		{"orders", `SELECT count(*) FROM shop.orders`, 200},
		{"organizations' orders", `SELECT count(*) FROM shop.orders WHERE organization_id IS NOT NULL`, 5},
		{"past sessions", `SELECT count(*) FROM shop.impersonation_session WHERE ended_at IS NOT NULL`, 12},
		{"causes of an end", `SELECT count(DISTINCT end_cause) FROM shop.impersonation_session`, 6},
		{"refused starts", `SELECT count(*) FROM audit.entry WHERE action = 'acting.start' AND outcome = 'refused'`, 1},
	} {
		var n int
		if err := db.DB.Get(t.Context(), &n, want.query); err != nil || n < want.least {
			t.Errorf("%s: %d, %v; want at least %d", want.what, n, err, want.least)
		}
	}
	var ahead int
	if err := db.DB.Get(t.Context(), &ahead, `SELECT count(*) FROM audit.entry WHERE at > now()`); err != nil || ahead > 0 {
		t.Errorf("%d entries lie in the future (%v)", ahead, err)
	}
}
