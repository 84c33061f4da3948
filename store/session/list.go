package session

import (
	"context"
	"time"

	"standin/store"
	"standin/store/fault"
)

// Device is a browser in which somebody signed in, with the sign-ins that stand there.
type Device struct {
	PublicID  string    `json:"public_id"`
	Browser   string    `json:"browser"`
	Platform  string    `json:"platform"`
	FirstSeen time.Time `json:"first_seen"`
	LastSeen  time.Time `json:"last_seen"`
	SignIns   []SignIn  `json:"sign_ins"`
}

// Scan reads a device with its sign-ins.
func (d *Device) Scan(src any) error { return scanJSON(src, d) }

// List gives the person's sign-ins that stand, newest first.
func List(ctx context.Context, q store.Querier, person int64) (list []SignIn, err error) {
	defer fault.Wrap(&err, "session.List(%d)", person)
	err = q.Select(ctx, &list, selectSignIns, person)
	return list, err
}

// Devices gives the person's devices that are not revoked, the last used first.
func Devices(ctx context.Context, q store.Querier, person int64) (list []Device, err error) {
	defer fault.Wrap(&err, "session.Devices(%d)", person)
	err = q.Select(ctx, &list, selectDevices, person)
	return list, err
}

// touchAfter is how old last-seen must be before it is written anew.
const touchAfter = time.Minute

// Stale tells whether last-seen is due at the time now, so that a request in between writes nothing.
func (s SignIn) Stale(now time.Time) bool { return now.Sub(s.LastSeen) >= touchAfter }

// Touch notes that the sign-in and its device were seen, at most once a minute. It never touches one that has ended.
func (r *SignIns) Touch(ctx context.Context, signIn int64) (err error) {
	defer fault.Wrap(&err, "SignIns.Touch(%d)", signIn)
	_, err = r.db.Exec(ctx, touchSignIn, signIn)
	return err
}
