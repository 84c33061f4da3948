// Package session keeps sign-ins: the web sessions behind the cookies, the devices they came from, and what each looked like.
// It knows persons by id alone and never asks what they may do; impersonation has its own row elsewhere and only points here.
package session

import (
	"database/sql"
	"encoding/json"
	"time"

	"standin/store"
)

// The absolute ends of a sign-in; no renewal of its token moves them. Staff begin anew each working day.
const (
	StaffLife = 12 * time.Hour
	Life      = 24 * time.Hour
)

// Causes of the end of a sign-in.
const (
	EndedBySignOut  = "sign_out"         // by its person
	EndedByRevoke   = "revoked"          // by its person, from another sign-in
	EndedEverywhere = "everywhere"       // by its person, with all the others
	EndedByPassword = "password_changed" // the password was changed elsewhere
	EndedByFactor   = "factor_changed"   // the second factor was replaced
	EndedByLock     = "locked"           // an administrator locked the person
	EndedByRenewal  = "superseded"       // the same browser signed in anew
)

// SignIn is one sign-in of one person in one browser. Its ID is stable, its EndsAt absolute.
type SignIn struct {
	ID        int64     `json:"id"`
	PublicID  string    `json:"public_id"`
	Person    int64     `json:"person_id"`
	Device    int64     `json:"device_id"`
	CreatedAt time.Time `json:"created_at"`
	EndsAt    time.Time `json:"ends_at"`
	LastSeen  time.Time `json:"last_seen"`
	Factor    bool      `json:"factor"` // a second factor was given
	Footprint Footprint `json:"footprint"`
}

// Scan reads what JSON writes.
func (s *SignIn) Scan(src any) error { return scanJSON(src, s) }

// JSON is the SQL that writes a row of web.sign_in, named i and joined to its web.device, named d, as a SignIn.
const JSON = `json_build_object('id', i.id, 'public_id', i.public_id, 'person_id', i.person_id, 'device_id', d.id,
  'created_at', i.created_at, 'ends_at', i.ends_at, 'last_seen', i.last_seen, 'factor', i.mfa_at IS NOT NULL,
  'footprint', json_build_object('device', encode(d.token_hash, 'hex'), 'browser', i.browser, 'platform', i.platform,
    'ip', coalesce(host(i.ip), ''), 'network_4', coalesce(text(i.network_4), ''), 'network_6', coalesce(text(i.network_6), ''),
    'agent', i.agent, 'hints', i.hints))`

// Open is the SQL condition under which the sign-in i stands: not ended, not past its end, its device not revoked.
const Open = `i.ended_at IS NULL AND i.ends_at > shop.shop_now() AND d.revoked_at IS NULL`

// SignIns are all sign-ins and devices.
type SignIns struct{ db *store.DB }

// New gives the room of sign-ins.
func New(db *store.DB) *SignIns { return &SignIns{db: db} }

func scanJSON(src, dest any) error {
	switch b := src.(type) {
	case []byte:
		return json.Unmarshal(b, dest)
	case string:
		return json.Unmarshal([]byte(b), dest)
	}
	return sql.ErrNoRows
}
