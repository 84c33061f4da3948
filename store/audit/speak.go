package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
)

// speaker puts entries into words.
type speaker struct {
	names  names
	format Format
}

func (l *Log) wordsFor(ctx context.Context, list []*recorded) (*speaker, error) {
	found, err := l.namesOf(ctx, list)
	if err != nil {
		return nil, err
	}
	return &speaker{names: found, format: l.format}, nil
}

// step puts one entry into words.
func (s *speaker) step(e *recorded) Step {
	st := Step{Entry: e.ID, At: e.At, Action: e.Action, Path: e.head.Request.Path, Title: ActionName(e.Action)}
	for _, c := range e.changes {
		if card, ok := s.card(c); ok {
			st.Changes = append(st.Changes, card)
		}
	}
	st.More = max(0, e.Rows-rowsShown)
	switch {
	case e.Outcome == "refused":
		st.Kind, st.Text = RefusedStep, e.refusal.Message
		if e.Action == "route.refused" {
			st.Title = PageName(e.head.Route, e.head.Request.Path)
		}
	case e.Outcome == "viewed":
		st.Kind, st.Title = ViewStep, PageName(e.head.Route, e.head.Request.Path)
		if seen := e.head.Shown; seen.What != "" {
			st.Text = "with a total of " + s.format.Money(seen.Total)
		}
	case len(st.Changes) > 0:
		st.Kind = ChangeStep
	default:
		st.Kind = MarkStep
	}
	return st
}

// card puts one changed row into words; ok is false when it says nothing to a reader.
func (s *speaker) card(c changedRow) (card Card, ok bool) {
	w := wordsOf(c.Table)
	if w.Hidden || w.Quiet && c.Op == "insert" {
		return card, false
	}
	card.Op, card.Title = c.Op, w.Thing
	if which := s.which(c, w); which != "" {
		card.Title += ", " + which
	}
	for _, column := range columnsOf(c, w) {
		before, after := s.value(c.Table, column, c.Before), s.value(c.Table, column, c.After)
		if before != after {
			card.Fields = append(card.Fields, Field{Label: label(w, column), Before: before, After: after})
		}
	}
	return card, len(card.Fields) > 0
}

// which tells which one of its kind a row is.
func (s *speaker) which(c changedRow, w Words) string {
	if w.About == "" {
		return ""
	}
	for _, row := range []map[string]any{c.Key, c.After, c.Before} {
		if v, ok := row[w.About]; ok && v != nil {
			return s.text(c.Table, w.About, v)
		}
	}
	return ""
}

// columnsOf are the columns to show, in the order of their names: of a new or removed row those with words, of a changed one all
// that changed and are not silent.
func columnsOf(c changedRow, w Words) []string {
	var list []string
	for _, row := range []map[string]any{c.Before, c.After} {
		for column := range row {
			_, named := w.Columns[column]
			if !slices.Contains(list, column) && (named || c.Op == "update" && !silent[column]) {
				list = append(list, column)
			}
		}
	}
	sort.Strings(list)
	return list
}

func label(w Words, column string) string {
	if l := w.Columns[column]; l != "" {
		return l
	}
	return strings.TrimSuffix(spaced(column), " id")
}

func (s *speaker) value(table, column string, row map[string]any) string {
	v, ok := row[column]
	if !ok || v == nil {
		return "none"
	}
	return s.text(table, column, v)
}

// text puts one value into words.
func (s *speaker) text(table, column string, v any) string {
	if id, ok := number(v); ok {
		if kind := kindOf(table, column); kind != "" {
			if name := s.names[reference{kind, id}]; name != "" {
				return name
			}
			return fmt.Sprintf("%s %d", kind, id)
		}
		if moneyColumns[column] {
			return s.format.Money(id)
		}
	}
	if name, _ := v.(string); table == "shop.setting" && column == "name" && settings[name] != "" {
		return settings[name]
	}
	switch v := v.(type) {
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v]
	case string:
		return s.plain(column, v)
	case json.Number:
		return v.String()
	}
	return compact(v)
}

// plain puts a text value into words: times, states and empty ones.
func (s *speaker) plain(column, v string) string {
	if strings.HasSuffix(column, "_at") || column == "until" || strings.HasSuffix(column, "_until") {
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return s.format.Time(t)
		}
	}
	switch {
	case v == "":
		return "none"
	case column == "status" || column == "state" || strings.HasSuffix(column, "_state") || column == "role" || column == "kind":
		return spaced(v)
	}
	return clip(v)
}

// clip bounds what one value takes of a page.
func clip(v string) string {
	const most = 400
	if r := []rune(v); len(r) > most {
		return string(r[:most]) + " …"
	}
	return v
}

// compact writes lists as words with commas, and anything else as it is.
func compact(v any) string {
	list, ok := v.([]any)
	if !ok {
		b, _ := json.Marshal(v)
		return clip(string(b))
	}
	words := make([]string, len(list))
	for i, item := range list {
		words[i] = fmt.Sprint(item)
	}
	if len(words) == 0 {
		return "none"
	}
	return clip(strings.Join(words, ", "))
}
