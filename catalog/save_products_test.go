package catalog_test

import (
	"testing"

	"standin/catalog"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/storetest"
)

// shop is a room over a test's own database, with one vendor.
type shop struct {
	*catalog.Products
	db     *storetest.DB
	vendor account.VendorID
}

func open(t testing.TB) *shop {
	t.Helper()
	db := storetest.New(t)
	return &shop{catalog.New(db.DB, "EUR"), db, account.VendorID(storetest.Vendor(t, db, "Harbour Goods"))}
}

// save writes products and fails the test when they are refused.
func (s *shop) save(t testing.TB, products ...catalog.Product) []catalog.ProductID {
	t.Helper()
	ids, err := s.trySave(t, products...)
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func (s *shop) trySave(t testing.TB, products ...catalog.Product) (ids []catalog.ProductID, err error) {
	t.Helper()
	err = s.db.Transact(t.Context(), account.System("test"), "catalog.test", func(tx *store.Tx) error {
		ids, err = s.SaveProducts(t.Context(), tx, s.vendor, products)
		return err
	})
	return ids, err
}

func euro(minor int64) money.Amount { return money.Of(minor, "EUR") }

// thing is an active product without options.
func thing(title string, price int64) catalog.Product {
	return catalog.Product{Title: title, Status: catalog.Active, Variants: []catalog.Variant{{Price: euro(price)}}}
}

func TestSaveProducts(t *testing.T) {
	t.Parallel()
	s := open(t)
	boots := thing("Trail boots", 12800)
	ids := s.save(t, boots, thing("Brass compass", 3400))
	if len(ids) != 2 || ids[0] == ids[1] {
		t.Fatalf("ids %v", ids)
	}
	again := s.save(t, boots)
	if again[0] != ids[0] {
		t.Errorf("saved again as %d, was %d", again[0], ids[0])
	}
}
