package impersonation

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"standin/cart"
	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Taken is what came of taking back: what was put back, and what was left alone because it was changed since.
type Taken struct {
	Back []Reversal
	Left []Reversal
}

// TakeBack takes back what was changed under a session: the changes named in which, or all of them when it is empty. A row is put
// back only while it still is as the session left it; what was edited since is left alone and listed. It is one transaction and
// one entry of the record, which names the entries it took back; done twice it does nothing the second time. Carts that are not
// ordered, codes, what staff gave, addresses, products and store settings can be taken back; orders and uploads cannot.
//
// Whom it concerns may, never while somebody acts for them; of staff its actor, who works at the support desk (for shoppers and
// members), and who edits the policy. fault.NotFound for everybody else, alike for an unknown session.
func (s *Sessions) TakeBack(ctx context.Context, actor account.Actor, publicID string, which ...string) (t Taken, err error) {
	defer fault.Wrap(&err, "Sessions.TakeBack(%q)", publicID)
	is, staff, err := s.answers(ctx, actor, publicID)
	if err != nil {
		return t, err
	}
	list, err := s.Reversals(ctx, is.ID)
	if err != nil || len(chosen(list, which)) == 0 {
		return Taken{Left: left(list, which)}, err
	}
	err = s.db.Transact(ctx, actor, "help.take_back", func(tx *store.Tx) (err error) {
		t, err = s.takeBack(ctx, tx, is, which, actor, staff)
		return err
	})
	return t, err
}

// KeepChanges answers changes of a session with yes: they are not asked about any more. Only whom it concerns may; a change that is kept
// can still be taken back later.
func (s *Sessions) KeepChanges(ctx context.Context, actor account.Actor, publicID string, which ...string) (err error) {
	defer fault.Wrap(&err, "Sessions.KeepChanges(%q)", publicID)
	is, staff, err := s.answers(ctx, actor, publicID)
	if err == nil && staff {
		err = fault.New(fault.NotFound, "There is nothing at this address.")
	}
	if err != nil {
		return err
	}
	return s.db.Transact(ctx, actor, "help.keep", func(tx *store.Tx) error {
		if err := holdAnswers(ctx, tx, is.ID); err != nil {
			return err
		}
		list, err := s.reversals(ctx, tx, is.ID)
		if err != nil {
			return err
		}
		var yes []Reversal
		for _, r := range chosen(list, which) {
			if r.Reply == Unanswered {
				yes = append(yes, r)
			}
		}
		if err := answer(ctx, tx, is, yes, Kept, actor, false); err != nil {
			return err
		}
		return cart.Answered(ctx, tx, is.ID, len(which) == 0 || !waits(list, yes), variants(yes))
	})
}

// answers finds the session for one who may answer what was changed in it, and whether they do so as staff.
func (s *Sessions) answers(ctx context.Context, actor account.Actor, publicID string) (is Session, staff bool, err error) {
	if err := actor.May(account.TakeBack); err != nil {
		return is, false, err
	}
	is, err = s.ByPublicID(ctx, publicID)
	if err != nil {
		return is, false, err
	}
	unknown := fault.New(fault.NotFound, "There is nothing at this address.")
	switch {
	case account.SubjectID(actor.ID) == is.SubjectID && inCapacity(actor, is.Capacity()):
		return is, false, nil
	case actor.ID == is.ActorID && actor.Can(account.Impersonate), actor.Can(account.PolicyEdit),
		actor.Can(account.SupportDesk) && is.CapacityKind != account.CapacityVendor:
		return is, true, nil
	}
	return Session{}, false, unknown
}

// inCapacity: who has left the vendor or the organization has nothing to say there any more.
func inCapacity(actor account.Actor, c account.Capacity) bool {
	switch c.Kind {
	case account.CapacityVendor:
		return actor.VendorDesk(c.Vendor) == nil
	case account.CapacityOrganization:
		return actor.OrganizationDesk(c.Organization) == nil
	}
	return true
}

