package bulkimport

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// Row is one row of a file, told to which product it belongs.
type Row struct {
	Number int      // as a spreadsheet counts: the header is row 1
	Key    string   // the same for all rows of one product, and for no other in the file
	Handle string   // the handle of a product that is new here; empty on further rows
	Kind   Kind     // what the row brings
	Cells  []string // as they stand in the file
	Wrong  *Problem // a row that cannot be read; nil when it can
}

// Kind says what a row brings to its product.
type Kind string

// The kinds of row.
const (
	VariantRow Kind = "variant" // a variant, and on the first row of a product the product itself
	ProductRow Kind = "product" // only what belongs to the product
	PictureRow Kind = "picture" // one more picture
	BlankRow   Kind = "blank"   // a handle and nothing else
)

// File is an opened file: its layout, and its rows one after the other.
type File struct {
	*Layout
	Delimiter rune
	text      *text
	csv       *csv.Reader
	group     *grouping
	skipped   int // line feeds inside cells so far, which a spreadsheet does not count as rows
	rows      int
}

// Encoding names what the file is written in; it is certain when the last row was read.
func (f *File) Encoding() string { return f.text.Encoding() }

// Read opens a vendor's file. It finds out the encoding, the delimiter and the line ends, and knows the columns by their names;
// what is no CSV is refused with fault.Invalid at field "file", in a sentence that says what to do. Nothing but one row is ever
// held in memory.
func Read(r io.Reader) (*File, error) {
	t, err := decode(&capped{r: r, left: MaxBytes})
	if err != nil {
		return nil, err
	}
	f := &File{text: t}
	named := f.separatorLine()
	if f.Delimiter == 0 {
		f.Delimiter = delimiter(t.Reader)
	}
	f.csv = reader(t, f.Delimiter)
	header, err := f.csv.Read()
	if err != nil {
		return nil, unreadable(err)
	}
	header = trimmed(header)
	f.skipped = breaks(header) - named
	if f.Layout, err = Recognise(header); err != nil {
		return nil, err
	}
	f.group = newGrouping(f.Layout)
	return f, nil
}

// Next gives the next row, or io.EOF. A row that cannot be read comes with Wrong set; a file that cannot be read on is an error.
func (f *File) Next() (*Row, error) {
	for {
		cells, err := f.csv.Read()
		if errors.Is(err, io.EOF) {
			return nil, f.end()
		}
		if err != nil {
			return nil, unreadable(err)
		}
		line, _ := f.csv.FieldPos(0)
		number := line - f.skipped
		f.skipped += breaks(cells)
		if blank(cells) {
			continue
		}
		if f.rows++; f.rows > MaxRows {
			return nil, invalid("too_many_rows", "The file has more than %d rows. Split it into several and upload one after the other.", MaxRows)
		}
		return f.row(number, cells), nil
	}
}

func (f *File) end() error {
	if f.rows == 0 {
		return invalid("no_rows", "The file has column names but no row beneath them. Export the products again.")
	}
	return io.EOF
}

func (f *File) row(number int, cells []string) *Row {
	row := &Row{Number: number, Cells: cells}
	if wrong := f.misfit(cells); wrong != nil {
		row.Wrong = wrong
		row.Wrong.Row = number
	}
	row.Cells = fit(cells, len(f.Columns))
	f.group.place(row)
	return row
}

// misfit tells what is wrong with the shape of a row, before its meaning is looked at.
func (f *File) misfit(cells []string) *Problem {
	extra := cells[min(len(f.Columns), len(cells)):]
	if !blank(extra) {
		return &Problem{Code: "too_many_cells", Severity: Wrong,
			Message: "The row has more cells than there are column names. A cell that holds the delimiter must stand in quotes."}
	}
	if len(cells) < len(f.Columns) {
		return &Problem{Code: "too_few_cells", Severity: Wrong,
			Message: "The row has fewer cells than there are column names. Perhaps a quote in it, or in the row before, is not closed."}
	}
	for i, cell := range cells[:len(f.Columns)] {
		if len(cell) > MaxCell {
			return &Problem{Column: f.Columns[i].Name, Code: "cell_too_long", Severity: Wrong,
				Message: "The cell is too long. Perhaps a quote that opens in it is not closed."}
		}
	}
	return nil
}

// fit makes a row as wide as the header.
func fit(cells []string, n int) []string {
	if len(cells) > n {
		return cells[:n]
	}
	for len(cells) < n {
		cells = append(cells, "")
	}
	return cells
}

func reader(r io.Reader, comma rune) *csv.Reader {
	c := csv.NewReader(r)
	c.Comma, c.LazyQuotes, c.FieldsPerRecord = comma, true, -1
	return c
}

// delimiters are tried in this order.
var delimiters = []rune{',', ';', '\t', '|'}

// delimiter chooses the one under which the header shows the most names that are known. Counting the marks themselves would
// be fooled by commas in quoted cells and in prices.
func delimiter(r *bufio.Reader) rune {
	head, _ := r.Peek(peekBytes) // a read error shows when the header is read
	best, most := ',', -1
	for _, d := range delimiters {
		header, err := reader(strings.NewReader(string(head)), d).Read()
		if err != nil {
			continue
		}
		if n := knownNames(header)*1000 + len(header); n > most {
			best, most = d, n
		}
	}
	return best
}

func knownNames(header []string) (n int) {
	for _, name := range header {
		if k := key(name); fieldByName[k] != Ignored || wooNames[k] {
			n++
		}
	}
	return n
}

// separatorLine takes the line "sep=;" by which Excel tells itself the delimiter, and returns how many lines it took.
func (f *File) separatorLine() int {
	head, _ := f.text.Peek(6)
	if len(head) < 6 || !strings.EqualFold(string(head[:4]), "sep=") || head[5] != '\n' {
		return 0
	}
	if strings.ContainsRune(",;\t|", rune(head[4])) {
		f.Delimiter = rune(head[4])
	}
	_, _ = f.text.Discard(6)
	return 1
}

// trimmed leaves out nameless columns at the end, which spreadsheets append.
func trimmed(header []string) []string {
	for len(header) > 0 && clean(header[len(header)-1]) == "" {
		header = header[:len(header)-1]
	}
	return header
}

func blank(cells []string) bool {
	for _, c := range cells {
		if clean(c) != "" {
			return false
		}
	}
	return true
}

func breaks(cells []string) (n int) {
	for _, c := range cells {
		n += strings.Count(c, "\n")
	}
	return n
}

func unreadable(err error) error {
	if errors.Is(err, io.EOF) {
		return invalid("empty", "The file is empty. Choose one whose first row holds the column names.")
	}
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return invalid("not_csv", "The file cannot be read as CSV after line %d. Open it in a spreadsheet, save it as CSV UTF-8 and upload that.", parse.StartLine)
	}
	return err
}

// capped refuses to read more than a file may hold.
type capped struct {
	r    io.Reader
	left int
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= n; c.left < 0 {
		return 0, invalid("too_large", "The file is larger than %d MB. Split it into several and upload one after the other.", MaxBytes>>20)
	}
	return n, err
}
