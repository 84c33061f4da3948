package store_test

import (
	"testing"

	"standin/store"
)

func TestChange_SaysWhatItWasTold(t *testing.T) {
	t.Parallel()
	var c store.Change
	c.Add("shop.product", `{"id": 7}`)
	c.Add("shop.product", `{"id": 7}`)
	c.Add("shop.product", `{"id": 9}`)
	c.Add("shop.vendor_user", `{"vendor_id": 1, "person_id": 2}`)
	c.Add("shop.setting", `{"name": "currency"}`)
	text := c.String()
	if want := "shop.product:7,9;shop.setting:*;shop.vendor_user:*"; text != want {
		t.Fatalf("%q, want %q", text, want)
	}
	got := store.ParseChange(text)
	for _, tt := range []struct {
		table string
		id    int64
		want  bool
	}{{"shop.product", 7, true}, {"shop.product", 8, false}, {"shop.vendor_user", 5, true}, {"shop.orders", 1, false}} {
		if got.Touches(tt.table, tt.id) != tt.want {
			t.Errorf("%s %d: touched %v", tt.table, tt.id, !tt.want)
		}
	}
	if got.TouchesTable("shop.orders") || !got.TouchesTable("shop.setting") {
		t.Error("tables")
	}
}

func TestChange_IsBounded(t *testing.T) {
	t.Parallel()
	var c store.Change
	for i := range int64(100) {
		c.Add("shop.product", `{"id": `+string(rune('1'+i%9))+store.ParseChange("").String()+`}`)
		c.Add("shop.variant", `{"id": 1`+string(rune('0'+i/10))+string(rune('0'+i%10))+`}`)
	}
	if text := c.String(); text != "shop.product:1,2,3,4,5,6,7,8,9;shop.variant:*" {
		t.Errorf("%q", text)
	}
	for i := range 2000 {
		c.Add("shop.t"+string(rune('a'+i%26))+string(rune('a'+i/26%26))+string(rune('a'+i/676)), `{"id": 1}`)
	}
	if text := c.String(); text != "*" {
		t.Errorf("%d bytes", len(text))
	}
	if c := store.ParseChange("*"); !c.All || !c.Touches("shop.product", 1) {
		t.Error("* is not everything")
	}
}
