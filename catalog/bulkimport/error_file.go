package bulkimport

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// told are the columns that an error file has beside those of the upload. Uploading it again ignores them.
var told = []string{"Import row", "Import column", "Import code", "Import message"}

// WriteErrors writes all rows of the products that were held back, as they were uploaded, with what is wrong in each. What is
// mended in it can be uploaded as it is, for the products in it are whole. No cell of it begins a formula.
func (im *Imports) WriteErrors(ctx context.Context, actor account.Actor, vendor account.VendorID, publicID string, w io.Writer) (err error) {
	defer fault.Wrap(&err, "Imports.WriteErrors(%d, %q)", vendor, publicID)
	run, err := im.ByPublicID(ctx, actor, vendor, publicID)
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // without it, Excel takes UTF-8 for something else
		return err
	}
	if err := out.Write(safeCells(append(append([]string{}, run.Header...), told...))); err != nil {
		return err
	}
	rows, err := im.db.Rows(ctx, errorRowsSQL, run.Upload)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // its error is told by Err
	for rows.Next() {
		var r errorRow
		if err := rows.StructScan(&r); err != nil {
			return err
		}
		if err := out.Write(safeCells(r.cells())); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

type errorRow struct {
	Number   int           `db:"number"`
	Cells    store.Strings `db:"cells"`
	Columns  store.Strings `db:"columns"`
	Codes    store.Strings `db:"codes"`
	Messages store.Strings `db:"messages"`
}

func (r *errorRow) cells() []string {
	out := make([]string, 0, len(r.Cells)+len(told))
	for _, cell := range r.Cells {
		out = append(out, unprotect(cell)) // it may have come protected; once is enough
	}
	return append(out, strconv.Itoa(r.Number), strings.Join(r.Columns, "; "), strings.Join(r.Codes, "; "), strings.Join(r.Messages, " "))
}

func safeCells(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = protect(c)
	}
	return out
}
