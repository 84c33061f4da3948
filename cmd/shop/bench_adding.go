package main

import (
	"context"
	"fmt"
	"time"

	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/embedpg"
)

// How many customers put how many things into their carts.
const (
	addingPeople = 20
	addingThings = 15
)

// adding compares putting a thing into the cart, record included, with the same statements where nothing is recorded: the copy
// of the database, which was the same a moment ago and takes the same steps in turns.
func (b *benchmark) adding(ctx context.Context, p *program) error {
	things, err := plenty(ctx, p)
	if err != nil {
		return err
	}
	bare, err := openBare(p.ground.Private.DatabaseURL(embedpg.Superuser, bareDatabase))
	if err != nil {
		return err
	}
	defer bare.close()
	var shop, limit []time.Duration
	for i := range addingPeople {
		person, err := p.parts.rooms.Accounts.ByEmail(ctx, fmt.Sprintf("customer%02d@example.com", i+1))
		if err != nil {
			return err
		}
		for _, thing := range things {
			noting, counter := store.WithCounter(ctx)
			began := time.Now()
			if _, err := p.parts.rooms.Carts.AddLine(noting, account.Self(person, 0), thing, 1); err != nil {
				return err
			}
			between := time.Now()
			if err := bare.replayWrites(ctx, counter); err != nil {
				return err
			}
			shop, limit = append(shop, between.Sub(began)), append(limit, time.Since(between))
		}
	}
	b.rows = append(b.rows, atMost("add to cart, recorded", usual(shop), usual(limit), "same SQL, no triggers", 2))
	return nil
}

// plenty are variants of which there is enough for everybody.
func plenty(ctx context.Context, p *program) (list []catalog.VariantID, err error) {
	err = p.ground.App.Select(ctx, &list, `
		SELECT v.id FROM shop.variant v JOIN shop.product p ON p.id = v.product_id JOIN shop.stock s ON s.variant_id = v.id
		 WHERE p.status = 'active' AND NOT v.archived AND (s.quantity > 10 OR NOT s.tracked OR s.oversell)
		 ORDER BY v.id LIMIT $1`, addingThings)
	if err == nil && len(list) < addingThings {
		err = fmt.Errorf("the demonstration has %d things in stock, too few to add", len(list))
	}
	return list, err
}
