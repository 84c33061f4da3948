package bulkimport

import "strings"

// wooKeys brings the variations of a WooCommerce file to their parents. A parent goes by its number or its SKU, and may stand
// below its children.
type wooKeys struct{ known map[string]string }

func newWooKeys() *wooKeys { return &wooKeys{known: map[string]string{}} }

// join gives the one key of whatever goes by these names; the first name asked for becomes the key.
func (w *wooKeys) join(aliases ...string) string {
	found := ""
	for _, a := range aliases {
		if k := w.known[a]; k != "" {
			found = k
			break
		}
	}
	for _, a := range aliases {
		if a == "" {
			continue
		}
		if found == "" {
			found = "woo:" + a
		}
		w.known[a] = found
	}
	return found
}

func (g *grouping) placeWoo(row *Row) {
	w := g.layout.woo
	id, sku := "", w.get(row.Cells, "sku")
	if n := w.get(row.Cells, "id"); n != "" {
		id = "id:" + n
	}
	if strings.Contains(w.get(row.Cells, "type"), "variation") {
		if parent := w.get(row.Cells, "parent"); parent != "" {
			row.Key = g.woo.join(parent)
		}
		return
	}
	row.Handle = g.newHandle(w.get(row.Cells, "name"))
	row.Key = g.woo.join(id, sku)
	if row.Key == "" {
		row.Key = "handle:" + row.Handle
	}
}
