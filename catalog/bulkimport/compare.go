package bulkimport

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"hash"
	"strconv"

	"standin/catalog"
	"standin/store"
	"standin/store/account"
)

// batchProducts is how many products are compared or written at a time.
const batchProducts = 500

// source is a staged file, and whose it is.
type source struct {
	upload int64
	vendor account.VendorID
	layout *Layout
	shop   Shop
}

// staged is one product of a staged file.
type staged struct {
	Seq  int
	Rows []Row
}

type stagedRow struct {
	Seq    int           `db:"seq"`
	Number int           `db:"number"`
	Key    string        `db:"key"`
	Handle string        `db:"handle"`
	Kind   Kind          `db:"kind"`
	Cells  store.Strings `db:"cells"`
	Wrong  []byte        `db:"wrong"`
}

// load reads products of a staged file with their rows.
func (src *source) load(ctx context.Context, q store.Querier, seqs []int64) ([]staged, error) {
	var rows []stagedRow
	if err := q.Select(ctx, &rows, stagedRowsSQL, src.upload, store.Array(seqs)); err != nil {
		return nil, err
	}
	var out []staged
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1].Seq != r.Seq {
			out = append(out, staged{Seq: r.Seq})
		}
		row := Row{Number: r.Number, Key: r.Key, Handle: r.Handle, Kind: r.Kind, Cells: r.Cells}
		if len(r.Wrong) > 0 {
			if err := json.Unmarshal(r.Wrong, &row.Wrong); err != nil {
				return nil, err
			}
		}
		p := &out[len(out)-1]
		p.Rows = append(p.Rows, row)
	}
	return out, nil
}

// plan compares staged products with what the shop holds of them at this moment, as q sees it.
func (im *Imports) plan(ctx context.Context, q store.Querier, src *source, products []staged) ([]Step, error) {
	m, err := im.match(ctx, q, src, products)
	if err != nil {
		return nil, err
	}
	steps := make([]Step, len(products))
	for i, p := range products {
		steps[i] = Plan(src.layout, p.Rows, m[i], src.shop)
	}
	return steps, nil
}

// match finds the products a file means: by the SKUs of their rows, else by handle.
func (im *Imports) match(ctx context.Context, q store.Querier, src *source, products []staged) ([]Match, error) {
	var skus []string
	bySKU := map[string]string{}
	for _, p := range products {
		skus = append(skus, src.layout.skus(p.Rows)...)
	}
	var err error
	if len(skus) > 0 {
		if bySKU, err = im.products.HandlesOfSKUs(ctx, q, src.vendor, skus); err != nil {
			return nil, err
		}
	}
	wanted := make([][]string, len(products))
	var all []string
	for i, p := range products {
		wanted[i] = handlesOf(src.layout, p.Rows, bySKU)
		all = append(all, wanted[i]...)
	}
	known, err := im.products.Load(ctx, q, src.vendor, all)
	if err != nil {
		return nil, err
	}
	out := make([]Match, len(products))
	for i, handles := range wanted {
		for _, h := range handles {
			if w := known[h]; w != nil {
				out[i].Products = append(out[i].Products, w.Product)
			}
		}
	}
	return out, nil
}

// handlesOf are the handles under which the shop may know a product of the file, those of its SKUs first.
func handlesOf(l *Layout, rows []Row, bySKU map[string]string) []string {
	var out []string
	seen := map[string]bool{"": true}
	add := func(h string) {
		if !seen[h] {
			seen[h] = true
			out = append(out, h)
		}
	}
	for _, sku := range l.skus(rows) {
		add(bySKU[sku])
	}
	for _, r := range rows {
		add(r.Handle)
	}
	return out
}

func (l *Layout) skus(rows []Row) []string {
	var out []string
	for _, r := range rows {
		if sku := catalog.CleanLine(l.cell(r.Cells, SKU)); sku != "" && r.Kind == VariantRow {
			out = append(out, sku)
		}
	}
	return out
}

// comparing goes through a whole staged file, batch by batch, and hashes what it finds.
type comparing struct {
	sum     hash.Hash
	handles map[string]int // handle in the shop to the product of the file that means it
}

