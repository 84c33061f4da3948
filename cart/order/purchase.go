package order

import (
	"context"
	"errors"

	"standin/cart/payment"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Purchase is what an organization lets a member buy.
type Purchase struct {
	Organization account.OrganizationID `db:"organization_id"`
	Name         string                 `db:"name"`
	Status       string                 `db:"status"`
	TermsDays    int                    `db:"terms_days"`
	Role         account.MemberRole     `db:"role"`
	Limit        *int64                 `db:"order_limit"` // minor units per order; nil means no limit, 0 means nothing
}

// purchase reads the member's standing. Inside an order's transaction it stays as it is until the commit (lock).
func purchase(ctx context.Context, q store.Querier, a account.Actor, lock string) (p Purchase, err error) {
	err = q.Get(ctx, &p, `
		SELECT m.organization_id, o.name, o.status, o.terms_days, m.role, m.order_limit
		FROM shop.member m JOIN shop.organization o ON o.id = m.organization_id
		WHERE m.organization_id = $1 AND m.person_id = $2 AND m.status = 'active'`+lock,
		int64(a.Capacity.Organization), int64(a.Person()))
	if fault.Is(err, fault.NotFound) {
		return p, fault.New(fault.NotFound, "There is no such organization here.").Because(err)
	}
	return p, err
}

// forOrder is the clause that keeps a member's standing until the order is in.
const forOrder = ` FOR SHARE OF m, o`

// Allows decides whether the member may order for a total: by right, or because exactly this was approved. It is a pure rule.
// Faults: Forbidden, with code "needs_approval" where an approval would help.
func (p Purchase) Allows(total money.Amount, approved *Approval) error {
	switch {
	case p.Role == account.Viewer:
		return fault.Newf(fault.Forbidden, "As viewer of %s you may look, and not order.", p.Name)
	case p.Status != "active":
		return fault.Newf(fault.Forbidden, "%s is not confirmed by the shop yet. Until then nothing can be ordered.", p.Name).WithCode("organization_pending")
	case approved != nil && approved.Status == Approved && approved.Total.Minor >= total.Minor:
		return nil
	case !account.MemberPermissions(p.Role).Has(account.OrderPlace):
		return needsApproval("An approver has to agree to exactly this cart before you order it.")
	case p.Limit != nil && total.Minor > *p.Limit:
		over := &Over{Amount: money.Of(total.Minor-*p.Limit, total.Currency)}
		return fault.New(fault.Forbidden, over.Amount.String()+" over the limit. An approver has to agree to exactly this cart.").
			WithCode("needs_approval").Because(over)
	}
	return nil
}

// Over is how much a total is above the member's limit, as the cause of a fault.
type Over struct{ Amount money.Amount }

// Error is the cause in words.
func (o *Over) Error() string { return o.Amount.String() + " over the limit" }

// OverOf finds it in err's chain; nil when the limit was not the reason.
func OverOf(err error) *money.Amount {
	var o *Over
	if errors.As(err, &o) {
		return &o.Amount
	}
	return nil
}

func needsApproval(why string) error {
	return fault.New(fault.Forbidden, why).WithCode("needs_approval")
}

// buyer is what the ways to pay know of who orders.
func buyer(a account.Actor, p *Purchase) payment.Buyer {
	b := payment.Buyer{SignedIn: a.SignedIn(), Acting: a.Acting()}
	if p != nil {
		b.Organization, b.TermsDays = true, p.TermsDays
	}
	return b
}
