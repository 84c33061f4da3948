package catalog

import (
	"context"
	"fmt"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Store is what a vendor says of itself.
type Store struct {
	ID           account.VendorID `db:"id"`
	Slug         string           `db:"slug"`
	Name         string           `db:"name"`
	About        string           `db:"about"`
	DispatchDays int              `db:"dispatch_days"`
	Status       string           `db:"status"`
}

// Limits of what a vendor says.
const (
	maxAbout    = 4000
	maxDispatch = 60
)

// Store is a vendor's own store, for the people at that vendor's desk. Another vendor's is fault.NotFound.
func (ps *Products) Store(ctx context.Context, actor account.Actor, vendor account.VendorID) (st Store, err error) {
	defer fault.Wrap(&err, "Products.Store(%d)", vendor)
	if err := atDesk(actor, vendor, account.StoreView); err != nil {
		return st, err
	}
	err = ps.db.Get(ctx, &st, `SELECT id, slug, name, about, dispatch_days, status FROM shop.vendor WHERE id = $1`, vendor)
	return st, err
}

// SaveStore changes what a vendor says of itself and in how many days it sends. It needs store.settings at that vendor's desk.
func (ps *Products) SaveStore(ctx context.Context, actor account.Actor, vendor account.VendorID, about string, dispatchDays int) (err error) {
	defer fault.Wrap(&err, "Products.SaveStore(%d)", vendor)
	if err := atDesk(actor, vendor, account.StoreSettings); err != nil {
		return err
	}
	switch {
	case len([]rune(about)) > maxAbout:
		return fault.Field("about", fmt.Sprintf("At most %d letters.", maxAbout))
	case dispatchDays < 0 || dispatchDays > maxDispatch:
		return fault.Field("dispatch_days", fmt.Sprintf("Between 0 and %d days.", maxDispatch))
	}
	return ps.db.Transact(ctx, actor, "store.save", func(tx *store.Tx) error {
		if err := tx.About(ctx, "vendor", int64(vendor)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE shop.vendor SET about = $2, dispatch_days = $3 WHERE id = $1 AND (about, dispatch_days) IS DISTINCT FROM ($2, $3)`,
			vendor, about, dispatchDays)
		return err
	})
}

// atDesk checks permission and place: another vendor's desk answers as unknown.
func atDesk(actor account.Actor, vendor account.VendorID, p account.Permission) error {
	if err := actor.May(p); err != nil {
		return err
	}
	return actor.VendorDesk(vendor)
}
