package catalog

import (
	"database/sql"
	"strings"
	"time"

	"standin/catalog/money"
	"standin/store"
)

// cardRow is a card as cardSQL reads it.
type cardRow struct {
	ID         ProductID     `db:"id"`
	Slug       string        `db:"slug"`
	Title      string        `db:"title"`
	Tint       string        `db:"tint"`
	PriceFrom  int64         `db:"price_from"`
	WasFrom    sql.NullInt64 `db:"was_from"`
	PriceTo    int64         `db:"price_to"`
	Available  bool          `db:"available"`
	OptionName string        `db:"option1_name"`
	Values     store.Strings `db:"option_values"`
	CreatedAt  time.Time     `db:"created_at"`
	VendorName string        `db:"vendor_name"`
	VendorSlug string        `db:"vendor_slug"`
	Pieces     sql.NullInt64 `db:"pieces"`
	Category   CategoryID    `db:"category_id"`
	Key        string        `db:"key"`
	pictureRow
}

func (r *cardRow) card(c money.Currency) Card {
	card := Card{ID: r.ID, Slug: r.Slug, Title: r.Title, VendorName: r.VendorName, VendorSlug: r.VendorSlug,
		Price: money.Of(r.PriceFrom, c), Various: r.PriceTo > r.PriceFrom, Available: r.Available, Left: -1, Option: r.OptionName,
		CreatedAt: r.CreatedAt, Tint: r.Tint, Category: r.Category, Picture: r.picture()}
	if r.WasFrom.Valid {
		card.Was = money.Of(r.WasFrom.Int64, c)
	}
	if r.Pieces.Valid {
		card.Left = int(r.Pieces.Int64)
	}
	for _, v := range r.Values {
		if strings.HasPrefix(v, strings.ReplaceAll(r.OptionName, "=", " ")+"=") {
			card.Values++
		}
	}
	return card
}
