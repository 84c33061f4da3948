package catalog

import (
	"context"
	"strings"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// mayEdit tells whether the actor changes products of this vendor: at its desk, or for one who works there.
func mayEdit(actor account.Actor, vendor account.VendorID) error {
	if err := actor.May(account.CatalogEdit); err != nil {
		return err
	}
	return actor.VendorDesk(vendor)
}

// SaveProduct writes one product of a vendor: a new one when ID is 0, else the one of that id, whose handle stays. Who works at
// the vendor may. Faults are those of SaveProducts, and NotFound for an id that is not this vendor's.
func (ps *Products) SaveProduct(ctx context.Context, actor account.Actor, vendor account.VendorID, p Product) (id ProductID, err error) {
	defer fault.Wrap(&err, "Products.SaveProduct(%d, %d)", vendor, p.ID)
	if err := mayEdit(actor, vendor); err != nil {
		return 0, err
	}
	err = ps.db.Transact(ctx, actor, "catalog.save_product", func(tx *store.Tx) error {
		if err := ps.chooseHandle(ctx, tx, vendor, &p); err != nil {
			return err
		}
		ids, err := ps.SaveProducts(ctx, tx, vendor, []Product{p})
		if err != nil {
			return err
		}
		id = ids[0]
		return tx.About(ctx, "product", int64(id))
	})
	return id, err
}

// chooseHandle keeps the handle of a product that is there, and gives a new one a handle the vendor does not use.
func (ps *Products) chooseHandle(ctx context.Context, tx *store.Tx, vendor account.VendorID, p *Product) error {
	if p.ID != 0 {
		return tx.Get(ctx, &p.Handle, `SELECT handle FROM shop.product WHERE id = $1 AND vendor_id = $2 FOR UPDATE`, p.ID, vendor)
	}
	if p.Handle == "" {
		p.Handle = Slugify(p.Title)
	}
	var taken []string
	err := tx.Select(ctx, &taken, `SELECT handle FROM shop.product WHERE vendor_id = $1 AND starts_with(handle, $2)`, vendor, p.Handle)
	if err != nil {
		return err
	}
	used := map[string]bool{}
	for _, h := range taken {
		used[h] = true
	}
	if strings.TrimSpace(p.Handle) != "" && used[p.Handle] {
		p.Handle = free(p.Handle, used)
	}
	return nil
}

// SetStatus makes one product of a vendor a draft, active or archived. Who works at the vendor may; fault.NotFound for an id that
// is not this vendor's.
func (ps *Products) SetStatus(ctx context.Context, actor account.Actor, vendor account.VendorID, id ProductID, status Status) (err error) {
	defer fault.Wrap(&err, "Products.SetStatus(%d, %d, %q)", vendor, id, status)
	if err := mayEdit(actor, vendor); err != nil {
		return err
	}
	if status != Draft && status != Active && status != Archived {
		return fault.Field("status", "A product is a draft, active or archived.")
	}
	return ps.db.Transact(ctx, actor, "catalog.set_status", func(tx *store.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE shop.product SET status = $3, updated_at = shop.shop_now() WHERE id = $1 AND vendor_id = $2`, id, vendor, status)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "This product is not known here.")
		}
		if err != nil {
			return err
		}
		return tx.About(ctx, "product", int64(id))
	})
}
