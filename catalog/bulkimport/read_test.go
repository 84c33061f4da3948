package bulkimport_test

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"standin/catalog/bulkimport"
	"standin/store/fault"
)

// sample is our own file of the older Shopify form, with its quirks.
const sample = "../../seed/sample-apparel.csv"

func text(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// all reads a whole file.
func all(t testing.TB, content string) (*bulkimport.File, []bulkimport.Row) {
	t.Helper()
	f, rows, err := read(content)
	if err != nil {
		t.Fatal(err)
	}
	return f, rows
}

func read(content string) (*bulkimport.File, []bulkimport.Row, error) {
	f, err := bulkimport.Read(strings.NewReader(content))
	if err != nil {
		return nil, nil, err
	}
	var rows []bulkimport.Row
	for {
		row, err := f.Next()
		if errors.Is(err, io.EOF) {
			return f, rows, nil
		}
		if err != nil {
			return nil, nil, err
		}
		rows = append(rows, *row)
	}
}

func TestD1_HeadersAreRecognisedByName(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		header  string
		format  bulkimport.Format
		has     []bulkimport.Field
		ignored []string
	}{
		"older Shopify": {"Handle,Title,Body (HTML),Vendor,Variant Price,Variant SKU,Gift Card,Image Src", bulkimport.ShopifyExport,
			[]bulkimport.Field{bulkimport.Handle, bulkimport.Title, bulkimport.Description, bulkimport.Price, bulkimport.SKU, bulkimport.ImageURL}, []string{"Gift Card"}},
		"current Shopify": {"Title,URL handle,Description,Price,SKU,Variant Barcodes,Product image URL,Unit price total measure", bulkimport.ShopifyTemplate,
			[]bulkimport.Field{bulkimport.Handle, bulkimport.Title, bulkimport.Price, bulkimport.Barcode, bulkimport.ImageURL}, []string{"Unit price total measure"}},
		"another order, case and blanks": {" variant price ,HANDLE,title  ", bulkimport.ShopifyExport,
			[]bulkimport.Field{bulkimport.Handle, bulkimport.Title, bulkimport.Price}, nil},
		"WooCommerce": {`ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,Sale price,Regular price,Stock,Images,Parent,Cross-sells`, bulkimport.WooCommerce,
			[]bulkimport.Field{bulkimport.SKU, bulkimport.Title, bulkimport.Price, bulkimport.Quantity, bulkimport.Barcode}, []string{"ID", "Cross-sells"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, _, err := read(tt.header + "\n" + strings.Repeat("a,", strings.Count(tt.header, ",")) + "b\n")
			if err != nil {
				t.Fatal(err)
			}
			if f.Format != tt.format {
				t.Errorf("format %s, want %s", f.Format, tt.format)
			}
			for _, field := range tt.has {
				if !f.Has(field) {
					t.Errorf("field %d was not found", field)
				}
			}
			if diff := cmp.Diff(tt.ignored, f.IgnoredNames()); diff != "" {
				t.Errorf("ignored (-want +got):\n%s", diff)
			}
		})
	}
}

func TestD1_SharedFiles(t *testing.T) {
	t.Parallel()
	_, rows := all(t, text(t, sample))
	if len(rows) < 20 {
		t.Errorf("our own sample has %d rows", len(rows))
	}
	for _, path := range []string{"../../../shared/data/shopify-apparel.csv", "../../../shared/data/shopify-home-and-garden.csv"} {
		if _, err := os.Stat(path); err != nil {
			t.Logf("without %s: %v", path, err)
			continue
		}
		f, rows := all(t, text(t, path))
		if f.Format != bulkimport.ShopifyExport || len(rows) < 20 {
			t.Errorf("%s: %s, %d rows", path, f.Format, len(rows))
		}
		for _, r := range rows {
			if r.Wrong != nil || r.Kind != bulkimport.VariantRow {
				t.Errorf("%s row %d: %v, %v", path, r.Number, r.Kind, r.Wrong)
			}
		}
	}
}

