package catalog_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// take runs what an order does: lock, look, take.
func (s *shop) take(t testing.TB, id catalog.VariantID, n int) error {
	t.Helper()
	return s.db.Transact(t.Context(), account.System("test"), "order.test", func(tx *store.Tx) error {
		if _, err := catalog.LockStock(t.Context(), tx, []catalog.VariantID{id}); err != nil {
			return err
		}
		return catalog.TakeStock(t.Context(), tx, []catalog.Piece{{Variant: id, Quantity: n}})
	})
}

// stocked saves a lamp of which there are n.
func (s *shop) stocked(t testing.TB, n int) catalog.VariantID {
	t.Helper()
	p := thing("Lamp", 900)
	p.Variants[0].Stock = catalog.Stock{Tracked: true, Quantity: n}
	s.save(t, p)
	return s.load(t, "lamp").Variants[0].ID
}

func TestA15_StockNeverGoesBelowZero(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := s.stocked(t, 2)
	if err := s.take(t, id, 3); !fault.Is(err, fault.Conflict) || fault.As(err).Code != "out_of_stock" {
		t.Errorf("three of two: %v", err)
	}
	if err := s.take(t, id, 2); err != nil {
		t.Fatal(err)
	}
	if l := s.list(t, catalog.Filter{InStock: true}); l.Total != 0 {
		t.Error("sold out, and yet ready to leave")
	}
	err := s.db.Transact(t.Context(), account.System("test"), "order.test", func(tx *store.Tx) error {
		return catalog.ReturnStock(t.Context(), tx, []catalog.Piece{{Variant: id, Quantity: 1}, {Variant: id, Quantity: 1}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if left, counted := s.load(t, "lamp").Variants[0].Stock.Left(); left != 2 || !counted {
		t.Errorf("%d left after two came back", left)
	}
	if l := s.list(t, catalog.Filter{InStock: true}); l.Total != 1 {
		t.Error("two came back, and yet not ready to leave")
	}
}

func TestA15_UntrackedAndOversoldStockIsNeverOut(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := coloured("Lamp", 900, "Red", "Blue")
	p.Variants[0].Stock = catalog.Stock{Tracked: true, Quantity: 1, Oversell: true}
	s.save(t, p)
	for i, want := range []int{-1, 0} {
		v := s.load(t, "lamp").Variants[i]
		if err := s.take(t, v.ID, 2); err != nil {
			t.Error(err)
		}
		if got := s.load(t, "lamp").Variants[i].Stock; got.Quantity != want || !got.Covers(100) {
			t.Errorf("%s: %+v", v.Options, got)
		}
	}
}

func TestTakeStockByManyAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := s.stocked(t, 5)
	var sold atomic.Int32
	var crowd sync.WaitGroup
	for range 12 {
		crowd.Go(func() {
			switch err := s.take(t, id, 1); {
			case err == nil:
				sold.Add(1)
			case !fault.Is(err, fault.Conflict):
				t.Error(err)
			}
		})
	}
	crowd.Wait()
	if sold.Load() != 5 {
		t.Errorf("%d of five were sold", sold.Load())
	}
	if l := s.list(t, catalog.Filter{InStock: true}); l.Total != 0 {
		t.Error("sold out, and yet ready to leave")
	}
}
