package bulkimport_test

import (
	"strings"
	"testing"

	"standin/catalog"
	"standin/catalog/bulkimport"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/storetest"
)

// desk is a vendor with its user, over a database of its own.
type desk struct {
	*bulkimport.Imports
	db       *storetest.DB
	products *catalog.Products
	vendor   account.VendorID
	user     account.Actor
}

func open(t testing.TB) *desk {
	t.Helper()
	db := storetest.New(t)
	products := catalog.New(db.DB, "EUR")
	d := &desk{Imports: bulkimport.New(db.DB, products), db: db, products: products}
	d.vendor, d.user = d.hire(t, "Harbour Goods", "Nils Hart")
	return d
}

// hire makes a vendor and a user of it.
func (d *desk) hire(t testing.TB, vendor, name string) (account.VendorID, account.Actor) {
	t.Helper()
	id := storetest.Vendor(t, d.db, vendor)
	return account.VendorID(id), d.as(t, storetest.VendorUser(t, d.db, id, name))
}

func (d *desk) as(t testing.TB, person int64) account.Actor {
	t.Helper()
	p, err := account.ByID(t.Context(), d.db, account.ID(person))
	if err != nil {
		t.Fatal(err)
	}
	return account.Self(p, 0)
}

// upload reads a file and fails the test when it is refused.
func (d *desk) upload(t testing.TB, content string) *bulkimport.Run {
	t.Helper()
	run, err := d.Upload(t.Context(), d.user, d.vendor, "spring.csv", strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// commit writes a run to its end, as the job would.
func (d *desk) commit(t testing.TB, run *bulkimport.Run) *bulkimport.Run {
	t.Helper()
	if err := d.Commit(t.Context(), d.user, d.vendor, run.PublicID, run.Hash()); err != nil {
		t.Fatal(err)
	}
	if err := d.Work(t.Context(), bulkimport.WorkArgs{Run: run.ID}); err != nil {
		t.Fatal(err)
	}
	return d.again(t, run)
}

func (d *desk) again(t testing.TB, run *bulkimport.Run) *bulkimport.Run {
	t.Helper()
	now, err := d.ByPublicID(t.Context(), d.user, d.vendor, run.PublicID)
	if err != nil {
		t.Fatal(err)
	}
	return now
}

func (d *desk) bring(t testing.TB, content string) *bulkimport.Run {
	t.Helper()
	return d.commit(t, d.upload(t, content))
}

// load reads products as the vendor has them.
func (d *desk) load(t testing.TB, handles ...string) map[string]*catalog.Whole {
	t.Helper()
	found, err := d.products.Load(t.Context(), d.db, d.vendor, handles)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// counts are the four numbers of a run.
func counts(r *bulkimport.Run) [4]int { return [4]int{r.Creates, r.Updates, r.Unchanged, r.Held} }

// fingerprint is the content of each table of the shop but those of uploads, and of the record.
func (d *desk) fingerprint(t testing.TB) map[string]string {
	t.Helper()
	var tables []string
	if err := d.db.Owner.Select(&tables, `SELECT table_schema || '.' || table_name FROM information_schema.tables
		WHERE table_schema IN ('shop', 'web', 'media', 'river') AND table_name NOT IN ('import_run', 'job_grant') AND table_type = 'BASE TABLE'`); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, table := range tables {
		var sum string
		if err := d.db.Owner.Get(&sum, `SELECT coalesce(md5(string_agg(t::text, E'\n' ORDER BY t::text)), '') FROM `+table+` t`); err != nil {
			t.Fatal(err)
		}
		out[table] = sum
	}
	return out
}

func entries(t testing.TB, db *storetest.DB, action string) (n int) {
	t.Helper()
	if err := db.Get(t.Context(), &n, `SELECT count(*) FROM audit.entry WHERE action = $1`, action); err != nil {
		t.Fatal(err)
	}
	return n
}

const threeSizes = "Handle,Title,Option1 Name,Option1 Value,Variant Price,Image Src\n" +
	"tee,Tee,Size,S,5,https://a.example/1.jpg\ntee,,,M,5,\ntee,,,L,6,\nmug,Mug,Title,Default Title,7,\n"

func TestD5_ADryRunChangesNothing(t *testing.T) {
	t.Parallel()
	d := open(t)
	before := d.fingerprint(t)
	d.upload(t, threeSizes)
	for table, sum := range d.fingerprint(t) {
		if before[table] != sum {
			t.Errorf("%s has changed", table)
		}
	}
	if n := entries(t, d.db, "import.upload"); n != 1 {
		t.Errorf("%d entries for one upload", n)
	}
}

func TestD6_WhatIsShownIsDone(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.bring(t, threeSizes)
	run := d.upload(t, "Handle,Title,Option1 Name,Option1 Value,Variant Price\ntee,Tee,Size,S,4.50\nmug,Mug,Title,Default Title,7\nbag,Bag,,,20\nhat,Hat,,,free\n")
	if got := counts(run); got != [4]int{1, 1, 1, 1} {
		t.Fatalf("create, update, unchanged, held: %v", got)
	}
	shown, err := d.Products(t.Context(), run, bulkimport.Update, 0, 10)
	if err != nil || len(shown) != 1 || len(shown[0].Changes) != 1 || shown[0].Changes[0] != (bulkimport.Change{Row: 2, Variant: "S", Field: "price", Before: "5.00 EUR", After: "4.50 EUR"}) {
		t.Fatalf("%+v, %v", shown, err)
	}
	held, err := d.Products(t.Context(), run, bulkimport.Held, 0, 10)
	if err != nil || len(held) != 1 || len(held[0].Problems) != 1 || held[0].Problems[0].Column != "Variant Price" || held[0].Problems[0].Row != 5 {
		t.Fatalf("%+v, %v", held, err)
	}
	run = d.commit(t, run)
	if run.State != bulkimport.Done || run.Created != 1 || run.Updated != 1 || run.Failed != 0 {
		t.Errorf("%s: created %d, updated %d, failed %d", run.State, run.Created, run.Updated, run.Failed)
	}
	if p := d.load(t, "tee", "bag", "hat"); p["tee"].Variants[0].Price.Minor != 450 || p["bag"] == nil || p["hat"] != nil {
		t.Errorf("in the shop: %+v", p)
	}
}

func TestD6_CommitRefusesWhenTheShopHasChanged(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.bring(t, threeSizes)
	run := d.upload(t, "Handle,Variant Price,Option1 Name,Option1 Value\ntee,4.50,Size,S\n")
	tee := d.load(t, "tee")["tee"]
	if err := d.products.SetPrice(t.Context(), d.user, d.vendor, tee.Variants[0].ID, euro(480), euro(0)); err != nil {
		t.Fatal(err)
	}
	err := d.Commit(t.Context(), d.user, d.vendor, run.PublicID, run.Hash())
	if f := fault.As(err); f == nil || f.Kind != fault.Conflict || f.Code != "diff_changed" {
		t.Fatalf("commit: %v", err)
	}
	anew := d.again(t, run)
	if anew.State != bulkimport.Checked || anew.Hash() == run.Hash() {
		t.Errorf("%s, the comparison was not made anew", anew.State)
	}
	if err := d.Commit(t.Context(), d.user, d.vendor, run.PublicID, run.Hash()); !fault.Is(err, fault.Conflict) {
		t.Errorf("the old screen still commits: %v", err)
	}
	if d.commit(t, anew); d.load(t, "tee")["tee"].Variants[0].Price.Minor != 450 {
		t.Error("the new comparison was not committed")
	}
}

func TestD9_TwoVendorsOneSKU(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.bring(t, "Handle,Title,Variant SKU,Variant Price\nmug,Mug,100,7\n")
	other, user := d.hire(t, "Northern Supply", "Ove Lund")
	run, err := d.Upload(t.Context(), user, other, "x.csv", strings.NewReader("Handle,Title,Vendor,Variant SKU,Variant Price\nmug,Their mug,Harbour Goods,100,9\n"))
	if err != nil || run.Creates != 1 {
		t.Fatalf("%+v, %v", run, err)
	}
	if err := d.Commit(t.Context(), user, other, run.PublicID, run.Hash()); err != nil {
		t.Fatal(err)
	}
	if err := d.Work(t.Context(), bulkimport.WorkArgs{Run: run.ID}); err != nil {
		t.Fatal(err)
	}
	if mine := d.load(t, "mug")["mug"]; mine.Title != "Mug" || mine.Variants[0].Price.Minor != 700 {
		t.Errorf("another vendor's file changed mine: %+v", mine)
	}
}

func TestD9_TheSKUFindsTheVariant(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.bring(t, "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\ntee,Tee,Size,S,T-S,5\ntee,,,M,T-M,5\nmug,Mug,,,MUG,7\n")
	run := d.upload(t, "SKU,Price\nT-S,6\nMUG,8\nT-M,6\nNEW,3\n")
	if got := counts(run); got != [4]int{0, 2, 0, 1} {
		t.Fatalf("create, update, unchanged, held: %v", got)
	}
	d.commit(t, run)
	p := d.load(t, "tee", "mug")
	if p["tee"].Variants[0].Price.Minor != 600 || p["tee"].Variants[1].Price.Minor != 600 || p["mug"].Variants[0].Price.Minor != 800 {
		t.Errorf("%+v", p)
	}
	twice := d.upload(t, "Handle,Title,Variant SKU,Variant Price\na,A,SAME,1\nb,B,SAME,1\n")
	if got := counts(twice); got != [4]int{0, 0, 0, 2} {
		t.Errorf("one SKU for two products: %v", got)
	}
}

func TestD10_SkipModeHoldsBackTheWholeProduct(t *testing.T) {
	t.Parallel()
	d := open(t)
	run := d.bring(t, "Handle,Title,Option1 Name,Option1 Value,Variant Price\ntee,Tee,Size,S,5\ntee,,,M,5\ntee,,,L,oops\nmug,Mug,,,7\n")
	if run.Held != 1 || run.HeldRows != 3 || run.Created != 1 {
		t.Errorf("held %d products of %d rows, created %d", run.Held, run.HeldRows, run.Created)
	}
	if p := d.load(t, "tee", "mug"); p["tee"] != nil || p["mug"] == nil {
		t.Errorf("in the shop: %+v", p)
	}
}

func TestD11_AProductIsWrittenWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	d := open(t)
	// A trigger of the test's own breaks the third variant of one product, in the midst of a batch.
	if _, err := d.db.Owner.Exec(`CREATE FUNCTION shop.break() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN IF NEW.option1 = 'L' THEN RAISE check_violation USING CONSTRAINT = 'variant_price_check'; END IF; RETURN NEW; END $$;
		CREATE TRIGGER break BEFORE INSERT ON shop.variant FOR EACH ROW EXECUTE FUNCTION shop.break()`); err != nil {
		t.Fatal(err)
	}
	run := d.bring(t, threeSizes)
	if run.State != bulkimport.Done || run.Created != 1 || run.Failed != 1 {
		t.Errorf("%s, created %d, failed %d", run.State, run.Created, run.Failed)
	}
	if p := d.load(t, "tee", "mug"); p["tee"] != nil || p["mug"] == nil {
		t.Errorf("in the shop: %+v", p)
	}
}

func TestD21_OnlyOnesOwnDesk(t *testing.T) {
	t.Parallel()
	d := open(t)
	run := d.upload(t, threeSizes)
	other, stranger := d.hire(t, "Northern Supply", "Ove Lund")
	ctx := t.Context()
	for name, call := range map[string]func(vendor account.VendorID) error{
		"upload": func(v account.VendorID) error {
			_, err := d.Upload(ctx, stranger, v, "x.csv", strings.NewReader(threeSizes))
			return err
		},
		"commit": func(v account.VendorID) error { return d.Commit(ctx, stranger, v, run.PublicID, run.Hash()) },
		"stop":   func(v account.VendorID) error { return d.Stop(ctx, stranger, v, run.PublicID) },
		"look":   func(v account.VendorID) error { _, err := d.ByPublicID(ctx, stranger, v, run.PublicID); return err },
		"errors": func(v account.VendorID) error {
			return d.WriteErrors(ctx, stranger, v, run.PublicID, &strings.Builder{})
		},
		"export": func(v account.VendorID) error { return d.Export(ctx, stranger, v, &strings.Builder{}) },
		"list":   func(v account.VendorID) error { _, err := d.List(ctx, stranger, v, 0, 10); return err },
	} {
		if err := call(d.vendor); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s at another's desk: %v", name, err)
		}
		if name == "upload" || name == "list" || name == "export" {
			continue
		}
		if err := call(other); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s of another's run at one's own desk: %v", name, err)
		}
	}
	shopper := d.as(t, storetest.Person(t, d.db, "Mara Lind"))
	if _, err := d.Upload(ctx, shopper, d.vendor, "x.csv", strings.NewReader(threeSizes)); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a shopper uploads: %v", err)
	}
}

