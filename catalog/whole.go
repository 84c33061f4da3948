package catalog

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
)

// Whole is a product with everything about it, as its page shows it.
type Whole struct {
	Product
	VendorName   string
	VendorSlug   string
	VendorActive bool
	DispatchDays int
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Public tells whether everybody may see it.
func (w *Whole) Public() bool { return w.Status == Active && w.VendorActive }

// wholeSQL reads a product in one row: variants and pictures come as JSON, so that a product of 250 variants is one statement
// and one row.
const wholeSQL = `
SELECT p.id, p.vendor_id, p.slug, p.handle, p.title, p.description_html, p.tags, p.status, p.option1_name, p.option2_name, p.option3_name,
  p.tint, p.created_at, p.updated_at, m.name AS vendor_name, m.slug AS vendor_slug, m.status = 'active' AS vendor_active, m.dispatch_days,
  ARRAY(SELECT pc.category_id FROM shop.product_category pc WHERE pc.product_id = p.id ORDER BY pc.position, pc.category_id) AS categories,
  (SELECT json_agg(json_build_object('i', v.id, 's', v.sku, 'o', json_build_array(v.option1, v.option2, v.option3), 'p', v.price_minor,
      'c', v.compare_at_minor, 'w', v.weight_grams, 'b', v.barcode, 'h', v.hue, 'f', i.position, 't', s.tracked, 'q', s.quantity, 'l', s.oversell,
      'a', v.archived)
      ORDER BY v.position, v.id)
     FROM shop.variant v JOIN shop.stock s ON s.variant_id = v.id LEFT JOIN shop.product_picture i ON i.id = v.picture_id
    WHERE v.product_id = p.id AND NOT v.archived) AS variants,
  (SELECT json_agg(json_build_object('i', i.id, 'p', i.position, 'f', i.file, 'b', encode(i.blob, 'hex'), 'u', i.source_url, 's', i.state,
      'e', i.failure, 'a', i.alt, 'h', i.hue) ORDER BY i.position)
     FROM shop.product_picture i WHERE i.product_id = p.id) AS pictures
FROM shop.product p JOIN shop.vendor m ON m.id = p.vendor_id`

type wholeRow struct {
	ID           ProductID        `db:"id"`
	Vendor       account.VendorID `db:"vendor_id"`
	Slug         string           `db:"slug"`
	Handle       string           `db:"handle"`
	Title        string           `db:"title"`
	HTML         string           `db:"description_html"`
	Tags         string           `db:"tags"`
	Status       Status           `db:"status"`
	Name1        string           `db:"option1_name"`
	Name2        string           `db:"option2_name"`
	Name3        string           `db:"option3_name"`
	Tint         string           `db:"tint"`
	CreatedAt    time.Time        `db:"created_at"`
	UpdatedAt    time.Time        `db:"updated_at"`
	VendorName   string           `db:"vendor_name"`
	VendorSlug   string           `db:"vendor_slug"`
	VendorActive bool             `db:"vendor_active"`
	DispatchDays int              `db:"dispatch_days"`
	Categories   store.Int64s     `db:"categories"`
	Variants     []byte           `db:"variants"`
	Pictures     []byte           `db:"pictures"`
}

// variantPart and picturePart are the short forms in the JSON.
type variantPart struct {
	ID       VariantID `json:"i"`
	SKU      string    `json:"s"`
	Options  Options   `json:"o"`
	Price    int64     `json:"p"`
	Compare  int64     `json:"c"`
	Weight   int       `json:"w"`
	Barcode  string    `json:"b"`
	Hue      int       `json:"h"`
	Picture  int       `json:"f"`
	Tracked  bool      `json:"t"`
	Quantity int       `json:"q"`
	Oversell bool      `json:"l"`
	Archived bool      `json:"a"`
}

type picturePart struct {
	ID       PictureID    `json:"i"`
	Position int          `json:"p"`
	File     string       `json:"f"`
	Blob     string       `json:"b"`
	URL      string       `json:"u"`
	State    PictureState `json:"s"`
	Failure  string       `json:"e"`
	Alt      string       `json:"a"`
	Hue      int          `json:"h"`
}

func (r *wholeRow) whole(c money.Currency) (*Whole, error) {
	w := &Whole{Product: Product{ID: r.ID, Vendor: r.Vendor, Slug: r.Slug, Handle: r.Handle, Title: r.Title, Description: r.HTML,
		Tags: splitTags(r.Tags), Status: r.Status, Options: Options{r.Name1, r.Name2, r.Name3}, Tint: r.Tint},
		VendorName: r.VendorName, VendorSlug: r.VendorSlug, VendorActive: r.VendorActive, DispatchDays: r.DispatchDays,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt}
	for _, id := range r.Categories {
		w.Categories = append(w.Categories, CategoryID(id))
	}
	if err := r.parts(w, c); err != nil {
		return nil, fmt.Errorf("product %d: %w", r.ID, err)
	}
	return w, nil
}

func (r *wholeRow) parts(w *Whole, c money.Currency) error {
	var variants []variantPart
	var pictures []picturePart
	if len(r.Variants) > 0 {
		if err := json.Unmarshal(r.Variants, &variants); err != nil {
			return err
		}
	}
	if len(r.Pictures) > 0 {
		if err := json.Unmarshal(r.Pictures, &pictures); err != nil {
			return err
		}
	}
	w.Variants = make([]Variant, len(variants))
	for i, v := range variants {
		w.Variants[i] = Variant{ID: v.ID, SKU: v.SKU, Options: v.Options, Price: money.Of(v.Price, c), WeightGrams: v.Weight,
			Barcode: v.Barcode, Hue: v.Hue, Picture: v.Picture, Archived: v.Archived,
			Stock: Stock{Tracked: v.Tracked, Quantity: v.Quantity, Oversell: v.Oversell}}
		if v.Compare != 0 {
			w.Variants[i].CompareAt = money.Of(v.Compare, c)
		}
	}
	for _, p := range pictures {
		if _, err := hex.DecodeString(p.Blob); err != nil {
			return err
		}
		w.Pictures = append(w.Pictures, Picture{ID: p.ID, Position: p.Position, File: p.File, Blob: p.Blob, SourceURL: p.URL,
			State: p.State, Failure: p.Failure, Alt: p.Alt, Hue: p.Hue})
	}
	return nil
}
