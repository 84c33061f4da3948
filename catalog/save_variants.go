package catalog

import (
	"context"

	"standin/store"
)

// variantJSON is a row for jsonb_to_recordset; ID is 0 for a variant that is not there yet.
type variantJSON struct {
	Product   ProductID `json:"product"`
	ID        VariantID `json:"id"`
	Position  int       `json:"position"`
	SKU       *string   `json:"sku"`
	Option1   string    `json:"option1"`
	Option2   string    `json:"option2"`
	Option3   string    `json:"option3"`
	Price     int64     `json:"price"`
	CompareAt *int64    `json:"compare_at"`
	Weight    int       `json:"weight"`
	Barcode   string    `json:"barcode"`
	Hue       int       `json:"hue"`
	Picture   int       `json:"picture"`
	Archived  bool      `json:"archived"`
	Tracked   bool      `json:"tracked"`
	Quantity  int       `json:"quantity"`
	Oversell  bool      `json:"oversell"`
}

// variantRows names the columns of the JSON in a statement.
const variantRows = `jsonb_to_recordset($1::jsonb) AS r(product bigint, id bigint, position integer, sku text, option1 text, option2 text,
  option3 text, price bigint, compare_at bigint, weight integer, barcode text, hue smallint, picture integer, archived boolean,
  tracked boolean, quantity integer, oversell boolean)
  LEFT JOIN shop.product_picture i ON i.product_id = r.product AND i.position = r.picture`

const updateVariantsSQL = `
UPDATE shop.variant v SET position = r.position, sku = r.sku, option1 = r.option1, option2 = r.option2, option3 = r.option3,
  price_minor = r.price, compare_at_minor = r.compare_at, weight_grams = r.weight, barcode = r.barcode, hue = r.hue,
  picture_id = i.id, archived = r.archived
FROM ` + variantRows + `
WHERE v.id = r.id AND v.product_id = r.product
  AND (v.position, v.sku, v.option1, v.option2, v.option3, v.price_minor, v.compare_at_minor, v.weight_grams, v.barcode, v.hue,
       v.picture_id, v.archived)
  IS DISTINCT FROM (r.position, r.sku, r.option1, r.option2, r.option3, r.price, r.compare_at, r.weight, r.barcode, r.hue, i.id, r.archived)
RETURNING v.product_id`

const insertVariantsSQL = `
INSERT INTO shop.variant (product_id, vendor_id, position, sku, option1, option2, option3, price_minor, compare_at_minor, weight_grams,
  barcode, hue, picture_id, archived)
SELECT r.product, $2, r.position, r.sku, r.option1, r.option2, r.option3, r.price, r.compare_at, r.weight, r.barcode, r.hue, i.id, r.archived
FROM ` + variantRows + `
WHERE r.id = 0 ORDER BY r.product, r.position
RETURNING product_id`

const archiveVariantsSQL = `UPDATE shop.variant SET archived = true WHERE id = ANY ($1) AND NOT archived RETURNING product_id`

// saveVariants first lets go what is no longer sold, then changes what is known, then adds what is new, so that a SKU can pass
// from one variant to another in one go.
func (b *batch) saveVariants(ctx context.Context, tx *store.Tx) error {
	rows, gone, err := b.matchVariants(ctx, tx)
	if err != nil {
		return err
	}
	var known, added []variantJSON
	for _, r := range rows {
		if r.ID != 0 {
			known = append(known, r)
		} else {
			added = append(added, r)
		}
	}
	if len(gone) > 0 {
		err = b.touch(ctx, tx, archiveVariantsSQL, store.Array(gone))
	}
	if err == nil && len(known) > 0 {
		err = b.touch(ctx, tx, updateVariantsSQL, asJSON(known))
	}
	if err == nil && len(added) > 0 {
		err = b.touch(ctx, tx, insertVariantsSQL, asJSON(added), b.vendor)
	}
	return err
}

// knownVariant is what a variant is recognised by.
type knownVariant struct {
	ID      VariantID `db:"id"`
	Product ProductID `db:"product_id"`
	SKU     string    `db:"sku"`
	Option1 string    `db:"option1"`
	Option2 string    `db:"option2"`
	Option3 string    `db:"option3"`
}

