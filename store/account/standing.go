package account

import (
	"context"
	"time"

	"standin/store"
	"standin/store/fault"
)

// Now is the database's clock, the shop's only time: what the dial beside a code field goes by.
func Now(ctx context.Context, q store.Querier) (now time.Time, err error) {
	defer fault.Wrap(&err, "account.Now")
	err = q.Get(ctx, &now, `SELECT shop.shop_now()`)
	return now, err
}

// HasDemo tells whether there is a demo account: then the shop may serve as a demo only.
func HasDemo(ctx context.Context, q store.Querier) (has bool, err error) {
	defer fault.Wrap(&err, "account.HasDemo")
	err = q.Get(ctx, &has, `SELECT EXISTS (SELECT FROM shop.person WHERE demo)`)
	return has, err
}

// HasAdministrator tells whether somebody can run the shop: without one it was not set up yet.
func HasAdministrator(ctx context.Context, q store.Querier) (has bool, err error) {
	defer fault.Wrap(&err, "account.HasAdministrator")
	err = q.Get(ctx, &has, `
		SELECT EXISTS (SELECT FROM shop.person p JOIN shop.staff_role r ON r.person_id = p.id
		                WHERE r.role = 'administrator' AND p.status = 'active')`)
	return has, err
}
