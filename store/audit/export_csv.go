package audit

import (
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"time"

	"standin/store"
)

// instant writes a moment for files: in UTC, and saying so.
func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// table writes rows as RFC 4180 wants them, each cell safe to open.
type table struct{ out *csv.Writer }

func newTable(w io.Writer, head ...string) (table, error) {
	t := table{csv.NewWriter(w)}
	t.out.UseCRLF = true
	return t, t.out.Write(head)
}

func (t table) row(cells ...string) error {
	for i := range cells {
		cells[i] = cell(cells[i])
	}
	return t.out.Write(cells)
}

func (t table) flush() error {
	t.out.Flush()
	return t.out.Error()
}

// number10 writes an id; none for 0.
func number10(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// writeSessions writes sessions and refused starts, a chunk at a time.
func writeSessions(ctx context.Context, q store.Querier, list []listedSession, w io.Writer) error {
	t, err := newTable(w, "session", "actor", "actor id", "acted as", "subject", "subject id", "capacity", "organization or vendor", "subject's role", "mode",
		"reason", "ticket", "started (UTC)", "ends at the latest (UTC)", "ended (UTC)", "how it ended", "changes", "refusals", "refused because")
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(list, exportChunk) {
		rows, err := readSessions(ctx, q, chunk)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := t.row(sessionCells(r)...); err != nil {
				return err
			}
		}
		if err := t.flush(); err != nil {
			return err
		}
	}
	return t.flush()
}

// readSessions reads what a list shows of its sessions, in its order.
func readSessions(ctx context.Context, q store.Querier, list []listedSession) ([]SessionRow, error) {
	sessions, refused := parted(list)
	var rows, others []SessionRow
	if err := q.Select(ctx, &rows, sessionsByID, array(sessions)); err != nil {
		return nil, err
	}
	if err := countActs(ctx, q, rows); err != nil {
		return nil, err
	}
	if err := q.Select(ctx, &others, refusedByID, array(refused)); err != nil {
		return nil, err
	}
	rows = append(rows, others...)
	slices.SortStableFunc(rows, func(a, b SessionRow) int { return b.StartedAt.Compare(a.StartedAt) })
	return rows, nil
}

func sessionCells(r SessionRow) []string {
	ends, ended, how := instant(r.ExpiresAt), "", r.EndCause
	if r.EndedAt != nil {
		ended = instant(*r.EndedAt)
	}
	if !r.Started() {
		ends, how = "", "never started"
	}
	return []string{r.PublicID, r.Actor, number10(r.ActorID), r.ActorRole, r.Subject, number10(r.SubjectID), r.Capacity, r.Place, r.Role, r.Mode,
		r.Reason, r.Ticket, instant(r.StartedAt), ends, ended, how, strconv.Itoa(r.Changes), strconv.Itoa(r.Refusals), r.Refusal}
}

// entryTable writes entries for people.
type entryTable struct {
	table
	ctx context.Context //nolint:containedctx // lives for one export
	q   store.Querier
}

func newEntryTable(ctx context.Context, q store.Querier, out io.Writer) (*entryTable, error) {
	t, err := newTable(out, "entry", "time (UTC)", "kind", "actor", "actor id", "subject", "subject id", "session", "reason", "action", "in words", "outcome",
		"object", "method", "path", "route", "IP address", "browser", "request", "refused because", "leaf", "payload")
	return &entryTable{t, ctx, q}, err
}

// tableRow is an entry with what only a file shows.
type tableRow struct {
	EntryRow
	Method  string `db:"method"`
	Route   string `db:"route"`
	Agent   string `db:"agent"`
	Request string `db:"request"`
	Reason  string `db:"reason"`
}

func (t *entryTable) entries(ids []int64) error {
	var rows []tableRow
	if err := t.q.Select(t.ctx, &rows, entryTableRows, array(ids)); err != nil {
		return err
	}
	for _, r := range rows {
		leaf, payload := "", "erased"
		if r.Leaf >= 0 {
			leaf = strconv.FormatInt(r.Leaf, 10)
		}
		if r.Payload {
			payload = "kept"
		}
		err := t.row(number10(r.ID), instant(r.At), r.Kind, r.Who(), number10(r.ActorID), r.Subject, number10(r.SubjectID), r.Session, r.Reason, r.Action,
			ActionName(r.Action), r.Outcome, r.Object, r.Method, r.Path, r.Route, r.IP, r.Agent, r.Request, r.Message, leaf, payload)
		if err != nil {
			return err
		}
	}
	return t.flush()
}

func (t *entryTable) end(int) error { return t.flush() }

const entryTableRows = `
	SELECT e.*, coalesce(h.body->'request'->>'method', '') AS method, coalesce(h.body->'request'->>'route', h.body->>'route', '') AS route,
	       coalesce(h.body->'request'->>'agent', '') AS agent, coalesce(h.body->'request'->>'id', '') AS request,
	       coalesce((SELECT s.reason FROM shop.impersonation_session s WHERE s.public_id = e.session), '') AS reason
	  FROM (` + entriesByID + `) e
	  LEFT JOIN LATERAL (
	       SELECT p.body FROM audit.payload p WHERE p.entry = e.id AND p.at = e.at ORDER BY p.seq LIMIT 1) h ON true
	 ORDER BY e.id`