// matchVariants makes the rows to be written and finds out which of them are there; gone are the rest.
func (b *batch) matchVariants(ctx context.Context, tx *store.Tx) (rows []variantJSON, gone []int64, err error) {
	var known []knownVariant
	err = tx.Select(ctx, &known, `
		SELECT id, product_id, coalesce(sku, '') AS sku, option1, option2, option3 FROM shop.variant
		WHERE product_id = ANY ($1) ORDER BY product_id, archived, id`, store.Array(int64s(b.ids)))
	if err != nil {
		return nil, nil, err
	}
	of := map[ProductID][]knownVariant{}
	for _, k := range known {
		of[k.Product] = append(of[k.Product], k)
	}
	for i, p := range b.products {
		matched := match(p.Variants, of[b.ids[i]])
		used := map[VariantID]bool{}
		for j, v := range p.Variants {
			rows = append(rows, variantRow(b.ids[i], matched[j], j, v))
			used[matched[j]] = true
		}
		for _, k := range of[b.ids[i]] {
			if !used[k.ID] {
				gone = append(gone, int64(k.ID))
			}
		}
	}
	return rows, gone, nil
}

// match finds for each variant the known one it is: by ID, else by SKU, else by its options; 0 for none. Surer signs come first
// over all variants, so that a weak one does not take what a sure one names.
func match(variants []Variant, known []knownVariant) []VariantID {
	ids, used := make([]VariantID, len(variants)), map[VariantID]bool{}
	for _, same := range []func(Variant, knownVariant) bool{
		func(v Variant, k knownVariant) bool { return v.ID == k.ID },
		func(v Variant, k knownVariant) bool { return v.SKU != "" && v.SKU == k.SKU },
		func(v Variant, k knownVariant) bool { return v.Options == Options{k.Option1, k.Option2, k.Option3} },
	} {
		for i, v := range variants {
			for _, k := range known {
				if ids[i] == 0 && !used[k.ID] && same(v, k) {
					ids[i], used[k.ID] = k.ID, true
				}
			}
		}
	}
	return ids
}

func variantRow(product ProductID, id VariantID, position int, v Variant) variantJSON {
	r := variantJSON{Product: product, ID: id, Position: position, Option1: v.Options[0], Option2: v.Options[1], Option3: v.Options[2],
		Price: v.Price.Minor, Weight: v.WeightGrams, Barcode: v.Barcode, Hue: v.Hue, Picture: v.Picture, Archived: v.Archived}
	if v.SKU != "" {
		r.SKU = &v.SKU
	}
	if !v.CompareAt.IsZero() {
		r.CompareAt = &v.CompareAt.Minor
	}
	return r
}

const saveStockSQL = `
INSERT INTO shop.stock AS s (variant_id, tracked, quantity, oversell)
SELECT v.id, r.tracked, r.quantity, r.oversell
FROM ` + variantRows + `
  JOIN shop.variant v ON v.product_id = r.product AND v.option1 = r.option1 AND v.option2 = r.option2 AND v.option3 = r.option3
ORDER BY v.id
ON CONFLICT (variant_id) DO UPDATE SET tracked = excluded.tracked, quantity = excluded.quantity, oversell = excluded.oversell
WHERE (s.tracked, s.quantity, s.oversell) IS DISTINCT FROM (excluded.tracked, excluded.quantity, excluded.oversell)`

const addStockSQL = `
INSERT INTO shop.stock (variant_id) SELECT v.id FROM shop.variant v
WHERE v.product_id = ANY ($1) AND NOT EXISTS (SELECT FROM shop.stock s WHERE s.variant_id = v.id) ORDER BY v.id`

// saveStock sets what each variant says, and gives a row to those that say nothing and have none: not counted.
func (b *batch) saveStock(ctx context.Context, tx *store.Tx) error {
	var rows []variantJSON
	keeps := false
	for i, p := range b.products {
		for _, v := range p.Variants {
			if v.KeepStock {
				keeps = true
				continue
			}
			r := variantRow(b.ids[i], 0, 0, v)
			r.Tracked, r.Quantity, r.Oversell = v.Stock.Tracked, v.Stock.Quantity, v.Stock.Oversell
			rows = append(rows, r)
		}
	}
	if len(rows) > 0 {
		if _, err := tx.Exec(ctx, saveStockSQL, asJSON(rows)); err != nil {
			return err
		}
	}
	if !keeps {
		return nil
	}
	_, err := tx.Exec(ctx, addStockSQL, store.Array(int64s(b.ids)))
	return err
}
