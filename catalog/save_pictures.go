package catalog

import (
	"context"
	"encoding/hex"

	"standin/store"
	"standin/store/fault"
)

const saveCategoriesSQL = `
WITH wanted AS (
  SELECT p, c, min(n)::integer AS n FROM unnest($1::bigint[], $2::bigint[], $4::bigint[]) w(p, c, n) GROUP BY p, c
), gone AS (
  DELETE FROM shop.product_category pc WHERE pc.product_id = ANY ($3)
    AND NOT EXISTS (SELECT FROM wanted w WHERE w.p = pc.product_id AND w.c = pc.category_id) RETURNING pc.product_id
), added AS (
  INSERT INTO shop.product_category AS pc (product_id, category_id, position) SELECT p, c, n FROM wanted
  ON CONFLICT (product_id, category_id) DO UPDATE SET position = excluded.position WHERE pc.position <> excluded.position
  RETURNING pc.product_id
)
SELECT product_id FROM gone UNION SELECT product_id FROM added`

// saveCategories replaces the categories of the products that name some (or none, but not nil).
func (b *batch) saveCategories(ctx context.Context, tx *store.Tx) error {
	var products, categories, places, touched []int64
	for i, p := range b.products {
		if p.Categories == nil {
			continue
		}
		touched = append(touched, int64(b.ids[i]))
		for j, c := range p.Categories {
			products, categories, places = append(products, int64(b.ids[i])), append(categories, int64(c)), append(places, int64(j))
		}
	}
	if len(touched) == 0 {
		return nil
	}
	return b.touch(ctx, tx, saveCategoriesSQL, store.Array(products), store.Array(categories), store.Array(touched), store.Array(places))
}

// pictureJSON is a row for jsonb_to_recordset.
type pictureJSON struct {
	ID       PictureID    `json:"id"`
	Product  ProductID    `json:"product"`
	Position int          `json:"position"`
	File     *string      `json:"file"`
	Blob     *string      `json:"blob"`
	URL      string       `json:"url"`
	State    PictureState `json:"state"`
	Alt      string       `json:"alt"`
	Hue      int          `json:"hue"`
}

const pictureRows = `jsonb_to_recordset($1::jsonb) AS r(id bigint, product bigint, position integer, file text, blob text, url text, state text,
  alt text, hue smallint)`

// A known picture keeps what was fetched: only its place and its words change.
const updatePicturesSQL = `
UPDATE shop.product_picture i SET position = r.position, alt = r.alt, hue = r.hue FROM ` + pictureRows + `
WHERE i.id = r.id AND (i.position, i.alt, i.hue) IS DISTINCT FROM (r.position, r.alt, r.hue)
RETURNING i.product_id`

const insertPicturesSQL = `
INSERT INTO shop.product_picture (product_id, position, file, blob, source_url, state, alt, hue)
SELECT r.product, r.position, r.file, decode(r.blob, 'hex'), r.url, r.state, r.alt, r.hue FROM ` + pictureRows + `
WHERE r.id = 0 ORDER BY r.product, r.position
RETURNING product_id`

const deletePicturesSQL = `DELETE FROM shop.product_picture WHERE id = ANY ($1) RETURNING product_id`

// savePictures replaces the pictures of the products that name some (or none, but not nil). One that is there already, by what
// it shows or where it comes from, is not fetched anew.
func (b *batch) savePictures(ctx context.Context, tx *store.Tx) error {
	rows, gone, err := b.matchPictures(ctx, tx)
	if err != nil {
		return err
	}
	if len(gone) > 0 {
		if err := b.touch(ctx, tx, deletePicturesSQL, store.Array(gone)); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if err := b.touch(ctx, tx, updatePicturesSQL, asJSON(rows)); err != nil {
		return err
	}
	return b.touch(ctx, tx, insertPicturesSQL, asJSON(rows))
}

type knownPicture struct {
	ID      PictureID `db:"id"`
	Product ProductID `db:"product_id"`
	File    string    `db:"file"`
	Blob    []byte    `db:"blob"`
	URL     string    `db:"source_url"`
}

func (k knownPicture) shows(p Picture) bool {
	if p.SourceURL != "" {
		return k.URL == p.SourceURL
	}
	return k.File == p.File && hex.EncodeToString(k.Blob) == p.Blob
}

func (b *batch) matchPictures(ctx context.Context, tx *store.Tx) (rows []pictureJSON, gone []int64, err error) {
	var touched []int64
	for i, p := range b.products {
		if p.Pictures != nil {
			touched = append(touched, int64(b.ids[i]))
		}
	}
	if len(touched) == 0 {
		return nil, nil, nil
	}
	var known []knownPicture
	err = tx.Select(ctx, &known, `
		SELECT id, product_id, coalesce(file, '') AS file, blob, source_url FROM shop.product_picture
		WHERE product_id = ANY ($1) ORDER BY product_id, position`, store.Array(touched))
	if err != nil {
		return nil, nil, err
	}
	used := map[PictureID]bool{}
	for i, p := range b.products {
		for j, pic := range p.Pictures {
			row, err := pictureRowOf(b.ids[i], j, pic)
			if err != nil {
				return nil, nil, err
			}
			for _, k := range known {
				if row.ID == 0 && k.Product == b.ids[i] && !used[k.ID] && k.shows(pic) {
					row.ID, used[k.ID] = k.ID, true
				}
			}
			rows = append(rows, row)
		}
	}
	for _, k := range known {
		if !used[k.ID] {
			gone = append(gone, int64(k.ID))
		}
	}
	return rows, gone, nil
}

// pictureRowOf decides the state of a picture by what is set: something to show is ready, an address alone is to be fetched.
func pictureRowOf(product ProductID, place int, p Picture) (pictureJSON, error) {
	row := pictureJSON{Product: product, Position: place + 1, URL: p.SourceURL, State: PicturePending, Alt: CleanLine(p.Alt), Hue: p.Hue}
	switch {
	case p.File != "":
		row.File, row.State = &p.File, PictureReady
	case p.Blob != "":
		row.Blob, row.State = &p.Blob, PictureReady
	case p.SourceURL == "":
		return row, fault.Field("pictures", "A picture is uploaded, or has the address where it lies.")
	}
	if len(row.URL) > 2048 || len([]rune(row.Alt)) > 500 || p.Hue < 0 || p.Hue > 4 {
		return row, fault.Field("pictures", "The address of a picture has at most 2,048 letters, its description at most 500.")
	}
	return row, nil
}