// compare plans the whole file. Where keep is set, each batch's findings are written to staging.
func (im *Imports) compare(ctx context.Context, src *source, keep bool) (diff []byte, err error) {
	c := &comparing{sum: sha256.New(), handles: map[string]int{}}
	for from := 0; ; from += batchProducts {
		products, err := src.load(ctx, im.db, sequence(from, batchProducts))
		if err != nil {
			return nil, err
		}
		if len(products) == 0 {
			return c.sum.Sum(nil), nil
		}
		steps, err := im.plan(ctx, im.db, src, products)
		if err != nil {
			return nil, err
		}
		c.once(products, steps)
		if keep {
			err = im.keepBatch(ctx, src.upload, products, steps)
		}
		if err != nil {
			return nil, err
		}
	}
}

// once holds back what would write one product of the shop for the second time, and adds the batch to the hash.
func (c *comparing) once(products []staged, steps []Step) {
	for i := range steps {
		s := &steps[i]
		if h := s.Product.Handle; s.Outcome != Held && h != "" {
			if first, taken := c.handles[h]; taken {
				s.Outcome, s.Changes = Held, nil
				s.Problems = append(s.Problems, Problem{Row: products[i].Rows[0].Number, Code: "same_product", Severity: Wrong,
					Message: "This row and row " + strconv.Itoa(first) + " mean the same product of the shop. Give them the same handle."})
			} else {
				c.handles[h] = products[i].Rows[0].Number
			}
		}
		_, _ = c.sum.Write(s.hash())
	}
}

// hash is a fingerprint of what a step does.
func (s *Step) hash() []byte {
	text := asJSON(struct {
		Outcome Outcome
		Handle  string
		Changes []Change
	}{s.Outcome, s.Product.Handle, s.Changes})
	h := sha256.Sum256([]byte(*text))
	return h[:]
}

// keepBatch writes the findings of a batch to staging, over those of an earlier comparison.
func (im *Imports) keepBatch(ctx context.Context, upload int64, products []staged, steps []Step) error {
	tx, err := im.db.Handle().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after the commit there is nothing to roll back
	seqs := make([]int64, len(products))
	for i, p := range products {
		seqs[i] = int64(p.Seq)
	}
	for _, statement := range []string{clearChangesSQL, clearProblemsSQL} {
		if _, err := tx.ExecContext(ctx, statement, upload, store.Array(seqs)); err != nil {
			return err
		}
	}
	if err := keepProducts(ctx, tx, upload, seqs, steps); err != nil {
		return err
	}
	if err := keepFindings(ctx, tx, upload, seqs, steps); err != nil {
		return err
	}
	return tx.Commit()
}

func keepProducts(ctx context.Context, tx *sql.Tx, upload int64, seqs []int64, steps []Step) error {
	handles, titles, outcomes := make([]string, len(steps)), make([]string, len(steps)), make([]string, len(steps))
	changes, hashes := make([]int64, len(steps)), make([][]byte, len(steps))
	for i := range steps {
		s := &steps[i]
		handles[i], titles[i], outcomes[i] = s.Product.Handle, s.Product.Title, string(s.Outcome)
		changes[i], hashes[i] = int64(len(s.Changes)), s.hash()
	}
	_, err := tx.ExecContext(ctx, keepProductsSQL, upload, store.Array(seqs), store.Array(handles), store.Array(titles), store.Array(outcomes),
		store.Array(changes), store.Array(hashes))
	return err
}

func keepFindings(ctx context.Context, tx *sql.Tx, upload int64, seqs []int64, steps []Step) error {
	err := copyIn(ctx, tx, copyChangesSQL, func(put func(...any) error) error {
		for i, s := range steps {
			for n, c := range s.Changes {
				if err := put(upload, seqs[i], n, c.Row, c.Variant, c.Field, shorten(c.Before), shorten(c.After)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return copyIn(ctx, tx, copyProblemsSQL, func(put func(...any) error) error {
		for i, s := range steps {
			for n, p := range s.Problems {
				if err := put(upload, seqs[i], n, p.Row, p.Column, p.Code, p.Message, string(p.Severity)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// shorten keeps the comparison readable: a description is shown by its beginning.
func shorten(s string) string { return clip(s, 400) }

func sequence(from, n int) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = int64(from + i + 1)
	}
	return out
}

// same tells whether a step does what was shown.
func (s *Step) same(shown []byte) bool { return bytes.Equal(s.hash(), shown) }
