// Package carttest sets up what tests of carts and orders need: a shop with things in it, people, and somebody who acts for
// another. It is known to tests alone.
package carttest

import (
	"context"
	"testing"
	"time"

	"standin/cart"
	"standin/cart/discount"
	"standin/catalog"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/storetest"
)

// Shop is a test's own shop.
type Shop struct {
	*storetest.DB
	Products  *catalog.Products
	Carts     *cart.Carts
	Discounts *discount.Discounts
}

// Operator sets up; the record wants to know who wrote the samples, too.
var Operator = account.Operator("carttest")

// Open makes an empty shop that sells in euros.
func Open(t testing.TB) *Shop {
	t.Helper()
	db := storetest.New(t)
	products := catalog.New(db.DB, "EUR")
	return &Shop{DB: db, Products: products, Carts: cart.New(db.DB, products), Discounts: discount.New(db.DB)}
}

// Euro is minor units of euros.
func Euro(minor int64) money.Amount { return money.Of(minor, "EUR") }

// Vendor makes a vendor.
func (s *Shop) Vendor(t testing.TB, name string) account.VendorID {
	t.Helper()
	return account.VendorID(storetest.Vendor(t, s.DB, name))
}

// Thing makes an active product without options; its pieces are not counted when stock is negative.
func (s *Shop) Thing(t testing.TB, vendor account.VendorID, title string, price int64, stock int) catalog.VariantID {
	t.Helper()
	p := catalog.Product{Title: title, Status: catalog.Active, Variants: []catalog.Variant{{Price: Euro(price),
		Stock: catalog.Stock{Tracked: stock >= 0, Quantity: max(stock, 0)}}}}
	var id catalog.VariantID
	s.do(t, func(ctx context.Context, tx *store.Tx) error {
		ids, err := s.Products.SaveProducts(ctx, tx, vendor, []catalog.Product{p})
		if err != nil {
			return err
		}
		return tx.Get(ctx, &id, `SELECT id FROM shop.variant WHERE product_id = $1`, int64(ids[0]))
	})
	return id
}

// Exec runs a statement of the set-up.
func (s *Shop) Exec(t testing.TB, statement string, args ...any) {
	t.Helper()
	s.do(t, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, statement, args...)
		return err
	})
}

func (s *Shop) do(t testing.TB, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	ctx := t.Context()
	if err := s.Transact(ctx, Operator, "carttest.set_up", func(tx *store.Tx) error { return fn(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
}

// Code makes a discount code.
func (s *Shop) Code(t testing.TB, d discount.Draft) discount.CodeID {
	t.Helper()
	id, err := s.Discounts.Create(t.Context(), Operator, d)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// Person makes a shopper, as themselves.
func (s *Shop) Person(t testing.TB, name string) account.Actor {
	t.Helper()
	return s.self(t, storetest.Person(t, s.DB, name))
}

// Staff makes a member of the house, as themselves.
func (s *Shop) Staff(t testing.TB, name string, role account.StaffRole) account.Actor {
	t.Helper()
	return s.self(t, storetest.Staff(t, s.DB, name, string(role)))
}

// Member makes somebody of an organization, in that capacity.
func (s *Shop) Member(t testing.TB, organization account.OrganizationID, name string, role account.MemberRole) account.Actor {
	t.Helper()
	a := s.self(t, storetest.Member(t, s.DB, int64(organization), name, string(role)))
	a.Capacity = account.ForOrganization(organization)
	return a
}

// Organization makes an organization with terms of so many days; 0 is none.
func (s *Shop) Organization(t testing.TB, name string, terms int) account.OrganizationID {
	t.Helper()
	id := storetest.Organization(t, s.DB, name)
	s.Exec(t, `UPDATE shop.organization SET terms_days = $2 WHERE id = $1`, id, terms)
	return account.OrganizationID(id)
}

func (s *Shop) self(t testing.TB, id int64) account.Actor {
	t.Helper()
	p, err := account.ByID(t.Context(), s.DB, account.ID(id))
	if err != nil {
		t.Fatal(err)
	}
	return account.Self(p, 0)
}

// Acting lets actor stand in for subject in a capacity, with what is granted and a cap in percent on discounts of their own.
func (s *Shop) Acting(t testing.TB, actor, subject account.Actor, as account.Capacity, percent int, granted ...account.Permission) account.Actor {
	t.Helper()
	role := string(actor.Role)
	if role == "" {
		role = "power_user"
	}
	var session int64
	s.do(t, func(ctx context.Context, tx *store.Tx) error {
		var signIn int64
		err := tx.Get(ctx, &signIn, `INSERT INTO web.sign_in (person_id, ends_at) VALUES ($1, $2) RETURNING id`, int64(actor.ID), tx.Now().Add(time.Hour))
		if err != nil {
			return err
		}
		return tx.Get(ctx, &session, `
			INSERT INTO shop.impersonation_session (actor_id, subject_id, sign_in_id, actor_role, capacity, organization_id, rule_id, rule,
			  mode, permissions, footprint, reason, consent_kind, consent_text, expires_at, idle_minutes)
			SELECT $1, $2, $3, $4, $5, nullif($6::bigint, 0), r.id, to_jsonb(r), 'act', r.permissions, r.footprint, 'A test', 'none', '', $7, 10
			FROM shop.impersonation_rule r WHERE r.actor_role = $4 ORDER BY r.id LIMIT 1 RETURNING id`,
			int64(actor.ID), int64(subject.ID), signIn, role, string(as.Kind), int64(as.Organization), tx.Now().Add(30*time.Minute))
	})
	return account.Actor{Kind: store.Person, ID: actor.ID, Subject: account.SubjectID(subject.ID), Session: session, Capacity: as,
		Role: actor.Role, Caps: map[account.Permission]int{account.DiscountGrant: percent, account.PriceOverride: percent},
	}.Allowing(account.Of(granted...).Or(account.ViewOnly), "The rule of this test")
}
