package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"standin/store/fault"
)

// Reversible says of a table how a change of one of its rows is taken back. A room names its own tables.
type Reversible struct {
	Table   string   // "shop.cart_line"
	Key     []string // its primary key
	Columns []string // whose values count: only these are compared and put back
	Inserts bool     // an added row can be taken away
	Deletes bool     // a row that was taken away can come back
	Gone    string   // how an added row goes, as SET of an update; empty deletes it
	Open    string   // SQL over r (the row now) and k (key and former values): whether it may still be changed; empty is always
	Closed  string   // why not, then, as a sentence
	Taken   string   // SQL over k: whether something else stands where a row would come back
}

// Reversal is what came of a row's changes in the end: from Before to After. A nil map is no row.
type Reversal struct {
	Key    map[string]json.RawMessage
	Before map[string]json.RawMessage // only what changed; the whole row where there is none after
	After  map[string]json.RawMessage
}

// Standing is how a changed row is now.
type Standing struct {
	N    int  `db:"n"`    // the place among what was asked
	Gone bool `db:"gone"` // there is a row where there was none, or none where there was one
	Same bool `db:"same"` // it still is as it was left
	Open bool `db:"open"`
}

type reversalJSON struct {
	N      int                        `json:"n"`
	Key    map[string]json.RawMessage `json:"key"`
	Was    map[string]json.RawMessage `json:"was"`
	Now    map[string]json.RawMessage `json:"now"`
	There  bool                       `json:"there"`
	Former bool                       `json:"former"`
	Cols   []string                   `json:"cols"`
}

// Stand tells for each of the reversals whether its row still is as it was left, in the order asked. Rows are compared by the
// database, as values of their types.
func (t Reversible) Stand(ctx context.Context, q Querier, list []Reversal) (found []Standing, err error) {
	defer fault.Wrap(&err, "Reversible.Stand(%s)", t.Table)
	rows := make([]reversalJSON, len(list))
	for i, r := range list {
		rows[i] = reversalJSON{N: i, Key: r.Key, Was: r.Before, Now: r.After, There: r.After != nil, Former: r.Before != nil, Cols: t.compared(r)}
	}
	in, err := json.Marshal(rows)
	if err != nil {
		return nil, err
	}
	err = q.Select(ctx, &found, fmt.Sprintf(`
		SELECT x.n, (r.%[2]s IS NOT NULL) <> x.there AS gone, coalesce((SELECT bool_and(to_jsonb(a)->c IS NOT DISTINCT FROM to_jsonb(r)->c) FROM unnest(x.cols) c), true)
		    AND NOT (NOT x.there AND x.former AND %[3]s) AS same, %[4]s AS open
		  FROM jsonb_to_recordset($1::jsonb) x(n integer, key jsonb, was jsonb, now jsonb, there boolean, former boolean, cols text[])
		 CROSS JOIN LATERAL jsonb_populate_record(NULL::%[1]s, coalesce(nullif(x.now, 'null'), '{}') || coalesce(nullif(x.was, 'null'), '{}') || x.key) k
		 CROSS JOIN LATERAL jsonb_populate_record(NULL::%[1]s, coalesce(nullif(x.now, 'null'), '{}')) a
		  LEFT JOIN %[1]s r ON %[5]s
		 ORDER BY x.n`, t.Table, t.Key[0], or(t.Taken, "false"), or(t.Open, "true"), t.on()), string(in))
	return found, err
}

// compared are the columns of a reversal that must still hold what was written.
func (t Reversible) compared(r Reversal) []string {
	cols := []string{}
	for _, c := range t.Columns {
		if _, written := r.After[c]; written {
			cols = append(cols, c)
		}
	}
	return cols
}

// Lock holds the rows that are there until the commit, in the order of their keys.
func (t Reversible) Lock(ctx context.Context, tx *Tx, list []Reversal) (err error) {
	defer fault.Wrap(&err, "Reversible.Lock(%s)", t.Table)
	keys := make([]map[string]json.RawMessage, len(list))
	for i, r := range list {
		keys[i] = r.Key
	}
	in, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, fmt.Sprintf(`SELECT 1 FROM jsonb_populate_recordset(NULL::%[1]s, $1::jsonb) k JOIN %[1]s r ON %[2]s ORDER BY %[3]s FOR UPDATE OF r`,
		t.Table, t.on(), "r."+strings.Join(t.Key, ", r.")), string(in))
	return err
}

// PutBack writes the row as it was before. It is false when the database would not have it: something the row needs has gone, or
// something else has its place.
func (t Reversible) PutBack(ctx context.Context, tx *Tx, r Reversal) (done bool, err error) {
	defer fault.Wrap(&err, "Reversible.PutBack(%s)", t.Table)
	row := map[string]json.RawMessage{}
	for _, m := range []map[string]json.RawMessage{r.Before, r.Key} {
		for c, v := range m {
			row[c] = v
		}
	}
	in, err := json.Marshal(row)
	if err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, `SAVEPOINT put_back`); err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, t.statement(r), string(in))
	if err != nil {
		if Constraint(err) == "" {
			return false, err
		}
		_, err = tx.Exec(ctx, `ROLLBACK TO SAVEPOINT put_back`)
		return false, err
	}
	_, err = tx.Exec(ctx, `RELEASE SAVEPOINT put_back`)
	return n == 1, err
}

func (t Reversible) statement(r Reversal) string {
	record := fmt.Sprintf(`jsonb_populate_record(NULL::%s, $1::jsonb) k`, t.Table)
	switch {
	case r.Before == nil && t.Gone == "":
		return fmt.Sprintf(`DELETE FROM %s r USING %s WHERE %s`, t.Table, record, t.on())
	case r.Before == nil:
		return fmt.Sprintf(`UPDATE %s r SET %s FROM %s WHERE %s`, t.Table, t.Gone, record, t.on())
	case r.After == nil:
		return fmt.Sprintf(`INSERT INTO %s OVERRIDING SYSTEM VALUE SELECT k.* FROM %s`, t.Table, record)
	}
	var set []string
	for _, c := range t.Columns {
		if _, changed := r.After[c]; changed && !slices.Contains(t.Key, c) {
			set = append(set, c+" = k."+c)
		}
	}
	return fmt.Sprintf(`UPDATE %s r SET %s FROM %s WHERE %s`, t.Table, strings.Join(set, ", "), record, t.on())
}

func (t Reversible) on() string {
	var on []string
	for _, k := range t.Key {
		on = append(on, "r."+k+" = k."+k)
	}
	return strings.Join(on, " AND ")
}

func or(sql, otherwise string) string {
	if sql == "" {
		return otherwise
	}
	return sql
}
