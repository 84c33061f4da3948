package order

import (
	"context"
	"slices"
	"strconv"

	"standin/cart"
	"standin/cart/discount"
	"standin/cart/payment"
	"standin/catalog"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Receipt is what came of placing an order.
type Receipt struct {
	Number string
	Total  money.Amount
	Fell   money.Amount // by how much the total fell since the shopper looked
	Again  bool         // the same request came before; nothing new happened
	GoTo   string       // where the payer is sent to pay; empty for nowhere
}

// Place turns the actor's cart into an order, in one transaction: the cart is read again under its lock, stock is taken in the
// order of variants, codes are redeemed under their limits, the confirmation is queued. The same key gives the same order,
// however often and however close together it is sent. It needs order.place; a member of an organization may order within
// their limit, or what was approved.
//
// Faults, none of which changes anything: Invalid at the fields; Conflict with code "total_rose" or "cart_changed" (the cause is
// a *Difference), "out_of_stock", a discount's reason, or "po_number_used"; Forbidden, with "needs_approval" where one would help.
func (os *Orders) Place(ctx context.Context, actor account.Actor, p Placement) (r Receipt, err error) {
	defer fault.Wrap(&err, "Orders.Place")
	if err := mayPlace(actor); err != nil {
		return r, err
	}
	if err := p.check(actor, os.ways); err != nil {
		return r, err
	}
	err = os.db.Transact(ctx, actor, "order.place", func(tx *store.Tx) (err error) {
		r, err = os.place(ctx, tx, actor, p)
		return refused(tx, err)
	})
	if err != nil {
		return Receipt{}, err
	}
	return os.collect(ctx, p, r)
}

// mayPlace: what a member of an organization may order depends on the cart, too, and is decided when it is known.
func mayPlace(a account.Actor) error {
	if a.Capacity.Kind == account.CapacityOrganization && !a.Acting() {
		return a.OrganizationDesk(a.Capacity.Organization)
	}
	return cart.May(a, account.OrderPlace)
}

// refused keeps a refusal in the record; every other error undoes everything and leaves nothing.
func refused(tx *store.Tx, err error) error {
	f := fault.As(err)
	if f == nil {
		return err
	}
	switch f.Kind {
	case fault.Conflict, fault.Forbidden, fault.Invalid:
		return tx.Refuse(f)
	}
	return err
}

// collect asks the way to pay for what it needs from a provider: after the commit, outside of every transaction.
func (os *Orders) collect(ctx context.Context, p Placement, r Receipt) (Receipt, error) {
	way, err := os.ways.ByKey(p.Payment)
	if err != nil {
		return r, err
	}
	paid, err := way.Collect(ctx, payment.Order{Number: r.Number, Total: r.Total, Email: p.Email})
	r.GoTo = paid.GoTo
	return r, err
}

func (os *Orders) place(ctx context.Context, tx *store.Tx, actor account.Actor, p Placement) (r Receipt, err error) {
	_, locked := cart.LockOpen(ctx, tx, actor)
	if locked != nil && !fault.Is(locked, fault.NotFound) {
		return r, locked
	}
	// Whoever waited for the lock looks only now: the order of the other may be there.
	if r, err = repeated(ctx, tx, actor, p.IdempotencyKey); !fault.Is(err, fault.NotFound) {
		return r, err
	}
	if locked != nil {
		return r, fault.New(fault.Conflict, "There is nothing in the cart any more.").WithCode("empty_cart")
	}
	d, err := os.decide(ctx, tx, actor, p)
	if err != nil {
		return r, err
	}
	return os.carryOut(ctx, tx, actor, d)
}

// repeated gives the order that this key placed before; fault.NotFound when it is new. Another's key is no way to their order.
func repeated(ctx context.Context, tx *store.Tx, a account.Actor, key string) (r Receipt, err error) {
	s, err := scopeOf(a)
	if fault.Is(err, fault.NotFound) && a.Kind != store.Guest {
		return r, err
	}
	var found struct {
		ID       int64          `db:"id"`
		Number   string         `db:"number"`
		Total    int64          `db:"total"`
		Currency money.Currency `db:"currency"`
		Mine     bool           `db:"mine"`
	}
	err = tx.Get(ctx, &found, `SELECT o.id, o.number, o.total, o.currency, `+visible+` AS mine FROM shop.orders o WHERE o.idempotency_key = $5`,
		s.me, s.org, s.all, s.guest, key)
	if err != nil {
		return r, err
	}
	if !found.Mine {
		return r, fault.New(fault.Conflict, "This page is out of date. Open the checkout again; nothing was ordered.").WithCode("stale")
	}
	return Receipt{Number: found.Number, Total: money.Of(found.Total, found.Currency), Again: true}, tx.About(ctx, "order", found.ID)
}

// decision is everything that was settled before the first row is written.
type decision struct {
	placement Placement
	cart      cart.Cart
	fell      money.Amount
	buy       *Purchase // of an organization
	approved  *Approval
	plan      payment.Plan
	address   account.NewAddress
	email     string
	name      string
}

func (os *Orders) decide(ctx context.Context, tx *store.Tx, actor account.Actor, p Placement) (d decision, err error) {
	d.placement = p
	if d.cart, err = os.carts.Read(ctx, tx, actor, p.Shipping); err != nil {
		return d, err
	}
	if d.cart.Empty() {
		return d, fault.New(fault.Conflict, "There is nothing in the cart any more.").WithCode("empty_cart")
	}
	if d.fell, err = p.Seen.against(d.cart); err != nil {
		return d, err
	}
	if err := unsold(d.cart); err != nil {
		return d, err
	}
	if err := d.member(ctx, tx, actor); err != nil {
		return d, err
	}
	if err := d.pay(os.ways, actor, tx); err != nil {
		return d, err
	}
	if d.address, err = p.deliverTo(ctx, tx, actor); err != nil {
		return d, err
	}
	d.email, d.name, err = p.emailOf(ctx, tx, actor)
	return d, err
}

// unsold names the first line that cannot be ordered.
func unsold(c cart.Cart) error {
	for _, l := range c.Lines {
		if p, ok := c.ProblemOf(l.ID); ok {
			return fault.Newf(fault.Conflict, "%s: %s", l.Item.Title, p.Sentence()).WithCode(string(p.Code))
		}
	}
	return nil
}

func (d *decision) member(ctx context.Context, tx *store.Tx, actor account.Actor) error {
	if actor.Capacity.Kind != account.CapacityOrganization {
		return nil
	}
	p, err := purchase(ctx, tx, actor, forOrder)
	if err != nil {
		return err
	}
	if d.approved, err = approvalFor(ctx, tx, actor.Person(), d.cart, ` FOR UPDATE OF r`); err != nil {
		return err
	}
	d.buy = &p
	return p.Allows(d.cart.Totals.Total, d.approved)
}

func (d *decision) pay(ways payment.Ways, actor account.Actor, tx *store.Tx) error {
	way, err := ways.ByKey(d.placement.Payment)
	if err != nil {
		return err
	}
	b := buyer(actor, d.buy)
	if err := way.Open(b); err != nil {
		return err
	}
	d.plan = way.Plan(b, tx.Now())
	return nil
}

func (os *Orders) carryOut(ctx context.Context, tx *store.Tx, actor account.Actor, d decision) (r Receipt, err error) {
	taken, err := takeStock(ctx, tx, d.cart)
	if err != nil {
		return r, err
	}
	id, number, err := insert(ctx, tx, actor, d, taken)
	if err != nil {
		return r, err
	}
	if err := redeem(ctx, tx, d, id); err != nil {
		return r, err
	}
	if d.buy != nil {
		if err := closeApprovals(ctx, tx, d.cart.ID, d.approved); err != nil {
			return r, err
		}
	}
	if err := os.confirm(ctx, tx, actor, d, number); err != nil {
		return r, err
	}
	return Receipt{Number: number, Total: d.cart.Totals.Total, Fell: d.fell}, tx.About(ctx, "order", id)
}

// takeStock locks the stock of all lines, in the order of variants, and takes what is counted. It tells how many of each.
func takeStock(ctx context.Context, tx *store.Tx, c cart.Cart) (map[catalog.VariantID]int, error) {
	ids := make([]catalog.VariantID, len(c.Lines))
	for i, l := range c.Lines {
		ids[i] = l.Item.Variant
	}
	stock, err := catalog.LockStock(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	taken := map[catalog.VariantID]int{}
	var pieces []catalog.Piece
	for _, l := range c.Lines {
		s := stock[l.Item.Variant]
		if !s.Covers(l.Quantity) {
			left, _ := s.Left()
			return nil, tooFew(l, left)
		}
		if s.Tracked {
			taken[l.Item.Variant] = l.Quantity
			pieces = append(pieces, catalog.Piece{Variant: l.Item.Variant, Quantity: l.Quantity})
		}
	}
	if len(pieces) == 0 {
		return taken, nil
	}
	return taken, catalog.TakeStock(ctx, tx, pieces)
}

func tooFew(l cart.Line, left int) error {
	if left == 0 {
		return fault.New(fault.Conflict, "Somebody was faster: "+l.Item.Title+" has just sold out. Nothing was ordered.").WithCode("out_of_stock")
	}
	return fault.Newf(fault.Conflict, "Somebody was faster: only %d of %s are left. Nothing was ordered.", left, l.Item.Title).WithCode("out_of_stock")
}

// redeem counts the codes that counted, in the order of their ids, so that two orders never wait for each other crosswise.
func redeem(ctx context.Context, tx *store.Tx, d decision, id int64) error {
	var used []discount.Code
	for _, u := range d.cart.Totals.Used {
		if u.Code != nil {
			used = append(used, *u.Code)
		}
	}
	slices.SortFunc(used, func(a, b discount.Code) int { return int(a.ID - b.ID) })
	buyer := d.email
	if d.buy != nil {
		buyer = "organization:" + strconv.FormatInt(int64(d.buy.Organization), 10)
	}
	for _, c := range used {
		if err := discount.Redeem(ctx, tx, c, buyer, id); err != nil {
			return err
		}
	}
	return nil
}
