package job_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"standin/store"
	"standin/store/fault"
	"standin/store/job"
	"standin/store/storetest"
)

// tester is the actor of these tests.
type tester struct{}

func (tester) Attribution() store.Attribution {
	return store.Attribution{Kind: store.Operator, Name: "tester"}
}

// note is a job that only says it ran.
type note struct {
	Text string `json:"text"`
}

func (note) Kind() string { return "note" }

// running starts a queue that reports each note.
func running(t *testing.T, db *storetest.DB, plan func(*job.Plan)) <-chan string {
	t.Helper()
	ran := make(chan string, 100)
	p := job.NewPlan()
	job.Register(p, func(_ context.Context, n note) error { ran <- n.Text; return nil })
	if plan != nil {
		plan(p)
	}
	q, err := job.Start(t.Context(), db.DB, p, job.Options{Workers: 2, Poll: 100 * time.Millisecond, Test: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := q.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return ran
}

func transact(t *testing.T, db *storetest.DB, fn func(tx *store.Tx) error) error {
	t.Helper()
	return db.Transact(t.Context(), tester{}, "test.job", fn)
}

func await(t *testing.T, ran <-chan string, want string) {
	t.Helper()
	select {
	case got := <-ran:
		if got != want {
			t.Errorf("ran %q, want %q", got, want)
		}
	case <-time.After(10 * time.Second):
		t.Fatalf("%q did not run", want)
	}
}

func TestEnqueue_RunsAfterCommit(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	ran := running(t, db, nil)
	if err := transact(t, db, func(tx *store.Tx) error { return job.Enqueue(t.Context(), tx, note{"hello"}) }); err != nil {
		t.Fatal(err)
	}
	await(t, ran, "hello")
}

func TestEnqueue_NeverRunsAfterRollback(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	broken := errors.New("broken")
	err := transact(t, db, func(tx *store.Tx) error {
		if err := job.Enqueue(t.Context(), tx, note{"lost"}); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	var n int
	if err := db.Get(t.Context(), &n, `SELECT count(*) FROM river.river_job`); err != nil || n != 0 {
		t.Errorf("%d jobs left, %v", n, err)
	}
}

func TestEnqueue_Once(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	err := transact(t, db, func(tx *store.Tx) error {
		for range 3 {
			if err := job.Enqueue(t.Context(), tx, note{"same"}, job.Once(), job.At(time.Now().Add(time.Hour))); err != nil {
				return err
			}
		}
		return job.Enqueue(t.Context(), tx, note{"other"}, job.Once())
	})
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := db.Get(t.Context(), &n, `SELECT count(*) FROM river.river_job`); err != nil || n != 2 {
		t.Errorf("%d jobs, %v; want 2", n, err)
	}
}

func TestPlan_EveryRunsAtTheStart(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	ran := running(t, db, func(p *job.Plan) { p.Every(time.Hour, note{"sweep"}) })
	await(t, ran, "sweep")
}

func TestSendMail_IsStoredSentAndKeptByTheMailbox(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	running(t, db, func(p *job.Plan) { job.RegisterMail(p, db.DB, job.Mailbox{}) })
	send(t, db, job.Mail{To: "Mara Lind <mara@example.com>", Kind: "order.placed", Subject: "Your\r\nBcc: order",
		Text: "See https://shop.example/as/a1B2c3/orders/7 and https://shop.example/orders/7", HTML: `<a href="https://shop.example/as/a1B2c3">x</a>`})
	m := sent(t, db)
	if m.Mail.Subject != "Your Bcc: order" {
		t.Errorf("subject %q", m.Mail.Subject)
	}
	if want := "See https://shop.example/orders/7 and https://shop.example/orders/7"; m.Mail.Text != want {
		t.Errorf("text %q", m.Mail.Text)
	}
	if want := `<a href="https://shop.example">x</a>`; m.Mail.HTML != want {
		t.Errorf("html %q", m.Mail.HTML)
	}
	if again, err := job.PostedByID(t.Context(), db, m.PublicID); err != nil || again.ID != m.ID {
		t.Errorf("by id: %+v, %v", again, err)
	}
}

// courier delivers nowhere and keeps nothing, as SMTP does.
type courier struct{ got chan job.Mail }

func (c courier) Deliver(_ context.Context, m job.Mail) error { c.got <- m; return nil }
func (courier) Keep() bool                                    { return false }

func TestSendMail_TextDoesNotOutliveItsSending(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	c := courier{make(chan job.Mail, 1)}
	running(t, db, func(p *job.Plan) { job.RegisterMail(p, db.DB, c) })
	send(t, db, job.Mail{To: "mara@example.com", Kind: "invitation", Subject: "Welcome", Text: "canary-7731"})
	if m := <-c.got; m.Text != "canary-7731" {
		t.Errorf("delivered %q", m.Text)
	}
	if m := sent(t, db); m.Mail.Text != "" {
		t.Errorf("still holds %q", m.Mail.Text)
	}
	var n int
	if err := db.Get(t.Context(), &n, `SELECT count(*) FROM audit.payload WHERE body::text LIKE '%canary-7731%'`); err != nil || n != 0 {
		t.Errorf("the record holds the text %d times, %v", n, err)
	}
}

func TestSendMail_RefusesWhatIsNoAddress(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	for _, to := range []string{"", "nobody", "a@b\r\nBcc: c@d"} {
		err := transact(t, db, func(tx *store.Tx) error {
			return job.SendMail(t.Context(), tx, job.Mail{To: to, Kind: "x", Subject: "x"})
		})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", to, err)
		}
	}
}

func send(t *testing.T, db *storetest.DB, m job.Mail) {
	t.Helper()
	if err := transact(t, db, func(tx *store.Tx) error { return job.SendMail(t.Context(), tx, m) }); err != nil {
		t.Fatal(err)
	}
}

// sent waits until the outbox's newest mail has left.
func sent(t *testing.T, db *storetest.DB) job.Posted {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		list, err := job.Outbox(t.Context(), db, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 1 && list[0].State == "sent" {
			return list[0]
		}
	}
	t.Fatal("no mail was sent")
	return job.Posted{}
}
