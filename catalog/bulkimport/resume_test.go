package bulkimport_test

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"standin/catalog"
	"standin/catalog/bulkimport"
	"standin/store"
	"standin/store/account"
	"standin/store/embedpg"
)

// many makes a file of n products with two variants each.
func many(n int) string {
	var b strings.Builder
	b.WriteString("Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Image Src\n")
	for i := range n {
		fmt.Fprintf(&b, "thing-%d,Thing %d,\"<p>Number %d, made by hand</p>\",Size,S,T%d-S,shopify,%d,%d.50,https://pictures.example.com/%d.jpg\n", i, i, i, i, i%9, i%90+1, i)
		fmt.Fprintf(&b, "thing-%d,,,,M,T%d-M,,,%d.90,\n", i, i, i%90+1)
	}
	return b.String()
}

// TestWorker is no test of its own: TestD14 runs it in another process, to kill it.
func TestWorker(t *testing.T) {
	t.Parallel()
	url, run := os.Getenv("BULKIMPORT_WORKER_DATABASE"), os.Getenv("BULKIMPORT_WORKER_RUN")
	if url == "" {
		t.Skip("runs under TestD14 only")
	}
	db, err := store.Open(t.Context(), url, store.Options{MaxConns: 3})
	if err != nil {
		t.Fatal(err)
	}
	id, err := strconv.ParseInt(run, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	if err := bulkimport.New(db, catalog.New(db, "EUR")).Work(t.Context(), bulkimport.WorkArgs{Run: bulkimport.RunID(id)}); err != nil {
		t.Fatal(err)
	}
}

func TestD14_KilledAndResumedGivesTheSame(t *testing.T) {
	t.Parallel()
	content := many(900)
	calm := open(t)
	calm.bring(t, content)

	d := open(t)
	run := d.upload(t, content)
	if err := d.Commit(t.Context(), d.user, d.vendor, run.PublicID, run.Hash()); err != nil {
		t.Fatal(err)
	}
	killMidway(t, d, run)
	half := d.again(t, run)
	if half.State != bulkimport.Committing || half.Written() >= 900 {
		t.Fatalf("the worker was not killed midway: %s, %d written", half.State, half.Written())
	}
	// The database may still hold the killed worker's transaction, and the run with it: then the job finds it busy, and comes
	// again, as it does each minute.
	for range 200 {
		if err := d.Resume(t.Context(), bulkimport.ResumeArgs{}); err != nil {
			t.Fatal(err)
		}
		if d.again(t, run).State != bulkimport.Committing {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if got := d.again(t, run); got.State != bulkimport.Done || got.Created != 900 || got.RowsDone != 1800 {
		t.Errorf("%s, created %d, %d rows", got.State, got.Created, got.RowsDone)
	}
	if diff := cmp.Diff(inventory(t, calm), inventory(t, d)); diff != "" {
		t.Errorf("killed and resumed (-undisturbed +resumed):\n%s", diff)
	}
}

// killMidway runs a worker in a process of its own and kills it as soon as the first batch is written.
func killMidway(t *testing.T, d *desk, run *bulkimport.Run) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestWorker$")
	cmd.Env = append(os.Environ(), "BULKIMPORT_WORKER_DATABASE="+d.db.URL(embedpg.App), fmt.Sprintf("BULKIMPORT_WORKER_RUN=%d", run.ID))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if d.again(t, run).RowsDone > 0 {
			break
		}
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // killed: that it failed is what was wanted
}

// inventory is what the shop holds, without ids and times.
func inventory(t *testing.T, d *desk) []string {
	t.Helper()
	var out []string
	err := d.db.Select(t.Context(), &out, `SELECT concat_ws('|', p.handle, p.slug, p.title, p.description_html, p.status, p.option1_name, v.option1, v.sku, v.price_minor,
		s.tracked, s.quantity, (SELECT string_agg(i.source_url, ',') FROM shop.product_picture i WHERE i.product_id = p.id))
		FROM shop.product p JOIN shop.variant v ON v.product_id = p.id JOIN shop.stock s ON s.variant_id = v.id ORDER BY p.handle, v.option1`)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestStop_EndsAfterTheBatch(t *testing.T) {
	t.Parallel()
	d := open(t)
	run := d.upload(t, threeSizes)
	if err := d.Commit(t.Context(), d.user, d.vendor, run.PublicID, run.Hash()); err != nil {
		t.Fatal(err)
	}
	if err := d.Stop(t.Context(), d.user, d.vendor, run.PublicID); err != nil {
		t.Fatal(err)
	}
	if err := d.Work(t.Context(), bulkimport.WorkArgs{Run: run.ID}); err != nil {
		t.Fatal(err)
	}
	if run = d.again(t, run); run.State != bulkimport.Stopped || run.Written() != 0 || len(d.load(t, "tee", "mug")) != 0 {
		t.Errorf("%s (%s), %d written", run.State, run.Cause, run.Written())
	}
}

func BenchmarkImport10000Rows(b *testing.B) {
	content := many(5000)
	for b.Loop() {
		b.StopTimer()
		d := open(b)
		b.StartTimer()
		run := d.bring(b, content)
		if run.Created != 5000 {
			b.Fatalf("created %d", run.Created)
		}
	}
	b.ReportMetric(float64(10000*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkRead10000Rows(b *testing.B) {
	content := many(5000)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		if _, rows, err := read(content); err != nil || len(rows) != 10_000 {
			b.Fatal(err)
		}
	}
}

func TestSweep_ClearsWhatNobodyNeeds(t *testing.T) {
	t.Parallel()
	d := open(t)
	run := d.bring(t, threeSizes)
	if _, err := d.db.Exec(t.Context(), `INSERT INTO staging.upload DEFAULT VALUES`); err != nil { // of a crash in the midst
		t.Fatal(err)
	}
	staged := func() (n int) {
		t.Helper()
		if err := d.Sweep(t.Context(), bulkimport.SweepArgs{}); err != nil {
			t.Fatal(err)
		}
		if err := d.db.Get(t.Context(), &n, `SELECT count(*) FROM staging.upload`); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := staged(); n != 2 {
		t.Errorf("at once %d are left", n)
	}
	d.db.Shift(t, 2*time.Hour)
	if n := staged(); n != 1 {
		t.Errorf("after two hours %d are left", n)
	}
	d.db.Shift(t, 31*24*time.Hour)
	if n := staged(); n != 0 || d.again(t, run).Created != 2 {
		t.Errorf("after a month %d are left", n)
	}
}

func TestUpload_ByTheCommandLine(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.user = account.Operator("root")
	if run := d.bring(t, threeSizes); run.State != bulkimport.Done || run.Created != 2 || run.ActorName != "the command line" {
		t.Errorf("%+v", run)
	}
}
