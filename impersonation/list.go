package impersonation

import (
	"context"
	"fmt"
	"strings"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Filter says which sessions List gives. The zero Filter gives the newest of all.
type Filter struct {
	Actor        account.ActorID
	Subject      account.SubjectID
	Organization account.OrganizationID
	Vendor       account.VendorID
	SignIn       int64
	From, Until  time.Time
	Cause        Cause
	Running      bool   // only those that run
	Ticket       string // exact
	Text         string // in the reason
	After        *Session
	Limit        int // 50 when 0
}

// List gives sessions, the newest first, a page at a time: After is the last one of the page before. It is a read without a check:
// callers know who may ask.
func (s *Sessions) List(ctx context.Context, f Filter) (list []Session, err error) {
	defer fault.Wrap(&err, "Sessions.List")
	where, args := f.conditions()
	limit := f.Limit
	if limit <= 0 {
		limit = 50
	}
	err = s.db.Select(ctx, &list, fmt.Sprintf(`
		SELECT %s FROM shop.impersonation_session s %s ORDER BY s.started_at DESC, s.id DESC LIMIT %d`, sessionJSON, where, limit), args...)
	return list, err
}

// conditions writes only what is asked for, so that each question finds its index.
func (f Filter) conditions() (where string, args store.Args) {
	w := args.Where()
	w.And(f.Actor != 0, `s.actor_id = ?`, int64(f.Actor))
	w.And(f.Subject != 0, `s.subject_id = ?`, int64(f.Subject))
	w.And(f.Organization != 0, `s.organization_id = ?`, int64(f.Organization))
	w.And(f.Vendor != 0, `s.vendor_id = ?`, int64(f.Vendor))
	w.And(f.SignIn != 0, `s.sign_in_id = ?`, f.SignIn)
	w.And(!f.From.IsZero(), `s.started_at >= ?`, f.From)
	w.And(!f.Until.IsZero(), `s.started_at < ?`, f.Until)
	w.And(f.Cause != "", `s.end_cause = ?`, string(f.Cause))
	w.And(f.Running, `s.ended_at IS NULL`)
	w.And(f.Ticket != "", `s.ticket = ?`, f.Ticket)
	w.And(f.Text != "", `s.reason ILIKE '%' || ? || '%'`, likeText(f.Text))
	if f.After != nil {
		w.And(true, `(s.started_at, s.id) < (?, ?)`, f.After.StartedAt, f.After.ID)
	}
	return w.String(), args
}

// likeText keeps what somebody typed from meaning anything to LIKE.
func likeText(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
