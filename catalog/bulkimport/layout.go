package bulkimport

import (
	"strings"
	"unicode"
)

// Column is one column of a file.
type Column struct {
	Name  string // as the file writes it
	Field Field  // Ignored when the shop has no use for it
}

// Layout is what the header row says: which column means what.
type Layout struct {
	Format  Format
	Columns []Column
	at      [fieldCount]int // index of a field's column, plus one
	woo     *wooLayout
}

// Recognise reads a header row by the names in it; their order does not matter. It refuses one in which no name is known, or
// one name stands twice, or nothing tells the products apart.
func Recognise(header []string) (*Layout, error) {
	l := &Layout{Format: ShopifyTemplate}
	if isWoo(header) {
		return recogniseWoo(header)
	}
	for i, name := range header {
		field := fieldByName[key(name)]
		if err := l.add(i, name, field); err != nil {
			return nil, err
		}
		if exportOnly[key(name)] {
			l.Format = ShopifyExport
		}
	}
	return l, l.usable(header)
}

func (l *Layout) add(i int, name string, field Field) error {
	if field != Ignored && l.at[field] != 0 {
		return invalid("column_twice", "The column “%s” stands twice, in columns %d and %d. Take one away and upload again.", clip(name, 60), l.at[field], i+1)
	}
	l.Columns = append(l.Columns, Column{Name: clip(strings.TrimSpace(name), 200), Field: field})
	if field != Ignored {
		l.at[field] = i + 1
	}
	return nil
}

func (l *Layout) usable(header []string) error {
	if l.Known() == 0 {
		return invalid("no_known_column", "None of the column names in the first row is known: “%s”. The first row must hold names such as Handle, Title and "+
			"Variant Price, as a Shopify or WooCommerce export has them. Download the sample file to see one.", clip(strings.Join(header, ", "), 120))
	}
	if !l.Has(Handle) && !l.Has(SKU) && !l.Has(Title) {
		return invalid("no_key_column", "The file has no column Handle, SKU or Title, so its rows cannot be told apart. Add one of them and upload again.")
	}
	for i, value := range []Field{Option1Value, Option2Value, Option3Value} {
		if l.Has(value) != l.Has(Option1Name+Field(2*i)) {
			return invalid("half_option", "Option%d needs both columns, “Option%d Name” and “Option%d Value”. Leaving one out would merge variants.", i+1, i+1, i+1)
		}
	}
	return nil
}

// Has tells whether the file has a column for the field: what has none is kept as it is, an empty cell clears.
func (l *Layout) Has(f Field) bool { return l.at[f] != 0 }

// Known is the number of columns the shop reads.
func (l *Layout) Known() int { return len(l.Columns) - len(l.IgnoredNames()) }

// IgnoredNames are the columns the shop has no use for, in the file's order.
func (l *Layout) IgnoredNames() []string {
	var out []string
	for _, c := range l.Columns {
		if c.Field == Ignored {
			out = append(out, c.Name)
		}
	}
	return out
}

// Name is what the file calls a field's column.
func (l *Layout) Name(f Field) string {
	if i := l.at[f]; i != 0 {
		return l.Columns[i-1].Name
	}
	return ""
}

// Header is the header row, as it was.
func (l *Layout) Header() []string {
	out := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		out[i] = c.Name
	}
	return out
}

// Key says in words what tells the file's products and variants apart.
func (l *Layout) Key(withSKU bool) string {
	switch {
	case withSKU:
		return "the SKU, within your products"
	case l.Has(Option1Value):
		return "handle and option values, for the file has no SKU"
	case l.Has(Handle):
		return "the handle, for the file has no SKU"
	}
	return "the title, for the file has neither SKU nor handle"
}

// cell gives a field's cell without the blanks around it, and without the apostrophe that keeps spreadsheets from taking it for
// a formula.
func (l *Layout) cell(cells []string, f Field) string {
	if l.woo != nil {
		return l.woo.value(cells, f)
	}
	i := l.at[f] - 1
	if i < 0 || i >= len(cells) {
		return ""
	}
	return unprotect(clean(cells[i]))
}

// images are the addresses of pictures in a row.
func (l *Layout) images(cells []string) []string {
	if l.woo == nil {
		if url := l.cell(cells, ImageURL); url != "" {
			return []string{url}
		}
		return nil
	}
	var out []string
	for _, url := range strings.Split(l.woo.get(cells, "images"), ",") {
		if url = clean(url); url != "" {
			out = append(out, url)
		}
	}
	return out
}

// key is a header name as it is compared: without case, doubled blanks and what cannot be seen.
func key(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(clean(name)), " "))
}

// clean takes away blanks at the ends, also those of no width, which spreadsheets leave in names and handles.
func clean(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
}

// clip shortens what a person typed for a sentence.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
