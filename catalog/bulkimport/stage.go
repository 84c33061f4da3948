package bulkimport

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"

	"standin/catalog"
	"standin/store"
	"standin/store/account"
)

// stage copies a file's rows into the staging tables and finds what can only be seen across rows. It writes nothing of the
// shop, and its transaction is no entry of the record: what is kept is decided when the run is written.
func (im *Imports) stage(ctx context.Context, vendor account.VendorID, f *File) (upload int64, err error) {
	tx, err := im.db.Handle().BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }() // after the commit there is nothing to roll back
	if err := tx.QueryRowContext(ctx, insertUploadSQL).Scan(&upload); err != nil {
		return 0, err
	}
	if err := copyRows(ctx, tx, upload, f); err != nil {
		return 0, err
	}
	if err := acrossRows(ctx, tx, upload, vendor, f.Name(SKU)); err != nil {
		return 0, err
	}
	return upload, tx.Commit()
}

// acrossRows finds what one row alone does not tell: which product a SKU belongs to, which SKUs stand twice, what the products are.
func acrossRows(ctx context.Context, tx *sql.Tx, upload int64, vendor account.VendorID, skuColumn string) error {
	if _, err := tx.ExecContext(ctx, resolveSKUsSQL, upload, int64(vendor)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, skuTwiceSQL, upload, skuColumn); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, gatherProductsSQL, upload)
	return err
}

// copyRows streams the file: one row is in memory at a time.
func copyRows(ctx context.Context, tx *sql.Tx, upload int64, f *File) error {
	return copyIn(ctx, tx, copyRowsSQL, func(put func(...any) error) error {
		for {
			row, err := f.Next()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			var wrong *string
			if row.Wrong != nil {
				wrong = asJSON(row.Wrong)
			}
			sku := catalog.CleanLine(f.cell(row.Cells, SKU))
			if err := put(upload, row.Number, row.Key, row.Handle, sku, string(row.Kind), store.Array(row.Cells), wrong); err != nil {
				return err
			}
		}
	})
}

// copyIn runs a COPY … FROM STDIN and lets fill put its rows.
func copyIn(ctx context.Context, tx *sql.Tx, statement string, fill func(put func(...any) error) error) (err error) {
	stmt, err := tx.PrepareContext(ctx, statement)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stmt.Close()) }()
	if err := fill(func(args ...any) error {
		_, err := stmt.ExecContext(ctx, args...)
		return err
	}); err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx)
	return err
}

// asJSON writes plain structs of texts and numbers, which cannot fail.
func asJSON(v any) *string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("bulkimport: " + err.Error())
	}
	s := string(b)
	return &s
}

// discard clears the staged rows of an upload that came to nothing.
func (im *Imports) discard(ctx context.Context, upload int64) {
	_, _ = im.db.Exec(context.WithoutCancel(ctx), `DELETE FROM staging.upload WHERE id = $1`, upload) // the sweep finds what is left
}