func TestD3_EveryWayToWriteAFile(t *testing.T) {
	t.Parallel()
	const plain = "Handle,Title,Body (HTML),Variant Price\n" +
		"tea-bowl,Tea Bowl – “blue”,\"<p>Glazed, at 1,200 °C;\nby hand</p>\",12.50\n" +
		"cafe,Café crème,\"He said \"\"yes\"\"\",3.00\n"
	_, want := all(t, plain)
	swap := func(d string) string { // the same cells behind another delimiter
		var b strings.Builder
		quoted := false
		for _, r := range plain {
			switch {
			case r == '"':
				quoted = !quoted
			case r == ',' && !quoted:
				b.WriteString(d)
				continue
			}
			b.WriteRune(r)
		}
		return strings.ReplaceAll(b.String(), "\"<p>", "\"<p>")
	}
	encoded := func(e encoding.Encoding, s string) string {
		t.Helper()
		out, err := e.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for name, content := range map[string]string{
		"byte order mark":        "\ufeff" + plain,
		"UTF-16LE":               encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), plain),
		"UTF-16BE":               encoded(unicode.UTF16(unicode.BigEndian, unicode.UseBOM), plain),
		"UTF-16LE without mark":  encoded(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), plain),
		"Windows-1252":           encoded(charmap.Windows1252, plain),
		"semicolons":             swap(";"),
		"tabs":                   swap("\t"),
		"CRLF":                   strings.ReplaceAll(plain, "\n", "\r\n"),
		"CR":                     strings.ReplaceAll(plain, "\n", "\r"),
		"Excel's separator line": "sep=;\n" + swap(";"),
		"all at once":            encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), strings.ReplaceAll(swap("\t"), "\n", "\r\n")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, got := all(t, content)
			if name == "Excel's separator line" {
				for i := range got {
					got[i].Number--
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestD3_LateUmlautShowsTheEncoding(t *testing.T) {
	t.Parallel()
	f, rows := all(t, "Handle,Title\n"+strings.Repeat("a,b\n", 30_000)+"c,K\xe4se\n")
	if last := rows[len(rows)-1]; last.Cells[1] != "Käse" || f.Encoding() != "Windows-1252" {
		t.Errorf("%q in %s", last.Cells[1], f.Encoding())
	}
}

func TestRead_RefusesWhatIsNoCSV(t *testing.T) {
	t.Parallel()
	for code, content := range map[string]string{
		"empty":           "",
		"spreadsheet":     "PK\x03\x04\x14\x00\x06\x00",
		"binary":          "\x89PNG\r\n\x1a\n\x00\x00",
		"html":            "\n<!DOCTYPE html><html><title>Sign in</title>",
		"json":            `[{"handle": "a"}]`,
		"xml":             `<?xml version="1.0"?><feed/>`,
		"no_known_column": "Name of thing,How much\nboot,3\n",
		"no_key_column":   "Variant Price,Variant Grams\n3,4\n",
		"column_twice":    "Handle,Title,Variant Price,Price\na,b,1,2\n",
		"half_option":     "Handle,Title,Option1 Value,Variant Price\na,b,Red,2\n",
		"no_rows":         "Handle,Title\n\n",
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			_, _, err := read(content)
			f := fault.As(err)
			if f == nil || f.Kind != fault.Invalid || f.Code != code || f.Fields["file"] == "" {
				t.Errorf("%v (%+v)", err, f)
			}
		})
	}
	if _, _, err := read("Handle,Title\na," + strings.Repeat("x", bulkimport.MaxBytes)); fault.As(err) == nil || fault.As(err).Code != "too_large" {
		t.Errorf("16 MB: %v", err)
	}
	if _, _, err := read("Handle,Title\n" + strings.Repeat("a,b\n", bulkimport.MaxRows+1)); fault.As(err) == nil || fault.As(err).Code != "too_many_rows" {
		t.Errorf("100,001 rows: %v", err)
	}
}

