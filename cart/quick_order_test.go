package cart_test

import (
	"fmt"
	"strings"
	"testing"

	"standin/cart/carttest"
	"standin/store/account"
	"standin/store/fault"
)

func TestE16_QuickOrder(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	v, other := s.Vendor(t, "Harbour Goods"), s.Vendor(t, "Paper Room")
	school := s.Organization(t, "Northside School", 30)
	tom := s.Member(t, school, "Tom Okafor", account.Buyer)
	var rows []string
	for i := range 500 {
		if i%200 == 7 {
			rows = append(rows, fmt.Sprintf("none-%d\t1", i))
			continue
		}
		id := s.Thing(t, v, fmt.Sprintf("Thing %d", i), 100, -1)
		s.Exec(t, `UPDATE shop.variant SET sku = $2 WHERE id = $1`, int64(id), fmt.Sprintf("HG/%03d-X", i))
		rows = append(rows, fmt.Sprintf("hg %03dx\t%d", i, 1+i%3))
	}
	q, err := s.Carts.QuickOrder(t.Context(), tom, strings.Join(rows, "\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if q.Lines != 497 || len(q.Refused) != 3 || q.Refused[0].Row != 8 || q.Refused[0].Text != "none-7\t1" {
		t.Errorf("%d lines, refused %+v", q.Lines, q.Refused)
	}
	if c := show(t, s, tom); len(c.Lines) != 497 || c.Lines[0].AddedBy.Name != "Tom Okafor" {
		t.Errorf("the cart holds %d lines", len(c.Lines))
	}
	twin := s.Thing(t, other, "Twin", 100, -1)
	s.Exec(t, `UPDATE shop.variant SET sku = 'HG000X' WHERE id = $1`, int64(twin))
	q, err = s.Carts.QuickOrder(t.Context(), tom, "hg000x 1\nHG001X 0\nHG002X; 1000\nhg/003-x")
	if err != nil || q.Lines != 1 || len(q.Refused) != 3 || !strings.Contains(q.Refused[0].Why, "Several makers") {
		t.Errorf("%+v, %v", q, err)
	}
	for _, bad := range []string{"", " \n\t\n", strings.Repeat("x 1\n", 501)} {
		if _, err := s.Carts.QuickOrder(t.Context(), tom, bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%.10q: %v", bad, err)
		}
	}
}
