package job

import (
	"context"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// unfinished are the states in which a job is still going to run, or runs.
var unfinished = []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
	rivertype.JobStateRetryable, rivertype.JobStateScheduled}

// Plan says which jobs there are and what each does. cmd fills one and hands it to Start.
type Plan struct {
	workers  *river.Workers
	periodic []*river.PeriodicJob
}

// NewPlan returns an empty plan.
func NewPlan() *Plan { return &Plan{workers: river.NewWorkers()} }

// Register says what jobs with args of type T do. Work may be run again after a crash or a failure, so it must be able to find
// its work done. Register panics when the kind has been registered before: that is a mistake of the program.
func Register[T Args](p *Plan, work func(ctx context.Context, args T) error) {
	river.AddWorker(p.workers, &worker[T]{work: work})
}

// Every enqueues a job each time the interval has passed, and once at the start; instances that run side by side do it once
// among them.
func (p *Plan) Every(interval time.Duration, args Args) {
	once := func() (river.JobArgs, *river.InsertOpts) {
		return args, &river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
	}
	p.periodic = append(p.periodic, river.NewPeriodicJob(river.PeriodicInterval(interval), once, &river.PeriodicJobOpts{RunOnStart: true}))
}

// GiveUp marks err as one that trying again will not mend.
func GiveUp(err error) error { return river.JobCancel(err) }

type worker[T Args] struct {
	river.WorkerDefaults[T]

	work func(ctx context.Context, args T) error
}

func (w *worker[T]) Work(ctx context.Context, j *river.Job[T]) error { return w.work(ctx, j.Args) }

// Timeout is -1: an import may take long, and every job stops at its context's end.
func (w *worker[T]) Timeout(*river.Job[T]) time.Duration { return -1 }
