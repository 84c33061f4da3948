package cart

import (
	"context"
	"database/sql"
	"strings"
	"unicode/utf8"

	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// gift is a discount as it is asked for: an amount, or a share of the undiscounted subtotal in hundredths of a percent.
type gift struct {
	amount money.Amount
	share  int64
	reason string
}

// GrantDiscount takes an amount off the cart of the one acted for, on the actor's own account: a staff act, marked as theirs in
// the order and in the record. It needs discount.grant and a reason. The cap of the actor's rule is a share of the undiscounted
// subtotal and covers the sum of all such discounts and lowered prices on the cart: what passes it is refused with
// fault.Forbidden, code "over_cap"; what passes the actor's budget of a day with code "over_budget". Both refusals stand in the
// record. What was given counts for 14 days, or until the cart is ordered: also when the session is over, and when the owner
// orders later themselves. It never takes off more than it did then.
func (cs *Carts) GrantDiscount(ctx context.Context, actor account.Actor, amount money.Amount, reason string) (err error) {
	defer fault.Wrap(&err, "Carts.GrantDiscount")
	if amount.Minor <= 0 {
		return cs.give(ctx, actor, gift{reason: reason})
	}
	return cs.give(ctx, actor, gift{amount: amount, reason: reason})
}

// GrantShare is GrantDiscount by a share of the undiscounted subtotal, in hundredths of a percent. The amount is settled now: it
// does not grow with the cart, or the budget of the day would not bound it.
func (cs *Carts) GrantShare(ctx context.Context, actor account.Actor, share int64, reason string) (err error) {
	defer fault.Wrap(&err, "Carts.GrantShare(%d)", share)
	if share <= 0 || share > 10000 {
		return fault.Field("amount", "Type a share from 0.01 % to 100 %.")
	}
	return cs.give(ctx, actor, gift{share: share, reason: reason})
}

func (cs *Carts) give(ctx context.Context, actor account.Actor, g gift) error {
	o, err := edits(actor, account.DiscountGrant)
	if err != nil {
		return err
	}
	if !actor.Acting() {
		return fault.New(fault.Forbidden, "A discount of your own is given while acting for the customer.")
	}
	if g.amount.Minor <= 0 && g.share == 0 {
		return fault.Field("amount", "Type the amount to take off, like 5.00, or a share, like 5 %.")
	}
	if g.reason, err = why(g.reason); err != nil {
		return err
	}
	return cs.db.Transact(ctx, actor, "cart.grant_discount", func(tx *store.Tx) error {
		h, err := lockForChange(ctx, tx, actor, o)
		if err != nil {
			return err
		}
		return cs.grant(ctx, tx, actor, h, g)
	})
}

// why is the reason that every act on the actor's own account needs.
func why(reason string) (string, error) {
	reason = strings.Join(strings.Fields(reason), " ")
	if reason == "" || utf8.RuneCountInString(reason) > 200 {
		return reason, fault.Field("reason", "Say why, in 200 characters or less.")
	}
	return reason, nil
}

func (cs *Carts) grant(ctx context.Context, tx *store.Tx, actor account.Actor, h held, g gift) error {
	c, err := cs.Read(ctx, tx, actor, Standard)
	if err != nil {
		return err
	}
	if g.share > 0 {
		g.amount = c.Totals.Subtotal.Share(g.share, 10000)
	}
	if g.amount.Minor <= 0 {
		return fault.Field("amount", "That comes to nothing on this cart.")
	}
	share, err := bounded(ctx, tx, actor, account.DiscountGrant, c, g.amount)
	if err != nil {
		return err
	}
	var given Grant
	err = tx.Get(ctx, &given.ID, `
		INSERT INTO shop.staff_discount (cart_id, amount, percent, cap, reason, actor_id, subject_id, session_id, helper, total_before, total_after)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
		h.ID, g.amount.Minor, sql.NullInt64{Int64: g.share, Valid: g.share > 0}, share, g.reason, int64(actor.ID), int64(actor.Subject), actor.Session,
		string(HelperOf(actor)), c.Totals.Total.Minor, c.with(Grant{Amount: g.amount.Minor, CapShare: share}).Minor)
	return err
}

// with is what the cart would come to with one more grant.
func (c Cart) with(g Grant) money.Amount {
	r := c.reductions()
	r.Grants = append(r.Grants[:len(r.Grants):len(r.Grants)], g)
	return Total(c.Lines, r, c.Rates).Total
}

// DropGrant withdraws a discount of staff from the actor's cart. Who gave it may, while acting for the cart's owner with
// discount.grant; fault.NotFound for one that is not there, fault.Forbidden for somebody else's.
func (cs *Carts) DropGrant(ctx context.Context, actor account.Actor, id int64) (err error) {
	defer fault.Wrap(&err, "Carts.DropGrant(%d)", id)
	return cs.withdraw(ctx, actor, account.DiscountGrant, "cart.drop_grant", `shop.staff_discount`, `id = $2`, id)
}

// withdraw takes back what the actor gave on a cart.
func (cs *Carts) withdraw(ctx context.Context, actor account.Actor, p account.Permission, action, table, which string, id int64) error {
	o, err := edits(actor, p)
	if err != nil {
		return err
	}
	return cs.db.Transact(ctx, actor, action, func(tx *store.Tx) error {
		h, err := lockForChange(ctx, tx, actor, o)
		if err != nil {
			return err
		}
		var giver account.ActorID
		err = tx.Get(ctx, &giver, `SELECT actor_id FROM `+table+` WHERE cart_id = $1 AND `+which, h.ID, id)
		switch {
		case fault.Is(err, fault.NotFound):
			return fault.New(fault.NotFound, "This is not on the cart any more.").Because(err)
		case err != nil:
			return err
		case giver != actor.ID || !actor.Acting():
			return tx.Refuse(fault.New(fault.Forbidden, "Only who gave it can withdraw it.").WithCode("not_giver"))
		}
		_, err = tx.Exec(ctx, `DELETE FROM `+table+` WHERE cart_id = $1 AND `+which, h.ID, id)
		return err
	})
}
