// Package seed fills an empty shop with demonstration data: makers, a thousand products, people, ninety days of orders and past
// impersonation sessions of all kinds. Everything is written through the rooms' own verbs, at the time it claims to have
// happened, so the record of the demo is as true as any; the same seed gives the same shop.
package seed

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"standin/cart"
	"standin/cart/discount"
	"standin/cart/order"
	"standin/catalog"
	"standin/impersonation"
	"standin/store"
	"standin/store/account"
	"standin/store/custody"
	"standin/store/fault"
	"standin/store/session"
)

// Rooms are the verbs the seed writes through.
type Rooms struct {
	DB        *store.DB
	Accounts  *account.Accounts
	Products  *catalog.Products
	Carts     *cart.Carts
	Discounts *discount.Discounts
	Orders    *order.Orders
	SignIns   *session.SignIns
	Sessions  *impersonation.Sessions
	Custody   *custody.Custody
}

// Clock moves the shop's one clock against the machine's; migrations.ShiftClock on the owner's handle.
type Clock func(ctx context.Context, d time.Duration) error

// past is how many days the demo has behind it.
const past = 90

// seeder is one run.
type seeder struct {
	Rooms
	shift    Clock
	say      func(step string)
	random   *rand.Rand
	operator account.Actor
	start    time.Time // the machine's clock when the run began

	aisles        map[string]catalog.CategoryID
	vendors       map[string]account.VendorID
	organizations map[string]account.OrganizationID
	people        map[string]account.ID // by e-mail
	shoppers      []account.ID
	buyable       []catalog.VariantID
	secrets       map[account.ID]string
	offset        time.Duration
}

// Run fills an empty shop; fault.Conflict when there are people already. say is told each step as it begins. The clock is right
// again when Run returns.
func Run(ctx context.Context, rooms Rooms, clock Clock, say func(step string)) (err error) {
	defer fault.Wrap(&err, "seed.Run")
	if empty, err := isEmpty(ctx, rooms.DB); err != nil || !empty {
		if err == nil {
			err = fault.New(fault.Conflict, "There are accounts already. The seed fills an empty shop only.")
		}
		return err
	}
	s := &seeder{Rooms: rooms, shift: clock, say: say, operator: account.Operator("seed"), start: time.Now(),
		random: rand.New(rand.NewPCG(1921, 1968)), // #nosec G404 -- the same shop each time, nothing secret
		aisles: map[string]catalog.CategoryID{}, vendors: map[string]account.VendorID{}, people: map[string]account.ID{},
		organizations: map[string]account.OrganizationID{}, secrets: map[account.ID]string{}}
	defer func() {
		if back := clock(context.WithoutCancel(ctx), 0); err == nil {
			err = back
		}
	}()
	return s.run(ctx)
}

func isEmpty(ctx context.Context, db *store.DB) (empty bool, err error) {
	err = db.Get(ctx, &empty, `SELECT NOT EXISTS (SELECT FROM shop.person)`)
	return empty, err
}

func (s *seeder) run(ctx context.Context) error {
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"settings and makers", s.house}, {"people", s.peopleOfTheShop}, {"products", s.catalog}, {"codes", s.codes},
		{"ninety days of orders", s.days}, {"how the record is kept", s.keeping}, {"the present", s.present},
	} {
		s.say(step.name)
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return nil
}

// ago sets the shop's clock to so many days back, at a time of that day.
func (s *seeder) ago(ctx context.Context, days int, at time.Duration) error {
	y, m, d := s.start.UTC().Date()
	want := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -days).Add(at)
	return s.moveTo(ctx, want)
}

func (s *seeder) moveTo(ctx context.Context, want time.Time) error {
	s.offset = time.Until(want)
	return s.shift(ctx, s.offset)
}

// pass lets time go by.
func (s *seeder) pass(ctx context.Context, d time.Duration) error {
	s.offset += d
	return s.shift(ctx, s.offset)
}

// now is the shop's clock.
func (s *seeder) now() time.Time { return time.Now().Add(s.offset) }
