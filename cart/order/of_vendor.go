package order

import (
	"context"

	"standin/store/account"
	"standin/store/fault"
)

// OfVendor lists the orders that have a part of the vendor's, newest first, behind a cursor. It needs orders.view at that
// vendor's desk. The totals of the heads are those of the whole order: show a vendor PartOf.
func (os *Orders) OfVendor(ctx context.Context, actor account.Actor, vendor account.VendorID, cursor string) (p Page, err error) {
	defer fault.Wrap(&err, "Orders.OfVendor(%d, %q)", vendor, cursor)
	if err := atDesk(actor, vendor); err != nil {
		return p, err
	}
	return page(ctx, os.db, cursor, `EXISTS (SELECT FROM shop.order_part t WHERE t.order_id = o.id AND t.vendor_id = $1) AND $2::bigint = 0`, int64(vendor), 0)
}

// PartOf reads what a vendor sends of an order: the address, and the vendor's own part alone. It needs orders.view at that
// vendor's desk; an order without such a part answers as unknown.
func (os *Orders) PartOf(ctx context.Context, actor account.Actor, vendor account.VendorID, number string) (h Head, p Part, err error) {
	defer fault.Wrap(&err, "Orders.PartOf(%d, %q)", vendor, number)
	if err := atDesk(actor, vendor); err != nil {
		return h, p, err
	}
	o, err := one(ctx, os.db, `o.number = $1 AND EXISTS (SELECT FROM shop.order_part t WHERE t.order_id = o.id AND t.vendor_id = $2)`, number, int64(vendor))
	if err != nil {
		return h, p, err
	}
	return o.Head, o.part(vendor), nil
}

func (o Order) part(vendor account.VendorID) Part {
	for _, p := range o.Parts {
		if p.Vendor == vendor {
			return p
		}
	}
	return Part{}
}

func atDesk(actor account.Actor, vendor account.VendorID) error {
	if err := actor.VendorDesk(vendor); err != nil {
		return err
	}
	return actor.May(account.OrdersView)
}
