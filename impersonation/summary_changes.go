package impersonation

import (
	"context"
	"fmt"
	"strconv"

	"standin/store"
)

// doneLines says what one action changed; an action without a sentence of its own is named.
func doneLines(d Deed, called map[string]string) []Line {
	var lines []Line
	for _, c := range d.Changes {
		if tell, ok := sentences[c.Table]; ok {
			if l := tell(c, called); l.Text != "" {
				lines = append(lines, l)
			}
		}
	}
	if len(lines) == 0 && len(d.Changes) > 0 {
		lines = append(lines, Line{Icon: "pencil", Text: "made a change (" + words(d.Action) + ")"})
	}
	return lines
}

// sentences tell a changed row in words, by table. An empty sentence means that another row of the same action tells it.
var sentences = map[string]func(c Change, called map[string]string) Line{
	"shop.cart":      func(Change, map[string]string) Line { return Line{} },
	"shop.cart_help": func(Change, map[string]string) Line { return Line{} },
	"shop.cart_line": cartLine,
	"shop.cart_discount": func(c Change, called map[string]string) Line {
		code := called["code:"+c.Value("code_id")]
		if c.Op == "delete" {
			return Line{Icon: "tag", Text: "took the code " + code + " off the cart"}
		}
		return Line{Icon: "tag", Text: "used the code " + code}
	},
	"shop.staff_discount": func(c Change, _ map[string]string) Line {
		return Line{Icon: "tag", Text: "gave a discount of their own: " + c.Value("reason")}
	},
	"shop.product": func(c Change, _ map[string]string) Line {
		return Line{Icon: "pencil", Text: opWord(c.Op) + " a product"}
	},
	"shop.orders": func(c Change, _ map[string]string) Line {
		return Line{Icon: "package", Text: opWord(c.Op) + " an order"}
	},
	"shop.impersonation_step_up": func(c Change, _ map[string]string) Line {
		if c.Value("kind") == "act" {
			return Line{Icon: "pencil", Text: "gave a fresh code to change things"}
		}
		return Line{Icon: "key-round", Text: "gave a fresh code on another network"}
	},
	"shop.totp": func(Change, map[string]string) Line { return Line{} },
	"shop.mail": func(Change, map[string]string) Line { return Line{} },
}

func cartLine(c Change, called map[string]string) Line {
	thing := called["variant:"+c.Value("variant_id")]
	if thing == "" {
		thing = called["line:"+c.Value("id")]
	}
	if thing == "" {
		thing = "a line"
	}
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

func opWord(op string) string {
	return map[string]string{"insert": "added", "update": "changed", "delete": "removed"}[op]
}

const selectCalled = `
	SELECT 'variant:' || v.id AS key, concat_ws(', ', p.title, nullif(v.option1, ''), nullif(v.option2, ''), nullif(v.option3, '')) AS name
	  FROM shop.variant v JOIN shop.product p ON p.id = v.product_id
	 WHERE v.id = ANY ($1::bigint[])
	UNION ALL
	SELECT 'line:' || l.id, concat_ws(', ', p.title, nullif(v.option1, ''), nullif(v.option2, ''), nullif(v.option3, ''))
	  FROM shop.cart_line l JOIN shop.variant v ON v.id = l.variant_id JOIN shop.product p ON p.id = v.product_id
	 WHERE l.id = ANY ($2::bigint[])
	UNION ALL
	SELECT 'code:' || d.id, d.code FROM shop.discount_code d WHERE d.id = ANY ($3::bigint[])`

// named finds the names of what the deeds changed, as they are now.
func (s *Sessions) named(ctx context.Context, deeds []Deed) (map[string]string, error) {
	var variants, lines, codes store.Int64s
	for _, d := range deeds {
		for _, c := range d.Changes {
			variants, lines, codes = id(variants, c, "variant_id"), id(lines, c, "id"), id(codes, c, "code_id")
		}
	}
	var rows []struct {
		Key  string `db:"key"`
		Name string `db:"name"`
	}
	if err := s.db.Select(ctx, &rows, selectCalled, variants, lines, codes); err != nil {
		return nil, err
	}
	called := map[string]string{}
	for _, r := range rows {
		called[r.Key] = r.Name
	}
	return called, nil
}

func id(ids store.Int64s, c Change, column string) store.Int64s {
	n, err := strconv.ParseInt(c.Value(column), 10, 64)
	if err != nil {
		return ids
	}
	return append(ids, n)
}
