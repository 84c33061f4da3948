package bulkimport

import (
	"context"
	"crypto/sha256"
	"io"
	"path/filepath"

	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Upload reads a vendor's file and says what it would do; nothing of the shop is changed. It needs catalog.import at the
// vendor's desk. A file that is no CSV is fault.Invalid at field "file"; what is wrong in single rows stands in the run.
func (im *Imports) Upload(ctx context.Context, actor account.Actor, vendor account.VendorID, name string, r io.Reader) (_ *Run, err error) {
	defer fault.Wrap(&err, "Imports.Upload(%d)", vendor)
	if err := desk(actor, vendor, account.CatalogImport); err != nil {
		return nil, err
	}
	sum := sha256.New()
	f, err := Read(io.TeeReader(r, sum))
	if err != nil {
		return nil, err
	}
	upload, err := im.stage(ctx, vendor, f)
	if err != nil {
		return nil, err
	}
	run := &Run{Vendor: vendor, Name: fileName(name), Upload: upload, Format: f.Format, Encoding: f.Encoding(),
		Delimiter: string(f.Delimiter), Header: f.Header()}
	err = im.db.Get(ctx, &run.Category, usualCategorySQL, vendor)
	if err == nil {
		err = im.look(ctx, run)
	}
	if err == nil {
		err = im.insertRun(ctx, actor, run, sum.Sum(nil))
	}
	if err != nil {
		im.discard(ctx, upload)
		return nil, err
	}
	return im.read(ctx, im.db, vendor, run.PublicID)
}

// desk checks permission and place: another vendor's desk answers as unknown.
func desk(actor account.Actor, vendor account.VendorID, p account.Permission) error {
	if err := actor.May(p); err != nil {
		return err
	}
	return actor.VendorDesk(vendor)
}

// look compares the run's rows with the shop as it is now, and counts.
func (im *Imports) look(ctx context.Context, run *Run) error {
	src, err := im.source(ctx, run)
	if err != nil {
		return err
	}
	if run.DiffHash, err = im.compare(ctx, src, true); err != nil {
		return err
	}
	return im.db.Get(ctx, run, countsSQL, run.Upload)
}

func (im *Imports) source(ctx context.Context, run *Run) (*source, error) {
	layout, err := run.Layout()
	if err != nil {
		return nil, err
	}
	shop, err := im.shop(ctx, run)
	return &source{upload: run.Upload, vendor: run.Vendor, layout: layout, shop: shop}, err
}

func (im *Imports) insertRun(ctx context.Context, actor account.Actor, run *Run, fileHash []byte) error {
	return im.db.Transact(ctx, actor, "import.upload", func(tx *store.Tx) error {
		a := actor.Attribution()
		if actor.Kind != store.Person {
			a.Actor = 0
		}
		err := tx.Get(ctx, run, insertRunSQL, run.Vendor, a.Actor, a.Subject, a.Session, run.Name, fileHash, run.Upload, run.Format, run.Encoding,
			run.Delimiter, store.Array([]string(run.Header)), run.WithSKU, run.Rows, run.Creates, run.Updates, run.Unchanged, run.Held, run.HeldRows,
			run.DiffHash, run.Category)
		if err != nil {
			return err
		}
		return tx.About(ctx, "import", int64(run.ID))
	})
}

// fileName keeps the last part of what a browser calls the file.
func fileName(name string) string {
	name = catalog.CleanLine(filepath.Base(filepath.Clean("/" + name)))
	if name == "" || name == "/" || name == "." {
		return "products.csv"
	}
	return clip(name, 180)
}
