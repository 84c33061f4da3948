package impersonation

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"standin/store"
)

// doneLines says what one action changed; an action without a sentence of its own, of which nothing is told elsewhere, is named.
func doneLines(d Deed, w wording, told bool) []Line {
	var lines []Line
	for _, c := range d.Changes {
		if tell, ok := sentences[c.Table]; ok {
			told = true
			if l := tell(c, w); l.Text != "" {
				lines = append(lines, l)
			}
		}
	}
	if len(lines) == 0 && len(d.Changes) > 0 && !told {
		lines = append(lines, Line{Icon: "pencil", Text: "made a change (" + words(d.Action) + ")"})
	}
	return lines
}

// wording is what a sentence needs beside the change: names as they are now, and how the shop writes amounts.
type wording struct {
	names map[string]string
	money func(minor int64) string
}

// amount writes an amount of minor units that stands in a record.
func (w wording) amount(value string) string {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return "nothing"
	}
	return w.money(n)
}

// thing is the name of what a row is about: by its variant, its line, or its own id.
func (w wording) thing(c Change) string {
	for _, key := range []string{"variant:" + c.Value("variant_id"), "line:" + c.Value("id")} {
		if name := w.names[key]; name != "" {
			return name
		}
	}
	return "a line"
}

// sentences tell a changed row in words, by table. An empty sentence means that another row of the same action tells it.
var sentences = map[string]func(c Change, w wording) Line{
	"shop.cart":      quiet,
	"shop.cart_help": quiet, "shop.cart_touch": quiet, "shop.help_answer": quiet,
	"shop.cart_line": cartLine,
	"shop.cart_discount": func(c Change, w wording) Line {
		code := w.names["code:"+c.Value("code_id")]
		if c.Op == "delete" {
			return Line{Icon: "tag", Text: "took the code " + code + " off the cart"}
		}
		return Line{Icon: "tag", Text: "put the code " + code + " on the cart"}
	},
	"shop.staff_discount": func(c Change, w wording) Line {
		if c.Op == "delete" {
			return Line{Icon: "tag", Text: "withdrew a discount of " + w.amount(c.Value("amount"))}
		}
		return Line{Icon: "tag", Text: "gave a discount of " + w.amount(c.Value("amount")) + ": " + untilItsStop(c.Value("reason"))}
	},
	"shop.price_override": func(c Change, w wording) Line {
		if c.Op == "delete" {
			return Line{Icon: "tag", Text: "withdrew the lowered price of " + w.thing(c)}
		}
		return Line{Icon: "tag", Text: fmt.Sprintf("lowered the price of %s from %s to %s: %s", w.thing(c), w.amount(c.Value("list_price")),
			w.amount(c.Value("price")), untilItsStop(c.Value("reason")))}
	},
	"shop.address": address,
	"shop.product": func(c Change, w wording) Line {
		name := w.names["product:"+c.Value("id")]
		switch {
		case c.Op != "update":
			return Line{Icon: "pencil", Text: opWord(c.Op) + " the product " + name}
		case c.To("title") != "" && c.To("title") != c.From("title"):
			return Line{Icon: "pencil", Text: "renamed " + c.From("title") + " to " + c.To("title")}
		case c.To("status") != "" && c.From("status") != c.To("status"):
			return Line{Icon: "pencil", Text: "set " + name + " from " + c.From("status") + " to " + c.To("status")}
		case c.To("description_html") != "":
			return Line{Icon: "pencil", Text: "changed the description of " + name}
		}
		return Line{} // derived from its variants
	},
	"shop.variant": func(c Change, w wording) Line {
		name := w.names["variant:"+c.Value("id")]
		switch {
		case c.Op != "update":
			return Line{Icon: "pencil", Text: opWord(c.Op) + " " + name}
		case c.To("price_minor") != "":
			return Line{Icon: "tag", Text: "set the price of " + name + " from " + w.amount(c.From("price_minor")) + " to " + w.amount(c.To("price_minor"))}
		case c.To("compare_at_minor") != "":
			return Line{Icon: "tag", Text: "set the former price of " + name + " from " + w.amount(c.From("compare_at_minor")) + " to " + w.amount(c.To("compare_at_minor"))}
		}
		return Line{Icon: "pencil", Text: "changed " + name}
	},
	"shop.stock": func(c Change, w wording) Line {
		if c.Op != "update" || c.To("quantity") == "" {
			return Line{}
		}
		return Line{Icon: "package", Text: "set the stock of " + w.thing(c) + " from " + c.From("quantity") + " to " + c.To("quantity")}
	},
	"shop.vendor": func(c Change, _ wording) Line {
		var parts []string
		if c.To("about") != "" {
			parts = append(parts, "changed what the store says of itself")
		}
		if c.To("dispatch_days") != "" {
			parts = append(parts, "set the days to dispatch from "+c.From("dispatch_days")+" to "+c.To("dispatch_days"))
		}
		return Line{Icon: "store", Text: strings.Join(parts, " and ")}
	},
	"shop.orders": func(c Change, _ wording) Line {
		switch {
		case c.Op == "insert":
			return Line{Icon: "package", Text: "placed order " + c.Value("number")}
		case c.To("cancelled_at") != "":
			return Line{Icon: "package", Text: "cancelled an order"}
		}
		return Line{Icon: "package", Text: opWord(c.Op) + " an order"}
	},
	"shop.order_part": quiet, "shop.order_line": quiet, "shop.order_discount": quiet, "shop.order_event": quiet, "shop.discount_use": quiet,
	"shop.impersonation_step_up": func(c Change, _ wording) Line {
		if c.Value("kind") == "act" {
			return Line{Icon: "pencil", Text: "gave a fresh code to change things"}
		}
		return Line{Icon: "key-round", Text: "gave a fresh code on another network"}
	},
	"shop.totp": quiet, "shop.mail": quiet,
}

