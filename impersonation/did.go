package impersonation

import (
	"context"
	"encoding/json"
	"time"

	"standin/store/fault"
)

// Deed is one entry of the record made under a session: a page looked at, a change, a refusal.
type Deed struct {
	Entry   int64     `json:"entry"`
	At      time.Time `json:"at"`
	Action  string    `json:"action"`
	Outcome string    `json:"outcome"` // done, refused, viewed, failed
	Object  string    `json:"object"`
	Head    Head      `json:"head"`
	Changes []Change  `json:"changes"`
	Refusal string    `json:"refusal"` // the sentence the actor was told
	Cause   string    `json:"cause"`
}

// Head is the erasable part of an entry's head.
type Head struct {
	Route   string `json:"route"`
	Status  int    `json:"status"`
	Message string `json:"message"`
	Cause   string `json:"cause"`
	Request struct {
		Method string `json:"method"`
		Path   string `json:"path"`
		IP     string `json:"ip"`
	} `json:"request"`
}

// Change is one changed row.
type Change struct {
	Table  string                     `json:"table"`
	Op     string                     `json:"op"` // insert, update, delete
	Key    map[string]json.RawMessage `json:"key"`
	Before map[string]json.RawMessage `json:"before"`
	After  map[string]json.RawMessage `json:"after"`
}

// Scan reads a deed written as JSON.
func (d *Deed) Scan(src any) error { return scanJSON(src, d) }

// Value is a column's value after the change, else before it, as text.
func (c Change) Value(column string) string {
	for _, row := range []map[string]json.RawMessage{c.After, c.Before, c.Key} {
		if raw, ok := row[column]; ok {
			return plain(raw)
		}
	}
	return ""
}

// From and To are a column's value before and after the change, as text.
func (c Change) From(column string) string { return plain(c.Before[column]) }

// To is the value after the change.
func (c Change) To(column string) string { return plain(c.After[column]) }

func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// selectDeeds reads the entries of a session in their order, each with its head, its changed rows and, if refused, its cause.
const selectDeeds = `
	SELECT jsonb_build_object('entry', e.id, 'at', e.at, 'action', e.action, 'outcome', e.outcome, 'object', e.object,
	         'head', coalesce(b.head, '{}'), 'changes', coalesce(b.changes, '[]'),
	         'cause', coalesce(b.refusal->>'cause', b.head->>'cause', ''), 'refusal', coalesce(b.refusal->>'message', b.head->>'message', ''))
	  FROM audit.entry e
	  LEFT JOIN LATERAL (
	    SELECT (array_agg(p.body) FILTER (WHERE p.salt IS NOT NULL))[1] AS head,
	           jsonb_agg(p.body ORDER BY p.seq) FILTER (WHERE p.body ? 'table') AS changes,
	           (array_agg(p.body) FILTER (WHERE p.salt IS NULL AND p.body ? 'message'))[1] AS refusal
	      FROM audit.payload p WHERE p.entry = e.id AND p.at = e.at) b ON true
	 WHERE e.session = $1 AND e.id > $2 ORDER BY e.id LIMIT $3`

// deedLimit bounds what one page of deeds reads.
const deedLimit = 1000

// Deeds gives what was done under a session, in order, after an entry (0 for the beginning). It is a read without a check.
func (s *Sessions) Deeds(ctx context.Context, session, after int64) (list []Deed, err error) {
	defer fault.Wrap(&err, "Sessions.Deeds(%d)", session)
	err = s.db.Select(ctx, &list, selectDeeds, session, after, deedLimit)
	return list, err
}
