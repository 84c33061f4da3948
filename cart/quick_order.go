package cart

import (
	"context"
	"strconv"
	"strings"

	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Quick is what came of a quick order.
type Quick struct {
	Lines   int // that went in
	Things  int
	Refused []QuickLine
	Token   string // as Added.Token
}

// QuickLine is a row that did not go in, as it was typed, and why.
type QuickLine struct {
	Row  int
	Text string
	Why  string
}

// QuickOrder puts rows of "SKU quantity" into the actor's cart, in one action: separated by a tab, comma, semicolon or spaces; a
// row without a quantity means one. SKUs match in any letter case and without their separators. What can be put in goes in;
// the other rows come back with the reason. It needs cart.edit; fault.Invalid at "rows" for nothing, or more than MaxLines rows.
func (cs *Carts) QuickOrder(ctx context.Context, actor account.Actor, text string) (q Quick, err error) {
	defer fault.Wrap(&err, "Carts.QuickOrder")
	o, err := edits(actor, account.CartEdit)
	if err != nil {
		return q, err
	}
	rows := parseRows(text)
	switch {
	case len(rows) == 0:
		return q, fault.Field("rows", "Write a row for each thing: its SKU, a space, and how many.")
	case len(rows) > MaxLines:
		return q, fault.Field("rows", "Use at most 500 rows at once.")
	}
	err = cs.db.Transact(ctx, actor, "cart.quick_order", func(tx *store.Tx) (err error) {
		q, err = cs.quickOrder(ctx, tx, actor, o, rows)
		return err
	})
	return q, err
}

// quickRow is one row as it was understood.
type quickRow struct {
	row  int
	text string
	sku  string
	n    int // 0 when the quantity is none
}

func parseRows(text string) []quickRow {
	var rows []quickRow
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(text)
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			rows = append(rows, parseRow(i+1, line))
		}
	}
	return rows
}

// parseRow takes what stands behind the last separator for the quantity when it is a number; a SKU may hold spaces itself.
func parseRow(row int, line string) quickRow {
	r := quickRow{row: row, text: line, sku: line, n: 1}
	i := strings.LastIndexAny(line, "\t,; ")
	if i < 0 {
		return r
	}
	n, err := strconv.Atoi(strings.TrimSpace(line[i+1:]))
	if err != nil {
		return r
	}
	r.sku, r.n = strings.TrimRight(line[:i], "\t,; "), n
	if n < 1 || n > MaxQuantity {
		r.n = 0
	}
	return r
}

func (cs *Carts) quickOrder(ctx context.Context, tx *store.Tx, actor account.Actor, o owner, rows []quickRow) (q Quick, err error) {
	found, err := cs.bySKU(ctx, tx, rows)
	if err != nil {
		return q, err
	}
	var h held
	for i, r := range rows {
		why := r.refusal(found[i])
		if why == "" && h.ID == 0 {
			if h, q.Token, err = lockOrOpen(ctx, tx, o); err != nil {
				return q, err
			}
			if err := touch(ctx, tx, actor, h); err != nil {
				return q, err
			}
		}
		if why == "" {
			why, err = quickLine(ctx, tx, actor, &h, found[i][0], r.n)
		}
		if err != nil {
			return q, err
		}
		if why != "" {
			q.Refused = append(q.Refused, QuickLine{r.row, r.text, why})
			continue
		}
		q.Lines, q.Things = q.Lines+1, q.Things+r.n
	}
	if h.ID == 0 {
		return q, nil
	}
	return q, tx.About(ctx, "cart", h.ID)
}

func (r quickRow) refusal(items []catalog.Item) string {
	switch {
	case r.n == 0:
		return "Choose a quantity from 1 to 999."
	case len(items) == 0:
		return "No thing has this SKU."
	case len(items) > 1:
		return "Several makers use this SKU. Choose the thing on its own page."
	}
	return ""
}

// quickLine puts one row in, or says why not; what the line held before counts, too.
func quickLine(ctx context.Context, tx *store.Tx, actor account.Actor, h *held, item catalog.Item, n int) (why string, err error) {
	var had int
	err = tx.Get(ctx, &had, `SELECT coalesce((SELECT quantity FROM shop.cart_line WHERE cart_id = $1 AND variant_id = $2), 0)`, h.ID, int64(item.Variant))
	if err != nil {
		return "", err
	}
	switch err := soldOut(Line{Item: item, Quantity: had + n}); {
	case err != nil:
		return fault.As(err).Message, nil
	case had+n > MaxQuantity:
		return "A line holds 999 at the most.", nil
	case had == 0 && h.Lines >= MaxLines:
		return "The cart is full.", nil
	}
	if _, err := raiseLine(ctx, tx, actor, *h, item, n); err != nil {
		return "", err
	}
	if had == 0 {
		h.Lines++
	}
	return "", noteHelp(ctx, tx, actor, *h, change{item.Variant, had, had + n})
}

// bySKU finds what each row may mean: things that are sold, whose SKU has the same letters and figures.
func (cs *Carts) bySKU(ctx context.Context, tx *store.Tx, rows []quickRow) ([][]catalog.Item, error) {
	skus := make([]string, len(rows))
	for i, r := range rows {
		skus[i] = r.sku
	}
	var hits []struct {
		Row     int               `db:"row"`
		Variant catalog.VariantID `db:"variant_id"`
	}
	err := tx.Select(ctx, &hits, `
		SELECT t.row, v.id AS variant_id FROM unnest($1::text[]) WITH ORDINALITY t(sku, row)
		  JOIN shop.variant v ON v.sku_key = shop.sku_key(t.sku) AND v.sku_key <> '' ORDER BY t.row, v.id`, store.Array(skus))
	if err != nil {
		return nil, err
	}
	ids := make([]catalog.VariantID, len(hits))
	for i, hit := range hits {
		ids[i] = hit.Variant
	}
	items, err := cs.products.VariantsByID(ctx, tx, ids)
	found := make([][]catalog.Item, len(rows))
	for _, hit := range hits {
		if it := items[hit.Variant]; it.Sold {
			found[hit.Row-1] = append(found[hit.Row-1], it)
		}
	}
	return found, err
}
