// Package job runs what need not be done while somebody waits: mails, imports, sweeps. It gives rooms one verb to enqueue work
// in their own transaction, and knows nothing of what the work is; cmd says that, in a Plan.
package job

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"

	"standin/store"
	"standin/store/fault"
)

// schema holds the queue's own tables.
const schema = "river"

// Args is what a job carries, written down as JSON: small, and of ids rather than of data. Kind names the sort of job.
type Args interface{ Kind() string }

// Option changes how one job is enqueued.
type Option func(*river.InsertOpts)

// At lets the job wait until a time.
func At(t time.Time) Option { return func(o *river.InsertOpts) { o.ScheduledAt = t } }

// Once enqueues nothing when a job of this kind with the same args has yet to end.
func Once() Option {
	return func(o *river.InsertOpts) { o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: unfinished} }
}

// Tries bounds how often the job is begun before it is given up; it is 25 otherwise, over some three weeks.
func Tries(n int) Option { return func(o *river.InsertOpts) { o.MaxAttempts = n } }

// enqueuer only inserts, so it needs no database of its own.
var enqueuer = sync.OnceValues(func() (*river.Client[*sql.Tx], error) {
	return river.NewClient(riverdatabasesql.New(nil), &river.Config{Schema: schema})
})

// Enqueue adds a job that begins once tx has committed, and never when it has not.
func Enqueue(ctx context.Context, tx *store.Tx, args Args, options ...Option) (err error) {
	defer fault.Wrap(&err, "job.Enqueue(%s)", args.Kind())
	client, err := enqueuer()
	if err != nil {
		return err
	}
	o := &river.InsertOpts{}
	for _, option := range options {
		option(o)
	}
	_, err = client.InsertTx(ctx, tx.Handle().Tx, args, o)
	return err
}
