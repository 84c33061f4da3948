package store

import (
	"context"
	"fmt"
	"strings"
)

// Args collects the values of a statement while its text is written. A list with filters that are each there or not writes only what
// is asked for: then each question has a text of its own, and finds its own index. Ask it with DB.SelectAnew.
type Args []any

// Put adds a value and gives its place in the text, such as "$3".
func (a *Args) Put(v any) string {
	*a = append(*a, v)
	return fmt.Sprintf("$%d", len(*a))
}

// Where begins a list of conditions whose values these are.
func (a *Args) Where() *Where { return &Where{args: a} }

// Where is a list of conditions that all must hold.
type Where struct {
	args *Args
	list []string
}

// And adds a condition when on is true; each ? in it stands for one of the values.
func (w *Where) And(on bool, condition string, values ...any) {
	if !on {
		return
	}
	for _, v := range values {
		condition = strings.Replace(condition, "?", w.args.Put(v), 1)
	}
	w.list = append(w.list, condition)
}

// String is the clause with WHERE; empty when nothing was asked.
func (w *Where) String() string {
	if len(w.list) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.list, " AND ")
}

// SelectAnew is Select without a held statement: it is planned for these very values. It is for questions that Args and Where wrote,
// of which there are too many to hold, and whose best plan hangs on what is asked.
func (db *DB) SelectAnew(ctx context.Context, dest any, query string, args ...any) error {
	count(ctx, query, args...)
	return translate(db.pool.SelectContext(ctx, dest, query, args...))
}
