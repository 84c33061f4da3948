package seed

import (
	"context"
	"fmt"
	"time"

	"standin/cart/discount"
	"standin/catalog"
	"standin/impersonation"
	"standin/store"
	"standin/store/account"
)

// house sets the shop up: settings, aisles, makers, organizations; all before the first day of the demo.
func (s *seeder) house(ctx context.Context) error {
	if err := s.ago(ctx, past+30, 9*time.Hour); err != nil {
		return err
	}
	if err := s.settings(ctx); err != nil {
		return err
	}
	for _, m := range makers {
		id, err := s.Accounts.AddVendor(ctx, s.operator, account.NewVendor{Slug: m.slug, Name: m.name, About: m.about, DispatchDays: m.dispatchDays})
		if err != nil {
			return err
		}
		s.vendors[m.slug] = id
	}
	for _, name := range organizations {
		id, err := s.Accounts.AddOrganization(ctx, s.operator, name, 30)
		if err != nil {
			return err
		}
		s.organizations[name] = id
	}
	return nil
}

// settings turns on what the demo shows; a shop in earnest begins with acting off.
func (s *seeder) settings(ctx context.Context) error {
	return s.DB.Transact(ctx, s.operator, "setting.save", func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO shop.setting (name, value) VALUES ('acting.enabled', 'true'), ('currency', '"EUR"')
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`)
		return err
	})
}

// peopleOfTheShop makes the accounts of the desk, the members, and customers up to sixty.
func (s *seeder) peopleOfTheShop(ctx context.Context) error {
	for _, p := range append(append([]person{}, desk...), others...) {
		if err := s.settle(ctx, p); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	for i := 0; len(s.shoppers) < 60; i++ {
		name := firstNames[i%len(firstNames)] + " " + lastNames[(i*7+i/len(firstNames))%len(lastNames)]
		p := person{role: "shopper", name: name, email: fmt.Sprintf("customer%02d@example.com", i+1), phone: fmt.Sprintf("+49 30 555 %04d", 1000+i*7)}
		if i%3 != 0 {
			p.consent = "standing"
		}
		if err := s.settle(ctx, p); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return s.portfolio(ctx)
}

// settle makes one account with all that belongs to it.
func (s *seeder) settle(ctx context.Context, p person) error {
	id, err := s.Accounts.AddResident(ctx, s.operator, account.Resident{Demo: true, Secret: p.secret, Staff: staffRole(p.role),
		NewPerson: account.NewPerson{Name: p.name, Email: p.email, Phone: p.phone, Password: Password}})
	if err != nil {
		return err
	}
	s.people[p.email], s.secrets[id] = id, p.secret
	if p.vendor != "" {
		if err := s.Accounts.AddVendorUser(ctx, s.operator, s.vendors[p.vendor], id, "owner"); err != nil {
			return err
		}
	}
	if p.organization != "" {
		return s.join(ctx, p, id)
	}
	if p.role != "shopper" {
		return nil
	}
	s.shoppers = append(s.shoppers, id)
	return s.homeOf(ctx, p, id)
}

// join makes a member; the power user brings the organization's address along.
func (s *seeder) join(ctx context.Context, p person, id account.ID) error {
	organization := s.organizations[p.organization]
	if err := s.Accounts.AddMember(ctx, s.operator, organization, id, account.MemberRole(p.memberRole), ""); err != nil {
		return err
	}
	if p.memberRole != "power_user" {
		return nil
	}
	self, err := s.as(ctx, id)
	if err != nil {
		return err
	}
	t := towns[s.random.IntN(len(towns))]
	_, err = s.Accounts.AddAddress(ctx, self, account.ForOrganization(organization), account.NewAddress{Name: p.organization,
		Street: streets[s.random.IntN(len(streets))] + " 1", Postcode: t.postcode, Town: t.town, Country: "DE"})
	return err
}

func staffRole(role string) account.StaffRole {
	switch r := account.StaffRole(role); r {
	case account.SupportAgent, account.SalesRep, account.Auditor, account.Administrator:
		return r
	}
	return account.NoStaff
}

// homeOf gives a shopper an address and a word on who may help.
func (s *seeder) homeOf(ctx context.Context, p person, id account.ID) error {
	self, err := s.as(ctx, id)
	if err != nil {
		return err
	}
	t := towns[s.random.IntN(len(towns))]
	_, err = s.Accounts.AddAddress(ctx, self, account.Shopper, account.NewAddress{Name: p.name, Postcode: t.postcode, Town: t.town, Country: "DE",
		Street: fmt.Sprintf("%s %d", streets[s.random.IntN(len(streets))], 1+s.random.IntN(90)), Phone: p.phone})
	if err != nil {
		return err
	}
	switch p.consent {
	case "standing":
		return s.Sessions.SetConsent(ctx, self, impersonation.Allowed, s.start.AddDate(0, 6, 0))
	case "never":
		return s.Sessions.SetConsent(ctx, self, impersonation.Said, time.Time{})
	}
	return nil
}

// as is a person as themselves, outside any sign-in.
func (s *seeder) as(ctx context.Context, id account.ID) (account.Actor, error) {
	p, err := s.Accounts.ByID(ctx, id)
	if err != nil {
		return account.Actor{}, err
	}
	return account.Self(p, 0), nil
}

// portfolio gives the sales rep some vendors and an organization.
func (s *seeder) portfolio(ctx context.Context) error {
	rep := s.people["ben@standin.example"]
	for _, slug := range []string{"partners-demo", "harbour-goods", "paper-room", "north-loom"} {
		if err := s.Accounts.Assign(ctx, s.operator, rep, s.vendors[slug], 0); err != nil {
			return err
		}
	}
	return s.Accounts.Assign(ctx, s.operator, rep, 0, s.organizations["Tidewater Rowing Club"])
}

// catalog fills the aisles with each maker's range.
func (s *seeder) catalog(ctx context.Context) error {
	list := make([]catalog.Category, len(aisles))
	for i, a := range aisles {
		list[i] = catalog.Category{Slug: a.slug, Name: a.name, Intro: a.intro, Position: i, Picture: a.picture + ".webp", Tint: a.tint}
	}
	ids, err := s.Products.SaveCategories(ctx, s.operator, list, make([]string, len(list)))
	if err != nil {
		return err
	}
	for i, a := range aisles {
		s.aisles[a.slug] = ids[i]
	}
	for i, m := range makers {
		if err := s.ago(ctx, past+25-i, 10*time.Hour); err != nil {
			return err
		}
		products := m.products(s.random, s.aisles, s.Products.Currency())
		err := s.DB.Transact(ctx, s.operator, "catalog.save_products", func(tx *store.Tx) error {
			_, err := s.Products.SaveProducts(ctx, tx, s.vendors[m.slug], products)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return s.DB.Select(ctx, &s.buyable, `SELECT v.id FROM shop.variant v JOIN shop.stock s ON s.variant_id = v.id
		WHERE s.quantity >= 20 AND v.price_minor < 40000 ORDER BY v.id`)
}

// codes makes the discount codes that the demo's pages speak of.
func (s *seeder) codes(ctx context.Context) error {
	if err := s.ago(ctx, past, 8*time.Hour); err != nil {
		return err
	}
	once := 1
	for _, d := range []discount.Draft{
		{Code: "SPRING10", Kind: discount.Percent, Value: 1000, Vendor: s.vendors["harbour-goods"]},
		{Code: "WELCOME5", Kind: discount.Fixed, Value: 500, MinSubtotal: 2500, PerPersonLimit: &once},
		{Code: "HELLO15", Kind: discount.Percent, Value: 1500, MinSubtotal: 5000},
		{Code: "LASTYEAR", Kind: discount.Percent, Value: 2000, EndsAt: s.start.AddDate(0, 0, -30)},
	} {
		if _, err := s.Discounts.Create(ctx, s.operator, d); err != nil {
			return fmt.Errorf("%s: %w", d.Code, err)
		}
	}
	return nil
}