func TestD24_TheSameFileTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	d := open(t)
	first := d.bring(t, text(t, sample))
	if first.Creates != 19 || first.Created != 19 || first.Held != 0 {
		t.Fatalf("%v, created %d", counts(first), first.Created)
	}
	before := d.fingerprint(t)
	second := d.upload(t, text(t, sample))
	if got := counts(second); got != [4]int{0, 0, 19, 0} {
		t.Errorf("create, update, unchanged, held: %v", got)
	}
	err := d.Commit(t.Context(), d.user, d.vendor, second.PublicID, second.Hash())
	if f := fault.As(err); f == nil || f.Code != "nothing_to_do" {
		t.Errorf("committing nothing: %v", err)
	}
	for table, sum := range d.fingerprint(t) {
		if before[table] != sum {
			t.Errorf("%s has changed", table)
		}
	}
}

func TestCommit_LeavesWhatOrdersTookMeanwhile(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.bring(t, "Handle,Title,Variant SKU,Variant Price,Inventory tracker,Inventory quantity\nmug,Mug,MUG,7,shopify,5\n")
	run := d.upload(t, "SKU,Price\nMUG,8\n")
	if err := d.Commit(t.Context(), d.user, d.vendor, run.PublicID, run.Hash()); err != nil {
		t.Fatal(err)
	}
	mug := d.load(t, "mug")["mug"]
	if err := d.products.SetStock(t.Context(), d.user, d.vendor, mug.Variants[0].ID, catalog.Stock{Tracked: true, Quantity: 2}); err != nil {
		t.Fatal(err)
	}
	if err := d.Work(t.Context(), bulkimport.WorkArgs{Run: run.ID}); err != nil {
		t.Fatal(err)
	}
	if v := d.load(t, "mug")["mug"].Variants[0]; v.Price.Minor != 800 || v.Stock.Quantity != 2 {
		t.Errorf("price %d, stock %d; want 800 and 2", v.Price.Minor, v.Stock.Quantity)
	}
}

func TestCommit_HoldsBackWhatChangedBeneathIt(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.bring(t, threeSizes)
	run := d.upload(t, "Handle,Title\nmug,Cup\ntee,Shirt\n")
	if err := d.Commit(t.Context(), d.user, d.vendor, run.PublicID, run.Hash()); err != nil {
		t.Fatal(err)
	}
	mug := d.load(t, "mug")["mug"].Product
	mug.Title = "Beaker"
	if _, err := d.products.SaveProduct(t.Context(), d.user, d.vendor, mug); err != nil {
		t.Fatal(err)
	}
	if err := d.Work(t.Context(), bulkimport.WorkArgs{Run: run.ID}); err != nil {
		t.Fatal(err)
	}
	run = d.again(t, run)
	if p := d.load(t, "mug", "tee"); p["mug"].Title != "Beaker" || p["tee"].Title != "Shirt" || run.Failed != 1 || run.Updated != 1 {
		t.Errorf("%q, %q, failed %d, updated %d", p["mug"].Title, p["tee"].Title, run.Failed, run.Updated)
	}
}
