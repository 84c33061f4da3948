package audit

import (
	"context"
	"encoding/json"
	"strconv"
)

// kinds tell by its name what a column refers to.
var kinds = map[string]string{
	"person_id": "person", "actor_id": "person", "subject_id": "person", "added_by": "person", "placed_by": "person", "author_id": "person",
	"staff_id": "person", "decided_by": "person", "requested_by": "person", "second_person": "person", "killed_by": "person", "set_by": "person", "released_by": "person",
	"answered_by": "person", "asked_by": "person",
	"variant_id": "variant", "product_id": "product", "category_id": "category", "parent_id": "category", "vendor_id": "vendor",
	"organization_id": "organization", "code_id": "code", "order_id": "order", "rule_id": "rule",
}

// ownKinds are what the ids of some tables themselves are.
var ownKinds = map[string]string{
	"shop.person": "person", "shop.variant": "variant", "shop.product": "product", "shop.category": "category", "shop.vendor": "vendor",
	"shop.organization": "organization", "shop.discount_code": "code", "shop.orders": "order", "shop.impersonation_rule": "rule",
}

// namesByKind give each kind's names as they are now: the record itself keeps ids.
var namesByKind = map[string]string{
	"person":       `SELECT id, name FROM shop.person WHERE id = ANY($1::bigint[])`,
	"product":      `SELECT id, title AS name FROM shop.product WHERE id = ANY($1::bigint[])`,
	"category":     `SELECT id, name FROM shop.category WHERE id = ANY($1::bigint[])`,
	"vendor":       `SELECT id, name FROM shop.vendor WHERE id = ANY($1::bigint[])`,
	"organization": `SELECT id, name FROM shop.organization WHERE id = ANY($1::bigint[])`,
	"code":         `SELECT id, code AS name FROM shop.discount_code WHERE id = ANY($1::bigint[])`,
	"order":        `SELECT id, number AS name FROM shop.orders WHERE id = ANY($1::bigint[])`,
	"rule":         `SELECT id, id::text AS name FROM shop.impersonation_rule WHERE id = ANY($1::bigint[])`,
	"variant": `
		SELECT v.id, p.title || coalesce(', ' || nullif(concat_ws(', ', nullif(v.option1, ''), nullif(v.option2, ''), nullif(v.option3, '')), ''), '') AS name
		  FROM shop.variant v JOIN shop.product p ON p.id = v.product_id WHERE v.id = ANY($1::bigint[])`,
}

// reference is something that a value refers to.
type reference struct {
	kind string
	id   int64
}

// names of what the entries refer to.
type names map[reference]string

// kindOf is what a column of a table refers to; "" when it is a plain value.
func kindOf(table, column string) string {
	if column == "id" {
		return ownKinds[table]
	}
	return kinds[column]
}

// namesOf finds the names of all that the rows refer to: one statement for each kind there is.
func (l *Log) namesOf(ctx context.Context, list []*recorded) (names, error) {
	wanted := map[string]map[int64]bool{}
	for _, e := range list {
		for _, c := range e.changes {
			for _, row := range []map[string]any{c.Key, c.Before, c.After} {
				collect(wanted, c.Table, row)
			}
		}
	}
	found := names{}
	for kind, ids := range wanted {
		if err := l.name(ctx, found, kind, ids); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func collect(wanted map[string]map[int64]bool, table string, row map[string]any) {
	for column, v := range row {
		kind := kindOf(table, column)
		id, ok := number(v)
		if kind == "" || !ok {
			continue
		}
		if wanted[kind] == nil {
			wanted[kind] = map[int64]bool{}
		}
		wanted[kind][id] = true
	}
}

func (l *Log) name(ctx context.Context, found names, kind string, ids map[int64]bool) error {
	list := make([]int64, 0, len(ids))
	for id := range ids {
		list = append(list, id)
	}
	var rows []struct {
		ID   int64  `db:"id"`
		Name string `db:"name"`
	}
	if err := l.db.Select(ctx, &rows, namesByKind[kind], array(list)); err != nil {
		return err
	}
	for _, r := range rows {
		found[reference{kind, r.ID}] = r.Name
	}
	return nil
}

func number(v any) (int64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	id, err := strconv.ParseInt(string(n), 10, 64)
	return id, err == nil
}
