package impersonation

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"standin/cart"
	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// reversible are all tables whose changes can be taken back, each as its room says. An order that was placed or cancelled is not
// among them: it has gone out to makers and mails; nor is an upload, which is undone as a whole by its own page.
var reversible = func() map[string]store.Reversible {
	m := map[string]store.Reversible{}
	for _, t := range slices.Concat(cart.Reversible, account.Reversible, catalog.Reversible) {
		m[t.Table] = t
	}
	return m
}()

// Reply is what became of a change.
type Reply string

// The replies. Edited and Closed are no answers of anybody: the change is left alone.
const (
	Unanswered Reply = ""
	Kept       Reply = "kept"
	TakenBack  Reply = "taken_back"
	Edited     Reply = "edited" // somebody changed it since
	Closed     Reply = "closed" // it cannot be changed any more, such as a cart that was ordered
)

// Reversal is one thing a session changed, as it came out in the end, and what became of it.
type Reversal struct {
	ID       string // "cart_line:17"
	Line            // what was done, in words
	Entries  []int64
	Reply    Reply
	Why      string     // it is left alone
	At       *time.Time // of the answer
	ByStaff  bool       // staff took it back
	Variant  int64      // of a cart's line; 0 otherwise
	table    string
	original net
}

// Open tells whether it can be taken back now. What was kept can be, as long as it is as it was left.
func (r Reversal) Open() bool { return r.Reply == Unanswered || r.Reply == Kept }

// OfCart tells whether it is a change of a cart.
func (r Reversal) OfCart() bool {
	return slices.Contains([]string{"shop.cart_line", "shop.cart_discount", "shop.staff_discount", "shop.price_override"}, r.table)
}

const selectReversible = `
	SELECT jsonb_build_object('entry', e.id, 'change', p.body)
	  FROM audit.entry e JOIN audit.payload p ON p.entry = e.id AND p.at = e.at
	 WHERE e.session = $1 AND e.kind = 'person' AND e.outcome = 'done' AND p.body->>'table' = ANY ($2) ORDER BY e.id, p.seq`

type changeRow struct{ entryChange }

// Scan reads a change written as JSON.
func (r *changeRow) Scan(src any) error {
	var row struct {
		Entry  int64  `json:"entry"`
		Change Change `json:"change"`
	}
	if err := scanJSON(src, &row); err != nil {
		return err
	}
	r.Entry, r.Change = row.Entry, row.Change
	return nil
}

// Reversals are what a session changed and could be taken back, in the order in which it was done, each with what became of it.
// Somebody changed it since, or it is ordered: then it is left alone and says so. It is a read without a check.
func (s *Sessions) Reversals(ctx context.Context, session int64) (list []Reversal, err error) {
	defer fault.Wrap(&err, "Sessions.Reversals(%d)", session)
	return s.reversals(ctx, s.db, session)
}

func (s *Sessions) reversals(ctx context.Context, q store.Querier, session int64) ([]Reversal, error) {
	var tables store.Strings
	for name := range reversible {
		tables = append(tables, name)
	}
	var rows []changeRow
	if err := q.Select(ctx, &rows, selectReversible, session, tables); err != nil || len(rows) == 0 {
		return nil, err
	}
	changes := make([]entryChange, len(rows))
	for i, r := range rows {
		changes[i] = r.entryChange
	}
	nets := netOf(changes, reversible)
	if len(nets) == 0 {
		return nil, nil
	}
	list, err := s.told(ctx, q, nets)
	if err != nil {
		return nil, err
	}
	if err := stand(ctx, q, list); err != nil {
		return nil, err
	}
	return list, answered(ctx, q, session, list)
}

// told puts the changes in words.
func (s *Sessions) told(ctx context.Context, q store.Querier, nets []net) ([]Reversal, error) {
	all := Deed{}
	for _, n := range nets {
		all.Changes = append(all.Changes, n.change())
	}
	w, err := s.named(ctx, q, []Deed{all})
	if err != nil {
		return nil, err
	}
	list := make([]Reversal, len(nets))
	for i, n := range nets {
		c := n.change()
		r := Reversal{ID: n.key, Line: sentences[n.table.Table](c, w), Entries: n.entries, table: n.table.Table, original: n}
		if r.Text == "" {
			r.Line = Line{Icon: "pencil", Text: opWord(c.Op) + " something"}
		}
		if n.table.Table == "shop.cart_line" {
			_ = json.Unmarshal([]byte(firstOf(c.Value("variant_id"), w.names["of:"+c.Value("id")])), &r.Variant)
		}
		list[i] = r
	}
	return list, nil
}

// stand marks what is not any more as the session left it.
func stand(ctx context.Context, q store.Querier, list []Reversal) error {
	for name, t := range reversible {
		var at []int
		var asked []store.Reversal
		for i, r := range list {
			if r.table == name {
				at, asked = append(at, i), append(asked, r.original.rev)
			}
		}
		if len(asked) == 0 {
			continue
		}
		found, err := t.Stand(ctx, q, asked)
		if err != nil {
			return err
		}
		for _, f := range found {
			r := &list[at[f.N]]
			switch {
			case !f.Gone && !f.Open:
				r.Reply, r.Why = Closed, t.Closed
			case f.Gone || !f.Same || r.original.broken:
				r.Reply, r.Why = Edited, "It was changed since."
			}
		}
	}
	return nil
}

type answerRow struct {
	Row   string    `db:"row"`
	Entry int64     `db:"entry"`
	Said  Reply     `db:"answer"`
	Staff bool      `db:"staff"`
	At    time.Time `db:"at"`
}

// answered adds what was said before to each of the changes.
func answered(ctx context.Context, q store.Querier, session int64, list []Reversal) error {
	var rows []answerRow
	err := q.Select(ctx, &rows, `
		SELECT row_key AS row, entry, answer, staff, at FROM shop.help_answer WHERE session_id = $1`, session)
	if err != nil {
		return err
	}
	for _, a := range rows {
		for i := range list {
			r := &list[i]
			if r.ID != a.Row || r.original.last() != a.Entry || a.Said == Kept && !r.Open() {
				continue
			}
			r.Reply, r.Why, r.At, r.ByStaff = a.Said, "", &a.At, a.Staff
		}
	}
	return nil
}

func firstOf(values ...string) string {
	for _, v := range values {
		if strings.TrimSpace(v) != "" {
			return v
		}
	}
	return ""
}
