package job

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivertype"

	"standin/store"
	"standin/store/fault"
)

// Options bound a Queue. The zero value is right for a server.
type Options struct {
	Workers int           // jobs at once; 0 means 4
	Poll    time.Duration // how long a job waits at the most to be noticed; 0 means 500 ms
	Log     *slog.Logger  // nil means the default logger
	Test    bool          // no jitter at the start
}

// Queue is the running half of this package: it takes jobs and does them.
type Queue struct{ client *river.Client[*sql.Tx] }

// Start begins to work on jobs by the plan. Several instances may run on one database; each job is taken by one of them.
func Start(ctx context.Context, db *store.DB, p *Plan, o Options) (q *Queue, err error) {
	defer fault.Wrap(&err, "job.Start")
	if o.Workers == 0 {
		o.Workers = 4
	}
	if o.Poll == 0 {
		o.Poll = 500 * time.Millisecond
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	client, err := river.NewClient(riverdatabasesql.New(db.Handle()), o.config(p))
	if err != nil {
		return nil, err
	}
	// The client's own context lives until Stop: the end of ctx would tear running jobs apart.
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, err
	}
	return &Queue{client}, nil
}

func (o Options) config(p *Plan) *river.Config {
	return &river.Config{
		Schema:            schema,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: o.Workers}},
		Workers:           p.workers,
		PeriodicJobs:      p.periodic,
		FetchPollInterval: o.Poll,
		PollOnly:          true, // this driver cannot listen
		Logger:            slog.New(quiet{o.Log.Handler()}),
		ErrorHandler:      &reporter{o.Log},
		JobTimeout:        -1,
		ReindexerSchedule: river.NeverSchedule(), // the app role owns no table
		TestOnly:          o.Test,
	}
}

// Stop lets running jobs come to their end, and interrupts them when ctx ends first; what was interrupted is begun again by the
// next start.
func (q *Queue) Stop(ctx context.Context) error {
	err := q.client.Stop(ctx)
	if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		return err
	}
	hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return q.client.StopAndCancel(hard)
}

// reporter writes failures of jobs to the log; the queue itself sees to trying again.
type reporter struct{ log *slog.Logger }

func (r *reporter) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	r.log.WarnContext(ctx, "a job failed", "kind", job.Kind, "job", job.ID, "try", job.Attempt, "error", err)
	return nil
}

func (r *reporter) HandlePanic(ctx context.Context, job *rivertype.JobRow, panicVal any, trace string) *river.ErrorHandlerResult {
	r.log.ErrorContext(ctx, "a job panicked", "kind", job.Kind, "job", job.ID, "panic", panicVal, "trace", trace)
	return nil
}

// quiet lets through what somebody should look at; the library tells of each of its steps besides.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}

func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }
func (q quiet) WithGroup(name string) slog.Handler       { return quiet{q.Handler.WithGroup(name)} }