// holdAnswers lets those who answer for one session follow one another.
func holdAnswers(ctx context.Context, tx *store.Tx, session int64) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('help.answer', $1))`, session); err != nil {
		return err
	}
	return tx.About(ctx, "session", session)
}

func (s *Sessions) takeBack(ctx context.Context, tx *store.Tx, is Session, which []string, actor account.Actor, staff bool) (t Taken, err error) {
	if err := holdAnswers(ctx, tx, is.ID); err != nil {
		return t, err
	}
	if err := cart.LockFor(ctx, tx, is.ID); err != nil {
		return t, err
	}
	list, err := s.reversals(ctx, tx, is.ID)
	if err != nil {
		return t, err
	}
	if list, err = s.lockRows(ctx, tx, is, list, which); err != nil {
		return t, err
	}
	t.Left = left(list, which)
	back := chosen(list, which)
	slices.Reverse(back) // the last first: what went is there again before what stood on it
	for _, r := range back {
		done, err := r.original.table.PutBack(ctx, tx, r.original.rev)
		switch {
		case err != nil:
			return t, err
		case done:
			t.Back = append(t.Back, r)
		default:
			r.Reply, r.Why = Edited, "Something it needs has gone since."
			t.Left = append(t.Left, r)
		}
	}
	if err := answer(ctx, tx, is, t.Back, TakenBack, actor, staff); err != nil {
		return t, err
	}
	if err := cart.Answered(ctx, tx, is.ID, len(which) == 0 || !waits(list, t.Back), variants(t.Back)); err != nil {
		return t, err
	}
	return t, catalog.Restored(ctx, tx, ids(t.Back, "shop.product", "id"), append(ids(t.Back, "shop.variant", "id"), ids(t.Back, "shop.stock", "variant_id")...))
}

// lockRows holds the rows that are to be put back, and looks at them once more.
func (s *Sessions) lockRows(ctx context.Context, tx *store.Tx, is Session, list []Reversal, which []string) ([]Reversal, error) {
	byTable := map[string][]store.Reversal{}
	for _, r := range chosen(list, which) {
		byTable[r.table] = append(byTable[r.table], r.original.rev)
	}
	var tables []string
	for name := range byTable {
		tables = append(tables, name)
	}
	slices.SortFunc(tables, func(a, b string) int { return rank(a) - rank(b) })
	for _, name := range tables {
		if err := reversible[name].Lock(ctx, tx, byTable[name]); err != nil {
			return nil, err
		}
	}
	return s.reversals(ctx, tx, is.ID)
}

// rank is the order in which tables are locked: products before their variants and stock, as everywhere.
func rank(table string) int {
	return slices.Index([]string{"shop.cart_line", "shop.cart_discount", "shop.staff_discount", "shop.price_override", "shop.address", "shop.vendor",
		"shop.vendor_shipping", "shop.product", "shop.variant", "shop.stock"}, table)
}

// answer writes down what was said to the changes, with the entries that made them.
func answer(ctx context.Context, tx *store.Tx, is Session, list []Reversal, said Reply, actor account.Actor, staff bool) error {
	for _, r := range list {
		_, err := tx.Exec(ctx, `
			INSERT INTO shop.help_answer AS a (session_id, table_name, row_key, entry, entries, answer, person_id, staff) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (session_id, table_name, row_key, entry) DO UPDATE
			  SET answer = excluded.answer, person_id = excluded.person_id, staff = excluded.staff, at = excluded.at`,
			is.ID, r.table, r.ID, r.original.last(), store.Int64s(r.Entries), string(said), int64(actor.ID), staff)
		if err != nil {
			return fmt.Errorf("answer %s: %w", r.ID, err)
		}
	}
	return nil
}

// chosen are those of the changes that are meant and can be taken back.
func chosen(list []Reversal, which []string) (out []Reversal) {
	for _, r := range list {
		if r.Open() && meant(r, which) {
			out = append(out, r)
		}
	}
	return out
}

// left are those that are meant and are left alone.
func left(list []Reversal, which []string) (out []Reversal) {
	for _, r := range list {
		if (r.Reply == Edited || r.Reply == Closed) && meant(r, which) {
			out = append(out, r)
		}
	}
	return out
}

func meant(r Reversal, which []string) bool { return len(which) == 0 || slices.Contains(which, r.ID) }

// waits tells whether a change of a cart is still to be answered when these are.
func waits(list, now []Reversal) bool {
	return slices.ContainsFunc(list, func(r Reversal) bool {
		return r.OfCart() && r.Reply == Unanswered && !slices.ContainsFunc(now, func(n Reversal) bool { return n.ID == r.ID })
	})
}

func variants(list []Reversal) (out []int64) {
	for _, r := range list {
		if r.Variant != 0 {
			out = append(out, r.Variant)
		}
	}
	return out
}

func ids(list []Reversal, table, column string) (out []int64) {
	for _, r := range list {
		if n, err := strconv.ParseInt(strings.Trim(string(r.original.rev.Key[column]), `"`), 10, 64); err == nil && r.table == table {
			out = append(out, n)
		}
	}
	return out
}
