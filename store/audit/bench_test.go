package audit_test

import (
	"crypto/sha256"
	"database/sql"
	"testing"
	"time"

	"standin/store/audit"
	"standin/store/embedpg"
)

// benchEntries is how many entries the benchmarks of the record work on.
const benchEntries = 20_000

// BenchmarkVerify proves a record of 20,000 entries, and reports how that compares with reading the same rows and hashing them bare
// (goal: at least 0.3).
func BenchmarkVerify(b *testing.B) {
	r := newRecord(b)
	r.write(b, benchEntries)
	r.sequence(b)
	if _, err := r.Owner.ExecContext(b.Context(), `ANALYZE`); err != nil {
		b.Fatal(err)
	}
	auditor := r.As(b, embedpg.Auditor)
	var verify, bare time.Duration
	for b.Loop() {
		begun := time.Now()
		report, err := audit.Verify(b.Context(), auditor, audit.VerifyOptions{Verifiers: r.known})
		if err != nil || !report.OK() || report.Leaves != benchEntries {
			b.Fatalf("%+v, %v", report, err)
		}
		verify += time.Since(begun)
		begun = time.Now()
		bareHash(b, auditor.Handle())
		bare += time.Since(begun)
	}
	b.ReportMetric(bare.Seconds()/verify.Seconds(), "bare/verify")
	b.ReportMetric(float64(benchEntries*b.N)/verify.Seconds(), "entries/s")
}

// bareHash reads the rows of the record and takes their SHA-256, nothing else.
func bareHash(b *testing.B, db *sql.DB) {
	b.Helper()
	for _, query := range []string{
		`SELECT concat_ws(',', id, at, kind, actor, subject, session, action, outcome, object, passive) FROM audit.entry ORDER BY id`,
		`SELECT body::text FROM audit.payload ORDER BY entry, seq`,
	} {
		rows, err := db.QueryContext(b.Context(), query)
		if err != nil {
			b.Fatal(err)
		}
		var text sql.RawBytes
		for rows.Next() {
			if err := rows.Scan(&text); err != nil {
				b.Fatal(err)
			}
			_ = sha256.Sum256(text)
		}
		if err := rows.Err(); err != nil {
			b.Fatal(err)
		}
		_ = rows.Close()
	}
}

// BenchmarkSequencer builds the tree over waiting entries (goal: 2,000 a second).
func BenchmarkSequencer(b *testing.B) {
	r := newRecord(b)
	var took time.Duration
	for b.Loop() {
		b.StopTimer()
		r.write(b, 10_000)
		b.StartTimer()
		begun := time.Now()
		r.sequence(b)
		took += time.Since(begun)
	}
	b.ReportMetric(float64(10_000*b.N)/took.Seconds(), "entries/s")
}
