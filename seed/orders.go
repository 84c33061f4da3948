package seed

import (
	"context"
	"fmt"
	"time"

	"standin/cart"
	"standin/cart/order"
	"standin/cart/payment"
	"standin/store/account"
	"standin/store/fault"
)

// days lives the past through, day by day: orders, parcels, and the visits of the calendar.
func (s *seeder) days(ctx context.Context) error {
	calendar := map[int][]visit{}
	for _, v := range visits {
		calendar[v.day] = append(calendar[v.day], v)
	}
	for day := past; day >= 1; day-- {
		if err := s.ordersOf(ctx, day); err != nil {
			return fmt.Errorf("%d days ago: %w", day, err)
		}
		for _, v := range calendar[day] {
			if err := s.stand(ctx, v); err != nil {
				return fmt.Errorf("%d days ago, %s for %s: %w", day, v.actor, v.subject, err)
			}
		}
	}
	return nil
}

// ordersOf lets some people shop, more of them towards the weekend, and an organization now and then.
func (s *seeder) ordersOf(ctx context.Context, day int) error {
	for i := range 2 + s.random.IntN(4) {
		if err := s.ago(ctx, day, time.Duration(8+2*i)*time.Hour+time.Duration(s.random.IntN(100))*time.Minute); err != nil {
			return err
		}
		who := s.shoppers[s.random.IntN(len(s.shoppers))]
		if i == 0 && day%9 == 0 {
			who = s.people["mara@example.com"]
		}
		if err := s.shop(ctx, who, day); err != nil {
			return err
		}
	}
	if day%8 != 0 {
		return nil
	}
	if err := s.ago(ctx, day, 20*time.Hour); err != nil {
		return err
	}
	return s.buyTogether(ctx, day)
}

// shop is one customer who fills a cart and orders it.
func (s *seeder) shop(ctx context.Context, who account.ID, day int) error {
	self, err := s.as(ctx, who)
	if err != nil {
		return err
	}
	self.Request = requestFor("POST", "/checkout")
	if err := s.fill(ctx, self, 1+s.random.IntN(3)); err != nil {
		return err
	}
	if s.random.IntN(4) == 0 {
		if err := s.Carts.ApplyDiscount(ctx, self, "HELLO15"); err != nil && fault.As(err) == nil {
			return err
		}
	}
	return s.order(ctx, self, payment.Invoice, "", day)
}

func (s *seeder) fill(ctx context.Context, self account.Actor, things int) error {
	for range things {
		if _, err := s.Carts.AddLine(ctx, self, s.anything(), 1+s.random.IntN(2)); err != nil && !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	return nil
}

// order places the cart, and lets the vendors send what is old enough to have arrived.
func (s *seeder) order(ctx context.Context, self account.Actor, way payment.Key, po string, day int) error {
	c, err := s.Orders.Checkout(ctx, self, cart.Standard)
	if err != nil {
		return err
	}
	if c.Closed != nil {
		return nil // sold out meanwhile, or above somebody's limit: the cart stays
	}
	p := order.Placement{Shipping: cart.Standard, Payment: way, IdempotencyKey: c.Key, Seen: c.Seen, PONumber: po, AddressID: c.Addresses[0].PublicID}
	r, err := s.Orders.Place(ctx, self, p)
	if err != nil {
		return err
	}
	if day < 2 || s.random.IntN(15) == 0 {
		return nil
	}
	return s.send(ctx, r.Number, day)
}

// send brings the parts of an order on their way, and the older ones to the door.
func (s *seeder) send(ctx context.Context, number string, day int) error {
	var vendors []account.VendorID
	err := s.DB.Select(ctx, &vendors, `SELECT t.vendor_id FROM shop.order_part t JOIN shop.orders o ON o.id = t.order_id WHERE o.number = $1 ORDER BY 1`, number)
	if err != nil {
		return err
	}
	states := []order.State{order.Shipped}
	if day > 6 {
		states = append(states, order.Delivered)
	}
	for _, v := range vendors {
		for _, state := range states {
			if err := s.Orders.Advance(ctx, s.operator, v, number, state); err != nil {
				return err
			}
		}
	}
	return nil
}

// buyTogether lets members fill an organization's cart and its power user buy it.
func (s *seeder) buyTogether(ctx context.Context, day int) error {
	name := organizations[day/8%len(organizations)]
	as := account.ForOrganization(s.organizations[name])
	var buyer account.Actor
	for _, p := range append(append([]person{}, desk...), others...) {
		if p.organization != name || p.memberRole == "viewer" {
			continue
		}
		self, err := s.as(ctx, s.people[p.email])
		if err != nil {
			return err
		}
		self.Capacity = as
		if err := s.fill(ctx, self, 1); err != nil {
			return err
		}
		if p.memberRole == "power_user" {
			buyer = self
		}
	}
	return s.order(ctx, buyer, payment.Terms, fmt.Sprintf("PO-%d", 7000+day), day)
}

// present leaves what somebody finds who opens the demo now: carts that wait for them.
func (s *seeder) present(ctx context.Context) error {
	if err := s.shift(ctx, -20*time.Minute); err != nil {
		return err
	}
	mara, err := s.as(ctx, s.people["mara@example.com"])
	if err != nil {
		return err
	}
	if err := s.fill(ctx, mara, 2); err != nil {
		return err
	}
	for _, email := range []string{"tom@northside.example", "olga@northside.example"} {
		self, err := s.as(ctx, s.people[email])
		if err != nil {
			return err
		}
		self.Capacity = account.ForOrganization(s.organizations["Northside School"])
		if err := s.fill(ctx, self, 2); err != nil {
			return err
		}
	}
	return nil
}
