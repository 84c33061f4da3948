package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"net"
	"strings"

	"github.com/lib/pq"

	"standin/store/fault"
)

// What the database's own guards raise (migrations/0001_ground.sql).
const (
	codeNoActor      = "SH001" // a write without an actor, or two entries in one transaction
	codeSessionEnded = "SH002" // the acting session ended, lapsed, or is another's
	codeRecordKept   = "SH003" // somebody tried to change the record
)

// What PostgreSQL raises when the shop's own role may not write any more: a right was taken away, or this server only reads.
const (
	codeForbidden = "42501"
	codeReadOnly  = "25006"
)

// translate turns what the driver says into the shop's faults; other errors stay as they are.
func translate(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return fault.New(fault.NotFound, "There is nothing at this address.").Because(err)
	case fault.As(err) != nil:
		return err
	case isUnavailable(err):
		return fault.New(fault.Unavailable, "The shop cannot reach its database just now. Try again in a moment; nothing was changed.").
			Because(err)
	}
	var p *pq.Error
	if !errors.As(err, &p) {
		return err
	}
	switch string(p.Code) {
	case codeSessionEnded:
		return fault.New(fault.Conflict, "This session has ended. Nothing was changed.").WithCode("session_ended").Because(err)
	case codeForbidden, codeReadOnly:
		return noRecord(err)
	case codeNoActor, codeRecordKept:
		return fault.New(fault.Internal, "Something went wrong on our side.").Because(err)
	}
	if p.Schema == "audit" { // a constraint of the record is nobody's mistake but ours
		return noRecord(err)
	}
	return err
}

// noRecord says that what cannot be recorded is not done.
func noRecord(err error) error {
	return fault.New(fault.Unavailable, "The shop cannot write its record just now, so nothing was done. Try again in a moment.").
		WithCode("no_record").Because(err)
}

func isUnavailable(err error) bool {
	var p *pq.Error
	if errors.As(err, &p) {
		c := string(p.Code)
		return strings.HasPrefix(c, "08") || strings.HasPrefix(c, "57P") || strings.HasPrefix(c, "53")
	}
	var n *net.OpError
	return errors.As(err, &n) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone)
}

// retryable tells whether a transaction may be run anew: it lost against another one and left nothing.
func retryable(err error) bool {
	var p *pq.Error
	return errors.As(err, &p) && (p.Code == "40001" || p.Code == "40P01")
}

// Constraint is the name of the constraint that err reports as broken, or "": rooms turn names into faults.
func Constraint(err error) string {
	var p *pq.Error
	if errors.As(err, &p) && strings.HasPrefix(string(p.Code), "23") {
		return p.Constraint
	}
	return ""
}

type counterKey struct{}

// Counter notes the statements of one request: tests count instead of timing, and `shop bench` runs them once more by themselves.
type Counter struct {
	Queries []string
	Args    [][]any // of the query in the same place
}

// WithCounter returns a context under which each statement is noted in the counter. It is for one goroutine.
func WithCounter(ctx context.Context) (context.Context, *Counter) {
	c := &Counter{}
	return context.WithValue(ctx, counterKey{}, c), c
}

func count(ctx context.Context, query string, args ...any) {
	if c, ok := ctx.Value(counterKey{}).(*Counter); ok {
		c.Queries, c.Args = append(c.Queries, query), append(c.Args, args)
	}
}
