package catalog

import (
	"context"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// BySlug is the product of an address, in one statement. When the address is one it had before, the product comes with its
// present Slug: the caller leads there. fault.NotFound for an unknown one, and for one that is a draft, archived, or of a paused
// vendor, unless the actor works at that vendor: that is the preview.
func (ps *Products) BySlug(ctx context.Context, actor account.Actor, slug string) (_ *Whole, err error) {
	defer fault.Wrap(&err, "Products.BySlug(%q)", slug)
	w, err := ps.whole(ctx, ps.db, wholeSQL+`
		WHERE p.id = coalesce((SELECT id FROM shop.product WHERE slug = $1),
		                      (SELECT product_id FROM shop.former_slug WHERE kind = 'product' AND slug = $1))`, slug)
	if err != nil {
		return nil, err
	}
	if !w.Public() && (w.Status == Archived || !preview(actor, w.Vendor)) {
		return nil, fault.New(fault.NotFound, "This thing is not sold here, or no longer.")
	}
	return w, nil
}

func preview(actor account.Actor, vendor account.VendorID) bool {
	return actor.Can(account.CatalogView) && actor.VendorDesk(vendor) == nil
}

// OfVendor is a vendor's own product by its id, whatever its state, for the people at that vendor's desk. Another vendor's is
// fault.NotFound.
func (ps *Products) OfVendor(ctx context.Context, actor account.Actor, vendor account.VendorID, id ProductID) (_ *Whole, err error) {
	defer fault.Wrap(&err, "Products.OfVendor(%d, %d)", vendor, id)
	if err := actor.May(account.CatalogView); err != nil {
		return nil, err
	}
	if err := actor.VendorDesk(vendor); err != nil {
		return nil, err
	}
	return ps.whole(ctx, ps.db, wholeSQL+` WHERE p.vendor_id = $1 AND p.id = $2`, vendor, id)
}

func (ps *Products) whole(ctx context.Context, q store.Querier, query string, args ...any) (*Whole, error) {
	var row wholeRow
	if err := q.Get(ctx, &row, query, args...); err != nil {
		return nil, err
	}
	return row.whole(ps.currency)
}

// Load reads a vendor's products by handle, in one statement, as SaveProducts takes them; unknown handles are missing. What
// comes back and is saved unchanged writes nothing. It asks for no permission: that is the verb's.
func (ps *Products) Load(ctx context.Context, q store.Querier, vendor account.VendorID, handles []string) (_ map[string]*Whole, err error) {
	defer fault.Wrap(&err, "Products.Load(%d, %d handles)", vendor, len(handles))
	var rows []wholeRow
	err = q.Select(ctx, &rows, wholeSQL+` WHERE p.vendor_id = $1 AND p.handle = ANY ($2)`, vendor, store.Array(handles))
	if err != nil {
		return nil, err
	}
	products := make(map[string]*Whole, len(rows))
	for i := range rows {
		w, err := rows[i].whole(ps.currency)
		if err != nil {
			return nil, err
		}
		products[w.Handle] = w
	}
	return products, nil
}

// HandlesOfSKUs tells in which of a vendor's products SKUs are sold now; unknown ones are missing.
func (ps *Products) HandlesOfSKUs(ctx context.Context, q store.Querier, vendor account.VendorID, skus []string) (_ map[string]string, err error) {
	defer fault.Wrap(&err, "Products.HandlesOfSKUs(%d, %d SKUs)", vendor, len(skus))
	var rows []struct{ SKU, Handle string }
	err = q.Select(ctx, &rows, `
		SELECT v.sku, p.handle FROM shop.variant v JOIN shop.product p ON p.id = v.product_id
		WHERE v.vendor_id = $1 AND v.sku = ANY ($2) AND NOT v.archived`, vendor, store.Array(skus))
	handles := make(map[string]string, len(rows))
	for _, r := range rows {
		handles[r.SKU] = r.Handle
	}
	return handles, err
}
