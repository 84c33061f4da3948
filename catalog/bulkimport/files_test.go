package bulkimport_test

import (
	"encoding/csv"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"standin/catalog/bulkimport"
)

var update = flag.Bool("update", false, "write golden files anew")

const withErrors = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n" +
	"tee,\"=HYPERLINK(\"\"http://evil.example\"\",\"\"Tee\"\")\",Size,S,T-1,5\n" +
	"tee,,,M,@SUM(A1),oops\n" +
	"mug,Mug,,,MUG,7\n" +
	"bag,-5 °C bag,,,BAG,1.500\n"

func (d *desk) errorFile(t *testing.T, run *bulkimport.Run) string {
	t.Helper()
	var b strings.Builder
	if err := d.WriteErrors(t.Context(), d.user, d.vendor, run.PublicID, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestD12_ErrorFile(t *testing.T) {
	t.Parallel()
	d := open(t)
	got := d.errorFile(t, d.bring(t, withErrors))
	golden := filepath.Join("testdata", "errors.golden.csv")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(text(t, golden), got); diff != "" {
		t.Errorf("(-want +got), -update writes it anew:\n%s", diff)
	}
}

func TestD12_MendingTheReportedCellsIsEnough(t *testing.T) {
	t.Parallel()
	d := open(t)
	mended := strings.NewReplacer("oops", "5", "1.500", "15").Replace(d.errorFile(t, d.bring(t, withErrors)))
	run := d.upload(t, mended)
	if got := counts(run); got != [4]int{2, 0, 0, 0} {
		t.Fatalf("create, update, unchanged, held: %v", got)
	}
	d.commit(t, run)
	if p := d.load(t, "bag", "tee"); p["bag"].Title != "-5 °C bag" || len(p["tee"].Variants) != 2 {
		t.Errorf("in the shop: %+v", p)
	}
}

func TestD20_NoCellOfAFileOfOursBeginsAFormula(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.bring(t, "Handle,Title,Tags,Variant SKU,Variant Price,Body (HTML)\nbag,-5 °C bag,\"=1+1, @home\",+49,5,-\nhat,\"=cmd|' /C calc'!A0\",,,6,\n")
	var b strings.Builder
	if err := d.Export(t.Context(), d.user, d.vendor, &b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r|%") {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
	if n := entries(t, d.db, "export.products"); n != 1 {
		t.Errorf("the export is recorded %d times", n)
	}
	again := d.upload(t, b.String())
	if got := counts(again); got != [4]int{0, 0, 2, 0} {
		t.Errorf("out and back changes something: %v", got)
	}
}

func TestExport_IsANoOpComingBack(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.bring(t, text(t, sample))
	d.bring(t, "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,SKU,Price,Compare-at price,Inventory tracker,Inventory quantity,Variant image URL,Product image URL,Image alt text\n"+
		"boot,Boot,Size,40,Colour,Tan,B-1,120,140,shopify,3,https://a.example/tan.jpg,https://a.example/1.jpg,From the side\n"+
		"boot,,,41,,Black,B-2,120,,shopify,0,https://a.example/black.jpg,,\n")
	var b strings.Builder
	if err := d.Export(t.Context(), d.user, d.vendor, &b); err != nil {
		t.Fatal(err)
	}
	run := d.upload(t, b.String())
	if got := counts(run); got != [4]int{0, 0, 20, 0} {
		changed, _ := d.Products(t.Context(), run, bulkimport.Update, 0, 3)
		t.Errorf("create, update, unchanged, held: %v; %+v", got, changed)
	}
}

func TestWooCommerce(t *testing.T) {
	t.Parallel()
	d := open(t)
	const woo = `ID,Type,SKU,Name,Published,Description,Stock,Regular price,Sale price,Categories,Tags,Images,Parent,Weight (kg),Attribute 1 name,Attribute 1 value(s)
7,variable,TEE,Tee,1,<p>Soft</p>,,,,Tops,"a, b","https://a.example/1.jpg, https://a.example/2.jpg",,,Size,"S, M"
8,variation,TEE-S,Tee - S,1,,3,"9,99","7,50",,,,TEE,"0,2",Size,S
9,variation,TEE-M,Tee - M,1,,,"9,99",,,,,id:7,"0,25",Size,M
10,simple,MUG,Mug,-1,,5,"4,50",,,,,,,,
`
	run := d.bring(t, woo)
	if got := counts(run); got != [4]int{2, 0, 0, 0} || run.Created != 2 {
		t.Fatalf("create, update, unchanged, held: %v", got)
	}
	p := d.load(t, "tee", "mug")
	tee, mug := p["tee"], p["mug"]
	if tee == nil || mug == nil || len(tee.Variants) != 2 || len(tee.Pictures) != 2 || mug.Status != "draft" {
		t.Fatalf("%+v\n%+v", tee, mug)
	}
	if s := tee.Variants[0]; s.Price.Minor != 750 || s.CompareAt.Minor != 999 || s.Stock.Quantity != 3 || !s.Stock.Tracked || s.WeightGrams != 200 {
		t.Errorf("%+v", s)
	}
	if again := d.upload(t, woo); again.Unchanged != 2 {
		t.Errorf("the second time: %v", counts(again))
	}
}
