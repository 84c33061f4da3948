package bulkimport

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"standin/catalog"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// exported are the columns of our own template, in order: what Export writes and a vendor may fill in. They are the current
// names of Shopify's.
var exported = []Field{Handle, Title, Description, Tags, Status, SKU, Barcode, Option1Name, Option1Value, Option2Name, Option2Value, Option3Name,
	Option3Value, Price, CompareAt, Tracker, Quantity, Policy, Grams, ImageURL, ImagePosition, ImageAlt, VariantImageURL}

// headings are the names of exported columns as people write them.
var headings = map[Field]string{Handle: "URL handle", Title: "Title", Description: "Description", Tags: "Tags", Status: "Status", SKU: "SKU",
	Barcode: "Barcode", Option1Name: "Option1 name", Option1Value: "Option1 value", Option2Name: "Option2 name", Option2Value: "Option2 value",
	Option3Name: "Option3 name", Option3Value: "Option3 value", Price: "Price", CompareAt: "Compare-at price", Tracker: "Inventory tracker",
	Quantity: "Inventory quantity", Policy: "Continue selling when out of stock", Grams: "Weight value (grams)", ImageURL: "Product image URL",
	ImagePosition: "Image position", ImageAlt: "Image alt text", VariantImageURL: "Variant image URL"}

// Export writes a vendor's products as a file that this room reads: uploading it unchanged changes nothing. It needs
// catalog.view at the vendor's desk, and is recorded. No cell of it begins a formula.
func (im *Imports) Export(ctx context.Context, actor account.Actor, vendor account.VendorID, w io.Writer) (err error) {
	defer fault.Wrap(&err, "Imports.Export(%d)", vendor)
	if err := desk(actor, vendor, account.CatalogView); err != nil {
		return err
	}
	var products int
	if err := im.db.Get(ctx, &products, `SELECT count(*) FROM shop.product WHERE vendor_id = $1`, int64(vendor)); err != nil {
		return err
	}
	if err := im.db.Record(ctx, actor, store.Event{Action: "export.products", Outcome: store.Done, Object: "vendor:" + strconv.FormatInt(int64(vendor), 10),
		Detail: map[string]any{"filter": "all of the vendor", "rows": products}}); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	header := make([]string, len(exported))
	for i, f := range exported {
		header[i] = headings[f]
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	if err := out.Write(header); err != nil {
		return err
	}
	if err := im.exportProducts(ctx, vendor, out); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// exportProducts goes through the vendor's products in the order of their handles, so that few are in memory at a time.
func (im *Imports) exportProducts(ctx context.Context, vendor account.VendorID, out *csv.Writer) error {
	for after := ""; ; {
		var handles []string
		err := im.db.Select(ctx, &handles, `SELECT handle FROM shop.product WHERE vendor_id = $1 AND handle > $2 ORDER BY handle LIMIT $3`,
			vendor, after, batchProducts)
		if err != nil || len(handles) == 0 {
			return err
		}
		products, err := im.products.Load(ctx, im.db, vendor, handles)
		if err != nil {
			return err
		}
		for _, h := range handles {
			if p := products[h]; p != nil {
				if err := out.WriteAll(productRows(p.Product)); err != nil {
					return err
				}
			}
		}
		after = handles[len(handles)-1]
	}
}

// productRows writes a product: its variants row by row, its own fields on the first, further pictures beneath.
func productRows(p catalog.Product) [][]string {
	var rows [][]string
	for i := range max(len(p.Variants), len(p.Pictures)) {
		cells := map[Field]string{Handle: p.Handle}
		if i == 0 {
			cells[Title], cells[Description], cells[Tags], cells[Status] = p.Title, p.Description, strings.Join(p.Tags, ", "), string(p.Status)
			cells[Option1Name], cells[Option2Name], cells[Option3Name] = p.Options[0], p.Options[1], p.Options[2]
			if p.Options[0] == "" {
				cells[Option1Name], cells[Option1Value] = "Title", "Default Title"
			}
		}
		if i < len(p.Variants) {
			variantCells(cells, p, p.Variants[i])
		}
		if i < len(p.Pictures) && p.Pictures[i].SourceURL != "" {
			cells[ImageURL], cells[ImagePosition], cells[ImageAlt] = p.Pictures[i].SourceURL, strconv.Itoa(i+1), p.Pictures[i].Alt
		}
		row := make([]string, len(exported))
		for j, f := range exported {
			row[j] = protect(cells[f])
		}
		rows = append(rows, row)
	}
	return rows
}

func variantCells(cells map[Field]string, p catalog.Product, v catalog.Variant) {
	for j, f := range []Field{Option1Value, Option2Value, Option3Value} {
		if v.Options[j] != "" {
			cells[f] = v.Options[j]
		}
	}
	cells[SKU], cells[Barcode], cells[Grams] = v.SKU, v.Barcode, strconv.Itoa(v.WeightGrams)
	cells[Price], cells[CompareAt] = v.Price.Decimal(), decimal(v.CompareAt)
	cells[Policy] = strconv.FormatBool(v.Stock.Oversell)
	if v.Stock.Tracked {
		cells[Tracker], cells[Quantity] = "shop", strconv.Itoa(v.Stock.Quantity)
	}
	if v.Picture > 0 && v.Picture <= len(p.Pictures) {
		cells[VariantImageURL] = p.Pictures[v.Picture-1].SourceURL
	}
}

func decimal(a money.Amount) string {
	if a.IsZero() {
		return ""
	}
	return a.Decimal()
}
