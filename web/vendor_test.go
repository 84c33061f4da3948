package web_test

import (
	"context"
	"net/url"
	"os"
	"strings"
	"testing"

	"standin/catalog/bulkimport"
	"standin/store/account"
	"standin/web/webtest"
)

// work does what the job would do with the newest upload.
func (s *town) work() {
	s.t.Helper()
	id := one[int64](s, `SELECT max(id) FROM shop.import_run`)
	if err := s.Rooms.Imports.Work(context.Background(), bulkimport.WorkArgs{Run: bulkimport.RunID(id)}); err != nil {
		s.t.Fatal(err)
	}
}

// sampleFile is our own file of the real form.
func sampleFile(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("../seed/sample-apparel.csv")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// shortFile has a product with two sizes, one without, and one that is wrong.
const shortFile = "Handle,Title,Option1 Name,Option1 Value,Variant Price,Variant Inventory Tracker,Variant Inventory Qty\n" +
	"tee,Tee,Size,S,5,shop,4\ntee,,,M,5,shop,2\nmug,Mug,,,7,,\nhat,Hat,,,free,,\n"

func TestVendor_ARepUploadsForTheVendor(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	rep := s.resident("Rita Rep", account.SalesRep)
	user, _ := s.vendorUser(rep, "North Wind", "Vera Wind")
	c := s.signIn(rep)
	c.Get("/vendor").Want(200).WantText("My vendors", "North Wind", "Vera Wind", "No upload yet")
	c.Get("/vendor/north-wind").Want(200).WantText("People who work here", "act for one of the people below")
	c.Get("/vendor/harbour-goods").Want(404)
	start := c.Get("/vendor").Click("Act for Vera Wind").Want(200).WantText("Vendor user, North Wind")
	desk := start.Press("Stand in for", url.Values{"reason": {"Asked by phone"}, "code": {s.code(rep)}}).Want(200)
	if !strings.HasSuffix(desk.Path, "/vendor") {
		t.Fatalf("the start led to %s", desk.Path)
	}
	desk.WantText("Acting for Vera Wind", "products in the shop")
	run := desk.Click("Upload products").Want(200).Upload("Look at it", "file", "apparel.csv", sampleFile(t)).Want(200)
	run.WantText("Commit 19 products", "19 new", "Shopify product export", "handle and option values", "North Wind, always yours", "one more picture")
	committing := run.Press("Commit 19 products", nil).Want(200).WantText("Committing apparel.csv", "Stop after this batch", "0 of 25")
	progress := c.Get(committing.Find("[data-every]").AttrOr("data-from", "")).Want(200)
	if progress.Find("#run").Length() != 1 {
		t.Error("the progress does not ask for itself again")
	}
	s.work()
	if over := c.Get(committing.Find("[data-every]").AttrOr("data-from", "")); over.Find("#run").Length() != 0 {
		t.Error("the progress does not come to its end")
	}
	done := c.Get(committing.Path).Want(200).WantText("apparel.csv: done", "19 new", "new in the shop", "Uploaded by Rita Rep for Vera Wind")
	done.Press("End session", nil).Want(200)
	c.Get("/p/rowing-club-top").Want(200).WantText("Rowing Club Top", "Small", "Medium", "Large")
	c.Get("/search?q=rowing+club").Want(200).WantText("Rowing Club Top")

	vera := s.signIn(user)
	vera.Get("/vendor/imports").Want(200).WantText("apparel.csv", "Sales", "for Vera Wind", "done")
	if strings.Contains(vera.Get("/vendor").Body, "Rita Rep") {
		t.Error("the vendor reads who of the staff helped")
	}
}

func TestVendor_HeldBackRowsComeAsAFile(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	rep := s.resident("Rita Rep", account.SalesRep)
	user, _ := s.vendorUser(rep, "North Wind", "Vera Wind")
	c := s.signIn(user)
	run := c.Get("/vendor/imports").Upload("Look at it", "file", "short.csv", []byte(shortFile)).Want(200)
	run.WantText("2 new", "0 changed", "1 held back", "1 row belongs to 1 product held back")
	c.Get(run.Path+"?show=held").WantText("Row", "5", "Variant Price", "is no amount the shop can read")
	file := run.Click("Download the rows to mend").Want(200)
	if !strings.Contains(file.Header.Get("Content-Disposition"), "rows-to-mend.csv") || !strings.Contains(file.Body, "price_unreadable") {
		t.Errorf("%v %s", file.Header, file.Body)
	}
	mended := c.Get("/vendor/imports").Upload("Look at it", "file", "mended.csv", []byte(strings.ReplaceAll(file.Body, "free", "12")))
	mended.Want(200).WantText("1 new", "0 held back", "Commit 1 product")
}

func TestVendor_FilesThatAreNoCSV(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	rep := s.resident("Rita Rep", account.SalesRep)
	user, _ := s.vendorUser(rep, "North Wind", "Vera Wind")
	c := s.signIn(user)
	for content, says := range map[string]string{
		"":                          "The file is empty",
		"PK\x03\x04rest":            "Excel workbook",
		"<!doctype html><p>Sign in": "This is a web page",
		"colour,size\nred,4\n":      "None of the column names",
	} {
		p := c.Get("/vendor/imports").Upload("Look at it", "file", "x.csv", []byte(content)).Want(422)
		p.WantText(says, "Earlier uploads")
	}
	c.Get("/vendor/imports").Press("Look at it", nil).Want(422)
	if n := one[int](s, `SELECT count(*) FROM shop.import_run`) + one[int](s, `SELECT count(*) FROM staging.upload`); n != 0 {
		t.Errorf("%d rows were left behind", n)
	}
	sample := c.Get("/vendor/imports").Click("Download a sample file").Want(200)
	c.Get("/vendor/imports").Upload("Look at it", "file", "sample.csv", []byte(sample.Body)).Want(200).WantText("Commit 2 products")
}

func TestVendor_AStaleScreenCommitsNothing(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	rep := s.resident("Rita Rep", account.SalesRep)
	user, _ := s.vendorUser(rep, "North Wind", "Vera Wind")
	c := s.signIn(user)
	c.Get("/vendor/imports").Upload("Look at it", "file", "a.csv", []byte(shortFile)).Press("Commit 2 products", nil).Want(200)
	s.work()
	screen := c.Get("/vendor/imports").Upload("Look at it", "file", "b.csv", []byte("Handle,Title,Variant Price\nmug,Mug,9\n")).Want(200).WantText("1 changed", "€ 7.00", "€ 9.00")
	mug := c.Get("/vendor/products?q=mug").Want(200).Click("Mug").Want(200)
	id := mug.Find("input[name^='price.']").AttrOr("name", "")
	mug.Press("Save the product", url.Values{id: {"8.50"}}).Want(200).WantText("is saved")
	screen.Press("Commit 1 product", nil).Want(409).WantText("The shop has changed since", "€ 8.50")
	screen.Press("Commit 1 product", url.Values{"shown": {"nonsense"}}).Want(422)
}

func TestVendor_ProductForm(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	rep := s.resident("Rita Rep", account.SalesRep)
	user, _ := s.vendorUser(rep, "North Wind", "Vera Wind")
	c := s.signIn(user)
	c.Get("/vendor/imports").Upload("Look at it", "file", "a.csv", []byte(shortFile)).Press("Commit 2 products", nil).Want(200)
	s.work()
	form := c.Get("/vendor/products").Want(200).WantText("Tee", "2 variants", "€ 5.00", "not counted").Click("Tee").Want(200)
	price, stock := form.Find("input[name^='price.']").AttrOr("name", ""), form.Find("input[name^='stock.']").AttrOr("name", "")
	wrong := form.Press("Save the product", url.Values{"title": {"Shirt"}, price: {"much"}, stock: {"-1"}}).Want(422)
	wrong.WantText("is not an amount", "A stock is a whole number")
	if wrong.Find("#title").AttrOr("value", "") != "Shirt" || wrong.Find("[name='"+price+"']").AttrOr("value", "") != "much" {
		t.Error("what was typed is lost")
	}
	wrong.Press("Save the product", url.Values{price: {"6,50"}, stock: {"9"}}).Want(200).WantText("“Shirt” is saved")
	if got := onev(s, `SELECT string_agg(v.option1 || ' ' || v.price_minor || ' ' || s.quantity, ', ' ORDER BY v.id) FROM shop.variant v
		JOIN shop.stock s ON s.variant_id = v.id JOIN shop.product p ON p.id = v.product_id WHERE p.title = 'Shirt'`); got != "S 650 9, M 500 2" {
		t.Errorf("saved: %s", got)
	}
	c.Get("/vendor/products.csv").Want(200)
	c.Get("/vendor/store").Want(200).Press("Save the store", url.Values{"about": {"We weave."}, "dispatch_days": {"3"}}).Want(200).WantText("The store is saved")
	c.Get("/vendor/store").Press("Save the store", url.Values{"dispatch_days": {"90"}}).Want(422).WantText("At most 60")
	c.Get("/makers/north-wind").Want(200).WantText("We weave.")
}

// pathsOf are addresses of a vendor's things.
func pathsOf(s *town, vendor string) []string {
	run := onev(s, `SELECT public_id FROM shop.import_run i JOIN shop.vendor v ON v.id = i.vendor_id WHERE v.name = $1`, vendor)
	product := onev(s, `SELECT min(p.id)::text FROM shop.product p JOIN shop.vendor v ON v.id = p.vendor_id WHERE v.name = $1`, vendor)
	return []string{"/vendor/imports/" + run, "/vendor/imports/" + run + "/progress", "/vendor/imports/" + run + "/errors.csv", "/vendor/products/" + product}
}

func TestD21_AnotherVendorsThingsAreUnknown(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	rep := s.resident("Rita Rep", account.SalesRep)
	vera, _ := s.vendorUser(rep, "North Wind", "Vera Wind")
	sol, _ := s.vendorUser(rep, "South Sea", "Sol Sea")
	c := s.signIn(sol)
	c.Get("/vendor/imports").Upload("Look at it", "file", "a.csv", []byte(shortFile)).Press("Commit 2 products", nil).Want(200)
	s.work()
	theirs := pathsOf(s, "South Sea")
	as := map[string]*webtest.Client{"Vera herself": s.signIn(vera), "the rep as Vera": s.signIn(rep)}
	prefix, _ := s.start(as["the rep as Vera"], rep, vera, url.Values{"capacity": {"vendor:" + onev(s, `SELECT id::text FROM shop.vendor WHERE name = 'North Wind'`)}})
	for who, client := range as {
		p := ""
		if who != "Vera herself" {
			p = prefix
		}
		token := client.Get(p + "/vendor/imports").Want(200).Token()
		for _, path := range append(theirs, "/vendor/imports/nosuchupload0000", "/vendor/products/999999", "/vendor/products/x", "/vendor/orders/SO-1") {
			if got := client.Get(p + path); got.Status != 404 {
				t.Errorf("%s opens %s: %d", who, path, got.Status)
			}
		}
		for _, path := range []string{theirs[0] + "/commit", theirs[0] + "/stop", theirs[3]} {
			form := url.Values{"csrf": {token}, "shown": {strings.Repeat("a", 64)}, "title": {"Mine"}, "status": {"draft"}}
			if got := client.Post(p+path, form); got.Status != 404 {
				t.Errorf("%s posts to %s: %d", who, path, got.Status)
			}
		}
		if page := client.Get(p + "/vendor/products"); page.Says("Tee") {
			t.Errorf("%s sees another's product", who)
		}
	}
}

func TestVendor_ReadOnlyShowsWhyItIsClosed(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	rep := s.resident("Rita Rep", account.SalesRep)
	vera, _ := s.vendorUser(rep, "North Wind", "Vera Wind")
	c := s.signIn(rep)
	prefix, _ := s.start(c, rep, vera, url.Values{"mode": {"read_only"}})
	p := c.Get(prefix + "/vendor/imports").Want(200)
	if p.HasButton("Look at it") || p.Find("#no-upload").Length() == 0 {
		t.Error("the upload is not shown as closed, with its reason")
	}
	c.Post(prefix+"/vendor/imports", url.Values{"csrf": {p.Token()}}).Want(403)
	c.Post(prefix+"/vendor/store", url.Values{"csrf": {p.Token()}, "dispatch_days": {"2"}}).Want(403)
}

func TestVendor_OnlyForVendors(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c := s.signIn(s.resident("Mara Lind", account.NoStaff))
	c.Get("/vendor").Want(404)
	c.Get("/vendor/products").Want(403)
	if p := s.Client(t).Get("/vendor"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Errorf("nobody signed in is at %s", p.Path)
	}
}