func quiet(Change, wording) Line { return Line{} }

func cartLine(c Change, w wording) Line {
	thing := w.thing(c)
	switch {
	case c.Op == "insert":
		return Line{Icon: "plus", Text: fmt.Sprintf("put %s × %s into the cart", c.To("quantity"), thing)}
	case c.Op == "delete":
		return Line{Icon: "trash-2", Text: "took " + thing + " out of the cart"}
	case c.From("quantity") != c.To("quantity"):
		return Line{Icon: "pencil", Text: fmt.Sprintf("changed %s from %s to %s", thing, c.From("quantity"), c.To("quantity"))}
	}
	return Line{}
}

// address tells no street: the owner knows it, and the actor may not.
func address(c Change, _ wording) Line {
	where := "an address"
	if town := c.Value("town"); town != "" {
		where += " in " + town
	}
	switch {
	case c.Op == "insert":
		return Line{Icon: "map-pin", Text: "added " + where}
	case c.To("removed_at") != "" && c.To("removed_at") != "null":
		return Line{Icon: "trash-2", Text: "removed an address"}
	}
	return Line{Icon: "map-pin", Text: "changed " + where}
}

func opWord(op string) string {
	return map[string]string{"insert": "added", "update": "changed", "delete": "removed"}[op]
}

const selectCalled = `
	SELECT 'variant:' || v.id AS key, concat_ws(', ', p.title, nullif(v.option1, ''), nullif(v.option2, ''), nullif(v.option3, '')) AS name
	  FROM shop.variant v JOIN shop.product p ON p.id = v.product_id
	 WHERE v.id = ANY ($1::bigint[])
	UNION ALL
	SELECT 'of:' || l.id, l.variant_id::text FROM shop.cart_line l WHERE l.id = ANY ($2::bigint[])
	UNION ALL
	SELECT 'line:' || l.id, concat_ws(', ', p.title, nullif(v.option1, ''), nullif(v.option2, ''), nullif(v.option3, ''))
	  FROM shop.cart_line l JOIN shop.variant v ON v.id = l.variant_id JOIN shop.product p ON p.id = v.product_id
	 WHERE l.id = ANY ($2::bigint[])
	UNION ALL
	SELECT 'code:' || d.id, d.code FROM shop.discount_code d WHERE d.id = ANY ($3::bigint[])
	UNION ALL
	SELECT 'product:' || p.id, p.title FROM shop.product p WHERE p.id = ANY ($4::bigint[])`

// named finds the names of what the deeds changed, as they are now. In a transaction q is that transaction: a second connection for
// each of a crowd of them would leave none for any.
func (s *Sessions) named(ctx context.Context, q store.Querier, deeds []Deed) (wording, error) {
	w := wording{names: map[string]string{}, money: s.money}
	var variants, lines, codes, products store.Int64s
	for _, d := range deeds {
		for _, c := range d.Changes {
			variants, codes = id(variants, c, "variant_id"), id(codes, c, "code_id")
			switch c.Table {
			case "shop.cart_line":
				lines = id(lines, c, "id")
			case "shop.variant":
				variants = id(variants, c, "id")
			case "shop.product":
				products = id(products, c, "id")
			}
		}
	}
	var rows []struct {
		Key  string `db:"key"`
		Name string `db:"name"`
	}
	if err := q.Select(ctx, &rows, selectCalled, variants, lines, codes, products); err != nil {
		return w, err
	}
	for _, r := range rows {
		w.names[r.Key] = r.Name
	}
	return w, nil
}

func id(ids store.Int64s, c Change, column string) store.Int64s {
	n, err := strconv.ParseInt(c.Value(column), 10, 64)
	if err != nil {
		return ids
	}
	return append(ids, n)
}

// untilItsStop is a reason as the end of a sentence, whose full stop follows.
func untilItsStop(reason string) string { return strings.TrimRight(reason, ". ") }
