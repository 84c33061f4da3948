package audit_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"standin/store"
	"standin/store/audit"
	"standin/store/storetest"
)

// node is one step of a plan as EXPLAIN tells it.
type node struct {
	Type     string  `json:"Node Type"`
	Relation string  `json:"Relation Name"`
	Rows     float64 `json:"Actual Rows"`
	Filtered float64 `json:"Rows Removed by Filter"`
	Recheck  float64 `json:"Rows Removed by Index Recheck"`
	Loops    float64 `json:"Actual Loops"`
	Plans    []node  `json:"Plans"`
}

// touched counts the rows that the scans of a plan looked at, and finds those that read a large table from end to end.
func (n node) touched(whole map[string]bool) (rows int) {
	if n.Relation != "" && n.Loops > 0 {
		rows += int((n.Rows + n.Filtered + n.Recheck) * n.Loops)
		if n.Type == "Seq Scan" && (strings.HasPrefix(n.Relation, "payload_2") || slices.Contains([]string{"entry", "impersonation_session", "person"}, n.Relation)) {
			whole[n.Relation] = true
		}
	}
	for _, p := range n.Plans {
		rows += p.touched(whole)
	}
	return rows
}

// explain runs each statement that asks noted once more and counts what it looked at. Reading a table whole is made dear: of three
// thousand rows that would be as good a plan as any, and what is asked here is whether there is another.
func explain(t *testing.T, db *storetest.DB, c *store.Counter) (rows int, whole map[string]bool) {
	t.Helper()
	whole = map[string]bool{}
	tx, err := db.Owner.BeginTxx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(t.Context(), `SET LOCAL enable_seqscan = off`); err != nil {
		t.Fatal(err)
	}
	for i, query := range c.Queries {
		if strings.Contains(query, "audit.record(") {
			continue
		}
		var text string
		if err := tx.GetContext(t.Context(), &text, `EXPLAIN (ANALYZE, FORMAT JSON) `+query, c.Args[i]...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		var plans []struct{ Plan node }
		if err := json.Unmarshal([]byte(text), &plans); err != nil {
			t.Fatal(err)
		}
		rows += plans[0].Plan.touched(whole)
	}
	return rows, whole
}

// I53: a first page looks at about as many rows over 60,000 entries as over 6,000, whatever is asked, and reads no table of the record
// from end to end. Rows are counted, for time decides nothing here; `shop bench` measures a million.
func TestI53_FirstPageLooksAtAsMuchOverTenTimesTheRecord(t *testing.T) {
	t.Parallel()
	a := newActed(t)
	other := storetest.Person(t, a.DB, "Rare Person")
	a.open(t, a.ada, other, "Where is the parcel", "9000")
	now := time.Now()
	sessions := map[string]audit.SessionFilter{
		"all": {}, "actor": {Actor: "Ada Novak"}, "subject": {Subject: "Mara"}, "rare subject": {Subject: "Rare"}, "role": {Role: "support_agent"},
		"cause": {Cause: "idle"}, "rare cause": {Cause: "killed"}, "refused": {Cause: "refused"}, "ticket": {Ticket: "T7"}, "rare text": {Text: "the parcel"},
		"text": {Text: "question"}, "no text": {Text: "zebra crossing"}, "action": {Action: "cart."}, "no action": {Action: "zebra."}, "changed": {Changed: true},
		"refusals": {Refusals: true}, "old days": {Until: now.Add(-time.Hour)}, "a day": {From: now.Add(-24 * time.Hour), Until: now.Add(time.Hour)},
	}
	entries := map[string]audit.EntryFilter{
		"all": {}, "actor": {Actor: "Ada Novak"}, "subject": {Subject: "Mara"}, "action": {Action: "cart."}, "rare action": {Action: "acting."},
		"refused": {Outcome: "refused"}, "failed": {Outcome: "failed"}, "object": {Object: "cart:40"}, "session": {Session: a.public},
		"old days": {Until: now.Add(-time.Hour)}, "actor and action": {Actor: "Ada Novak", Action: "order."},
	}
	read := func() map[string]int {
		if _, err := a.Owner.ExecContext(t.Context(), `ANALYZE audit.entry, audit.payload, shop.impersonation_session, shop.person`); err != nil {
			t.Fatal(err)
		}
		looked := map[string]int{}
		look := func(name string, ask func(ctx context.Context) error) {
			ctx, counter := store.WithCounter(t.Context())
			if err := ask(ctx); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			rows, whole := explain(t, a.DB, counter)
			for table := range whole {
				t.Errorf("%s reads all of %s", name, table)
			}
			looked[name] = rows
		}
		for name, f := range sessions {
			look("sessions, "+name, func(ctx context.Context) error {
				_, err := a.log.Sessions(ctx, stand{actor: a.ada}, f)
				return err
			})
		}
		for name, f := range entries {
			look("entries, "+name, func(ctx context.Context) error {
				_, err := a.log.Entries(ctx, stand{actor: a.ada}, f)
				return err
			})
		}
		return looked
	}
	a.fill(t, 6000, 1)
	small := read()
	a.fill(t, 194000, 2)
	for name, rows := range read() {
		t.Logf("%s: %d rows, then %d", name, small[name], rows)
		if rows > 2*small[name]+200 {
			t.Errorf("%s looks at %d rows, and looked at %d when the record had a tenth", name, rows, small[name])
		}
	}
}
