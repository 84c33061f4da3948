package discount

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Discounts is the room.
type Discounts struct{ db *store.DB }

// New opens the room on a database.
func New(db *store.DB) *Discounts { return &Discounts{db: db} }

// Draft is a code to be made. The zero StartsAt is now; a nil limit is none.
type Draft struct {
	Code           string
	Kind           Kind
	Value          int64
	MinSubtotal    int64
	StartsAt       time.Time
	EndsAt         time.Time
	UsageLimit     *int
	PerPersonLimit *int
	Vendor         account.VendorID
	Combinable     bool
}

// Create makes a code. A code for the whole shop needs settings.edit, one for a vendor's things store.settings at that vendor's
// desk. Faults: Invalid at the field, Conflict when there is a code that reads the same.
func (ds *Discounts) Create(ctx context.Context, actor account.Actor, d Draft) (id CodeID, err error) {
	defer fault.Wrap(&err, "Discounts.Create(%q)", d.Code)
	if err := mayCreate(actor, d.Vendor); err != nil {
		return 0, err
	}
	key, err := d.check()
	if err != nil {
		return 0, err
	}
	err = ds.db.Transact(ctx, actor, "discount.create", func(tx *store.Tx) (err error) {
		id, err = create(ctx, tx, d, key)
		return err
	})
	return id, err
}

func mayCreate(actor account.Actor, v account.VendorID) error {
	if v == 0 {
		return actor.May(account.SettingsEdit)
	}
	if err := actor.VendorDesk(v); err != nil {
		return err
	}
	return actor.May(account.StoreSettings)
}

func (d *Draft) check() (key string, err error) {
	d.Code = strings.TrimSpace(d.Code)
	if key, err = Key(d.Code); err != nil {
		return "", err
	}
	switch {
	case d.Kind != Percent && d.Kind != Fixed:
		return "", fault.Field("kind", "Choose percent or a fixed sum.")
	case d.Value <= 0 || d.Kind == Percent && d.Value > 10000:
		return "", fault.Field("value", "Choose more than nothing, and at most 100 %.")
	case !d.EndsAt.IsZero() && !d.EndsAt.After(d.StartsAt):
		return "", fault.Field("ends_at", "The end must come after the beginning.")
	}
	return key, nil
}

func create(ctx context.Context, tx *store.Tx, d Draft, key string) (id CodeID, err error) {
	if d.StartsAt.IsZero() {
		d.StartsAt = tx.Now()
	}
	err = tx.Get(ctx, &id, `
		INSERT INTO shop.discount_code
		  (code, code_key, kind, value, min_subtotal, starts_at, ends_at, usage_limit, per_person_limit, vendor_id, combinable)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
		d.Code, key, string(d.Kind), d.Value, d.MinSubtotal, d.StartsAt, sql.NullTime{Time: d.EndsAt, Valid: !d.EndsAt.IsZero()},
		optional(d.UsageLimit), optional(d.PerPersonLimit), sql.NullInt64{Int64: int64(d.Vendor), Valid: d.Vendor != 0}, d.Combinable)
	if store.Constraint(err) == "discount_code_key" {
		return 0, fault.New(fault.Conflict, "There is a code that reads the same.").WithField("code", "There is a code that reads the same.").Because(err)
	}
	if err != nil {
		return 0, err
	}
	return id, tx.About(ctx, "discount_code", int64(id))
}

func optional(n *int) sql.NullInt64 {
	if n == nil {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: int64(*n), Valid: true}
}