func TestRead_RowsFindTheirProduct(t *testing.T) {
	t.Parallel()
	_, rows := all(t, "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n"+
		"tee,Tee,Size,S,,5,https://a/1.jpg\n"+
		"mug,Mug,Title,Default Title,,7,\n"+
		"tee,,,M,,5,\n"+ // apart from its first row
		",,,L,,5,\n"+ // blank beneath: the same product
		" Tee\u200b ,,,,,,https://a/2.jpg\n"+ // the handle in another spelling; a picture alone
		",Bag,Size,One,,9,\n"+ // a title without a handle: a new product
		",Bag,,Two,,9,\n"+ // the same title and another option: its next variant
		"mug,,,,,,\n")
	type seen struct {
		Key  string
		Kind bulkimport.Kind
	}
	var got []seen
	for _, r := range rows {
		got = append(got, seen{r.Key, r.Kind})
	}
	want := []seen{{"handle:tee", bulkimport.VariantRow}, {"handle:mug", bulkimport.VariantRow}, {"handle:tee", bulkimport.VariantRow},
		{"handle:tee", bulkimport.VariantRow}, {"handle:tee", bulkimport.PictureRow}, {"handle:bag", bulkimport.VariantRow},
		{"handle:bag", bulkimport.VariantRow}, {"handle:mug", bulkimport.BlankRow}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRead_RowsAreNumberedAsASpreadsheetDoes(t *testing.T) {
	t.Parallel()
	_, rows := all(t, "Handle,\"Body (HTML)\"\n\"a\",\"one\ntwo\nthree\"\n\nb,x\n")
	if rows[0].Number != 2 || rows[1].Number != 4 {
		t.Errorf("rows %d and %d, want 2 and 4", rows[0].Number, rows[1].Number)
	}
}

func TestRead_CellsThatDoNotFit(t *testing.T) {
	t.Parallel()
	_, rows := all(t, "Handle,Title,Variant Price\na,b\nc,d,1,extra\ne,f,2,,\n")
	for i, want := range []string{"too_few_cells", "too_many_cells", ""} {
		got := ""
		if rows[i].Wrong != nil {
			got = rows[i].Wrong.Code
		}
		if got != want {
			t.Errorf("row %d: %q, want %q", rows[i].Number, got, want)
		}
	}
}

func TestRead_WooCommerceVariationsFindTheirParent(t *testing.T) {
	t.Parallel()
	_, rows := all(t, `ID,Type,SKU,Name,Published,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)
8,variation,TEE-S,Tee - S,1,"9,99",id:7,Size,S
7,variable,TEE,Tee,1,,,Size,"S, M"
9,variation,TEE-M,Tee - M,1,"9,99",TEE,Size,M
10,simple,MUG,Mug,1,"4,50",,,
`)
	if rows[0].Key != rows[1].Key || rows[1].Key != rows[2].Key || rows[3].Key == rows[0].Key {
		t.Errorf("keys %q %q %q %q", rows[0].Key, rows[1].Key, rows[2].Key, rows[3].Key)
	}
	if rows[1].Kind != bulkimport.ProductRow || rows[0].Kind != bulkimport.VariantRow {
		t.Errorf("kinds %v %v", rows[0].Kind, rows[1].Kind)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("Handle,Title,Variant Price\na,b,1\n")
	f.Add("\ufeffHandle;Title\r\n\"a\"\"\";b\r\n")
	f.Add("\xff\xfeH\x00a\x00")
	f.Add("sep=\t\nTitle\tSKU\n=1+1\t007\n")
	f.Add(",,,\n\"")
	f.Fuzz(func(t *testing.T, content string) {
		file, rows, err := read(content)
		if err != nil {
			if fault.As(err) == nil {
				t.Fatalf("not a sentence for people: %v", err)
			}
			return
		}
		for _, r := range rows {
			if r.Key == "" || len(r.Cells) != len(file.Columns) || r.Number < 2 {
				t.Fatalf("row %+v of %d columns", r, len(file.Columns))
			}
		}
	})
}
