package session

import (
	"context"
	"encoding/json"
	"net/netip"
	"time"

	"standin/store"
	"standin/store/fault"
)

// Arrival is how somebody comes to sign in.
type Arrival struct {
	Footprint Footprint // its Device must be set
	Replaces  int64     // a sign-in this browser still holds; it is ended
}

// Begin makes a sign-in that stands for at most life, in the transaction that checked password and code. The device is
// remembered as the person's.
func Begin(ctx context.Context, tx *store.Tx, person int64, a Arrival, life time.Duration, factor bool) (s SignIn, err error) {
	defer fault.Wrap(&err, "session.Begin(%d)", person)
	if a.Footprint.Device == "" {
		return s, fault.New(fault.Internal, "Something went wrong on our side. Sign in again.")
	}
	if a.Replaces != 0 {
		if err := endOne(ctx, tx, a.Replaces, EndedByRenewal); err != nil {
			return s, err
		}
	}
	var device int64
	f := a.Footprint
	if err := tx.Get(ctx, &device, keepDevice, person, f.Device, f.Browser, f.Platform); err != nil {
		return s, err
	}
	hints, err := json.Marshal(f.Hints)
	if err != nil {
		return s, err
	}
	var id int64
	err = tx.Get(ctx, &id, insertSignIn, person, device, int64(life/time.Second), factor, address(f.IP), prefix(f.Network4), prefix(f.Network6),
		f.Browser, f.Platform, f.Agent, string(hints))
	if err != nil {
		return s, err
	}
	return ByID(ctx, tx, id)
}

// ByID reads a sign-in that stands; fault.NotFound when it ended, lapsed, or its device was revoked.
func ByID(ctx context.Context, q store.Querier, id int64) (s SignIn, err error) {
	defer fault.Wrap(&err, "session.ByID(%d)", id)
	err = q.Get(ctx, &s, selectSignIn, id)
	return s, err
}

func address(ip netip.Addr) string {
	if !ip.IsValid() {
		return ""
	}
	return ip.String()
}

func prefix(p netip.Prefix) string {
	if !p.IsValid() {
		return ""
	}
	return p.String()
}
