package main

import (
	"context"
	"time"

	"standin/store/job"
	"standin/web"
)

// closeLapsed ends the acting sessions and requests that time has ended and nobody has noticed, and mails those who said yes to a
// session that is over.
type closeLapsed struct{}

// Kind names the job in the queue.
func (closeLapsed) Kind() string { return "acting.close_lapsed" }

// sweepSessions removes web sessions that lapsed long ago.
type sweepSessions struct{}

// Kind names the job in the queue.
func (sweepSessions) Kind() string { return "session.sweep" }

// expireRecord erases the details of what the record has kept for long enough.
type expireRecord struct{}

// Kind names the job in the queue.
func (expireRecord) Kind() string { return "record.expire" }

// mailCheckpoint sends the day's checkpoint to those who keep it outside.
type mailCheckpoint struct{}

// Kind names the job in the queue.
func (mailCheckpoint) Kind() string { return "record.mail_checkpoint" }

// registerJobs says what each job does and how often the periodic ones run.
func registerJobs(p *job.Plan, r *web.Rooms) {
	r.Imports.Jobs(p)
	job.Register(p, func(ctx context.Context, _ closeLapsed) error {
		_, err := r.Sessions.CloseLapsed(ctx)
		if err == nil {
			_, err = r.Sessions.LapseRequests(ctx)
		}
		if err == nil {
			_, err = r.Sessions.TellEnded(ctx)
		}
		return err
	})
	p.Every(time.Minute, closeLapsed{})
	job.Register(p, r.Accounts.MailReset)
	job.Register(p, func(ctx context.Context, _ sweepSessions) error {
		_, err := r.Cookies.Sweep(ctx)
		return err
	})
	p.Every(time.Hour, sweepSessions{})
	job.Register(p, func(ctx context.Context, _ expireRecord) error {
		_, err := r.Custody.Expire(ctx)
		return err
	})
	p.Every(24*time.Hour, expireRecord{}) // and at each start
	job.Register(p, func(ctx context.Context, _ mailCheckpoint) error {
		_, err := r.Custody.MailCheckpoint(ctx)
		return err
	})
	p.Every(time.Hour, mailCheckpoint{}) // it is one mail a day all the same
}
