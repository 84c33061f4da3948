package catalog

import (
	"context"
	"encoding/json"
	"fmt"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// SaveProducts writes whole products of one vendor, new ones and known ones alike, in about fifteen statements however many they
// are (a few hundred at a time is right). The key is the handle within the vendor; within a product a variant is known by its
// ID, else its SKU, else its options. A product that is the same already is not written. Categories and pictures that are nil
// stay as they are; a variant that is missing is no longer sold, and sold again when it comes back. It joins a transaction and
// asks for no permission: that is the verb's. The ids come back in the order given.
//
// Faults: Invalid as Product.Check says, with the product's title in front where there are several; Conflict with code
// "sku_taken" or "slug_taken".
func (ps *Products) SaveProducts(ctx context.Context, tx *store.Tx, vendor account.VendorID, products []Product) (_ []ProductID, err error) {
	defer fault.Wrap(&err, "Products.SaveProducts(%d, %d products)", vendor, len(products))
	b, err := ps.newBatch(vendor, products)
	if err != nil || len(products) == 0 {
		return nil, err
	}
	for _, step := range []func(context.Context, *store.Tx) error{
		b.lock, b.chooseSlugs, b.saveProducts, b.keepFormerSlugs, b.saveCategories, b.savePictures, b.saveVariants, b.saveStock,
	} {
		if err := step(ctx, tx); err != nil {
			return nil, conflictOf(err)
		}
	}
	if err := b.date(ctx, tx); err != nil {
		return nil, err
	}
	return b.ids, refresh(ctx, tx, int64s(b.ids))
}

// batch is products on their way into the database.
type batch struct {
	vendor   account.VendorID
	products []Product
	ids      []ProductID       // in the order of products, once saved
	known    map[string]string // handle to present slug
	touched  []int64           // products of which a part was written
}

func (ps *Products) newBatch(vendor account.VendorID, products []Product) (*batch, error) {
	b := &batch{vendor: vendor, products: make([]Product, len(products)), known: map[string]string{}}
	handles := map[string]bool{}
	for i, p := range products {
		p = p.clean()
		if p.Handle == "" {
			p.Handle = Slugify(p.Title)
		}
		err := p.Check(ps.currency)
		if err == nil && (p.Handle == "" || handles[p.Handle]) {
			err = fault.Field("handle", fmt.Sprintf("The handle %q is empty, or another product of this upload has it.", p.Handle))
		}
		if err != nil {
			return nil, named(err, p.Title, len(products))
		}
		handles[p.Handle] = true
		b.products[i] = p
	}
	return b, nil
}

// touch runs a statement that returns the products it changed a part of.
func (b *batch) touch(ctx context.Context, tx *store.Tx, statement string, args ...any) error {
	var products []int64
	err := tx.Select(ctx, &products, statement, args...)
	b.touched = append(b.touched, products...)
	return err
}

// date marks products as changed of which only a part was: whoever keeps a page of one is told by the product's row.
func (b *batch) date(ctx context.Context, tx *store.Tx) error {
	if len(b.touched) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE shop.product SET updated_at = shop.shop_now() WHERE id = ANY ($1) AND updated_at <> shop.shop_now()`, store.Array(b.touched))
	return err
}

// named puts the product's title before the sentence, where the reader could not know which product is meant.
func named(err error, title string, of int) error {
	f := fault.As(err)
	if of == 1 || f == nil {
		return err
	}
	g := *f
	g.Message = title + ": " + f.Message
	return &g
}

// lock takes the vendor's products of these handles, in the order of their ids, so that two uploads follow one another.
func (b *batch) lock(ctx context.Context, tx *store.Tx) error {
	handles := make([]string, len(b.products))
	for i, p := range b.products {
		handles[i] = p.Handle
	}
	var rows []struct{ Handle, Slug string }
	err := tx.Select(ctx, &rows, `
		SELECT handle, slug FROM shop.product WHERE vendor_id = $1 AND handle = ANY ($2) ORDER BY id FOR NO KEY UPDATE`,
		b.vendor, store.Array(handles))
	for _, r := range rows {
		b.known[r.Handle] = r.Slug
	}
	return err
}

// productJSON is a row for jsonb_to_recordset.
type productJSON struct {
	N       int    `json:"n"`
	Slug    string `json:"slug"`
	Handle  string `json:"handle"`
	Title   string `json:"title"`
	HTML    string `json:"description_html"`
	Tags    string `json:"tags"`
	Status  Status `json:"status"`
	Option1 string `json:"option1_name"`
	Option2 string `json:"option2_name"`
	Option3 string `json:"option3_name"`
	Tint    string `json:"tint"`
}

const upsertProductsSQL = `
INSERT INTO shop.product AS p (vendor_id, slug, handle, title, description_html, tags, status, option1_name, option2_name, option3_name, tint)
SELECT $1, r.slug, r.handle, r.title, r.description_html, r.tags, r.status, r.option1_name, r.option2_name, r.option3_name, r.tint
FROM jsonb_to_recordset($2::jsonb) AS r(n integer, slug text, handle text, title text, description_html text, tags text, status text,
  option1_name text, option2_name text, option3_name text, tint text)
ORDER BY r.n
ON CONFLICT (vendor_id, handle) DO UPDATE SET slug = excluded.slug, title = excluded.title, description_html = excluded.description_html,
  tags = excluded.tags, status = excluded.status, option1_name = excluded.option1_name, option2_name = excluded.option2_name,
  option3_name = excluded.option3_name, tint = excluded.tint, updated_at = shop.shop_now()
WHERE (p.slug, p.title, p.description_html, p.tags, p.status, p.option1_name, p.option2_name, p.option3_name, p.tint) IS DISTINCT FROM
  (excluded.slug, excluded.title, excluded.description_html, excluded.tags, excluded.status, excluded.option1_name,
   excluded.option2_name, excluded.option3_name, excluded.tint)`

const productIDsSQL = `
SELECT p.id FROM unnest($2::text[]) WITH ORDINALITY h(handle, n) JOIN shop.product p ON p.vendor_id = $1 AND p.handle = h.handle ORDER BY h.n`

func (b *batch) saveProducts(ctx context.Context, tx *store.Tx) error {
	rows, handles := make([]productJSON, len(b.products)), make([]string, len(b.products))
	for i, p := range b.products {
		handles[i] = p.Handle
		rows[i] = productJSON{N: i, Slug: p.Slug, Handle: p.Handle, Title: p.Title, HTML: p.Description, Tags: joinTags(p.Tags),
			Status: p.Status, Option1: p.Options[0], Option2: p.Options[1], Option3: p.Options[2], Tint: tintOf(p)}
	}
	if _, err := tx.Exec(ctx, upsertProductsSQL, b.vendor, asJSON(rows)); err != nil {
		return err
	}
	if err := tx.Select(ctx, &b.ids, productIDsSQL, b.vendor, store.Array(handles)); err != nil {
		return err
	}
	if len(b.ids) != len(b.products) {
		return fmt.Errorf("%d of %d products are there", len(b.ids), len(b.products))
	}
	return nil
}

// asJSON writes rows that cannot fail to be written: plain structs of texts and numbers.
func asJSON(rows any) string {
	text, err := json.Marshal(rows)
	if err != nil {
		panic("catalog: " + err.Error())
	}
	return string(text)
}

// conflictOf tells what another product's rows stand in the way of.
func conflictOf(err error) error {
	switch store.Constraint(err) {
	case "variant_vendor_sku_key":
		return fault.New(fault.Conflict, "Another product of this vendor has one of these SKUs. A SKU belongs to one variant.").
			WithCode("sku_taken").WithField("sku", "Another product has this SKU.").Because(err)
	case "product_slug_key":
		return fault.New(fault.Conflict, "Another product has this address. Choose another one.").
			WithCode("slug_taken").WithField("slug", "Another product has this address.").Because(err)
	case "product_category_category_id_fkey":
		return fault.Field("categories", "There is no such category.").Because(err)
	}
	return err
}
