package audit

import (
	"bufio"
	"context"
	"io"
	"slices"

	"standin/store"
	"standin/store/fault"
)

// ExportFormat is how an export is written.
type ExportFormat string

// The formats. JSON Lines carry each entry with its payload, its leaf and the proof of it; so do OCSF events, in their own shape.
const (
	CSV       ExportFormat = "csv"   // for people: RFC 4180, safe to open in a spreadsheet
	JSONLines ExportFormat = "jsonl" // for whoever checks: exactly what was sealed
	OCSF      ExportFormat = "ocsf"  // for programs that gather events: JSON Lines in OCSF shape
)

// Known tells whether there is such a format.
func (f ExportFormat) Known() bool { return f == CSV || f == JSONLines || f == OCSF }

// ExportOptions say how an export is written.
type ExportOptions struct {
	Format ExportFormat
	Most   int // rows; an export of more is refused with fault.Invalid. 0 for any number
}

// exportChunk is how many rows are held at a time.
const exportChunk = 500

// ExportSessions writes the sessions and refused starts that a filter finds as CSV, newest first. That they were exported, by which
// filter and how many they were, is in the record before the first byte is written; without that nothing is. It returns how many there
// were. fault.Invalid when the filter needs more letters, or finds more than o.Most.
func (l *Log) ExportSessions(ctx context.Context, reader store.Actor, f SessionFilter, o ExportOptions, w io.Writer) (n int, err error) {
	defer fault.Wrap(&err, "Log.ExportSessions")
	err = l.db.Snapshot(ctx, func(q store.Querier) error {
		list, err := l.listed(ctx, q, f)
		if err != nil {
			return err
		}
		n = len(list)
		if err := l.noteExport(ctx, reader, "export.sessions", n, o, f.detail()); err != nil {
			return err
		}
		return writeSessions(ctx, q, list, w)
	})
	return n, err
}

// ExportEntries writes the entries that a filter finds, with the oldest first. It promises what ExportSessions does.
func (l *Log) ExportEntries(ctx context.Context, reader store.Actor, f EntryFilter, o ExportOptions, w io.Writer) (n int, err error) {
	defer fault.Wrap(&err, "Log.ExportEntries")
	err = l.db.Snapshot(ctx, func(q store.Querier) error {
		ids, err := l.entryIDs(ctx, q, f)
		if err != nil {
			return err
		}
		n = len(ids)
		return l.export(ctx, q, reader, ids, o, f.detail(), w)
	})
	return n, err
}

// ExportEntriesOf writes all entries of the sessions that a filter finds, those that opened and ended them among them, and the refused
// starts. It promises what ExportSessions does.
func (l *Log) ExportEntriesOf(ctx context.Context, reader store.Actor, f SessionFilter, o ExportOptions, w io.Writer) (n int, err error) {
	defer fault.Wrap(&err, "Log.ExportEntriesOf")
	err = l.db.Snapshot(ctx, func(q store.Querier) error {
		list, err := l.listed(ctx, q, f)
		if err != nil {
			return err
		}
		sessions, refused := parted(list)
		n, err = l.exportOf(ctx, q, reader, sessions, refused, o, f.detail(), w)
		return err
	})
	return n, err
}

// ExportSession writes all entries of one session. It promises what ExportSessions does; fault.NotFound when there is none.
func (l *Log) ExportSession(ctx context.Context, reader store.Actor, publicID string, o ExportOptions, w io.Writer) (n int, err error) {
	defer fault.Wrap(&err, "Log.ExportSession(%q)", publicID)
	err = l.db.Snapshot(ctx, func(q store.Querier) error {
		var id int64
		if err := q.Get(ctx, &id, `SELECT id FROM shop.impersonation_session WHERE public_id = $1`, publicID); err != nil {
			return err
		}
		n, err = l.exportOf(ctx, q, reader, []int64{id}, nil, o, map[string]any{"session": publicID}, w)
		return err
	})
	return n, err
}

func (l *Log) exportOf(ctx context.Context, q store.Querier, reader store.Actor, sessions, refused []int64, o ExportOptions, filter map[string]any,
	w io.Writer,
) (n int, err error) {
	ids, err := entriesOf(ctx, q, sessions)
	if err != nil {
		return 0, err
	}
	ids = append(ids, refused...)
	slices.Sort(ids)
	return len(ids), l.export(ctx, q, reader, ids, o, filter, w)
}

// export notes and writes entries by their ids, which take eight bytes each; of the entries themselves a chunk is held at a time.
func (l *Log) export(ctx context.Context, q store.Querier, reader store.Actor, ids []int64, o ExportOptions, filter map[string]any, w io.Writer) error {
	if err := l.noteExport(ctx, reader, "export.entries", len(ids), o, filter); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	format, err := l.formatOf(ctx, q, o.Format, out)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(ids, exportChunk) {
		if err := format.entries(chunk); err != nil {
			return err
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
	if err := format.end(len(ids)); err != nil {
		return err
	}
	return out.Flush()
}

// entryWriter writes entries in one of the formats.
type entryWriter interface {
	entries(ids []int64) error
	end(n int) error
}

func (l *Log) formatOf(ctx context.Context, q store.Querier, f ExportFormat, out io.Writer) (entryWriter, error) {
	if f == CSV {
		return newEntryTable(ctx, q, out)
	}
	p, err := newProver(ctx, q, l.known)
	if err != nil {
		return nil, err
	}
	lines := newEntryLines(ctx, q, p, l.seal.Public, out)
	if f == OCSF {
		return &entryEvents{lines}, nil
	}
	return lines, nil
}

// noteExport writes who exports what into the record, before the first row is written.
func (l *Log) noteExport(ctx context.Context, reader store.Actor, action string, n int, o ExportOptions, filter map[string]any) error {
	if o.Most > 0 && n > o.Most {
		return fault.Newf(fault.Invalid, "That would be %d rows; one file holds %d at the most. Narrow it down, by dates for instance.", n, o.Most)
	}
	return l.db.Record(ctx, reader, store.Event{Action: action, Outcome: store.Done,
		Detail: map[string]any{"filter": filter, "format": string(o.Format), "rows": n}})
}
