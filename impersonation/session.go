package impersonation

import (
	"net/netip"
	"time"

	"standin/store/account"
	"standin/store/session"
)

// Session is one person standing in for another, as its row tells it. Only its end was written after its beginning.
type Session struct {
	ID           int64                      `json:"id"`
	PublicID     string                     `json:"public_id"`
	ActorID      account.ActorID            `json:"actor_id"`
	ActorName    string                     `json:"actor_name"`
	SubjectID    account.SubjectID          `json:"subject_id"`
	SubjectName  string                     `json:"subject_name"`
	SubjectPub   string                     `json:"subject_public_id"`
	SignIn       int64                      `json:"sign_in_id"`
	ActorRole    Role                       `json:"actor_role"`
	CapacityKind account.CapacityKind       `json:"capacity"`
	Vendor       account.VendorID           `json:"vendor_id"`
	Organization account.OrganizationID     `json:"organization_id"`
	Place        string                     `json:"place"` // name of vendor or organization
	SubjectRole  string                     `json:"subject_role"`
	RuleID       int64                      `json:"rule_id"`
	Rule         Rule                       `json:"rule"` // as it then stood
	Mode         Mode                       `json:"mode"` // act once a fresh code has raised it
	RaisedAt     *time.Time                 `json:"-"`    // when a read-only session was raised to changes
	Permissions  []account.Permission       `json:"permissions"`
	Caps         map[account.Permission]int `json:"caps"`
	Footprint    FootprintMode              `json:"footprint"`
	JobEnd       string                     `json:"job_end"`
	Reason       string                     `json:"reason"`
	Ticket       string                     `json:"ticket"`
	ConsentKind  ConsentKind                `json:"consent_kind"`
	ConsentText  string                     `json:"consent_text"`
	ConsentAt    *time.Time                 `json:"consent_at"`
	Second       account.ID                 `json:"second_person"` // member of staff who said yes to this session; 0 where nobody had to
	StartedAt    time.Time                  `json:"started_at"`
	ExpiresAt    time.Time                  `json:"expires_at"`
	IdleMinutes  int                        `json:"idle_minutes"`
	LastActivity time.Time                  `json:"last_activity"`
	EndedAt      *time.Time                 `json:"ended_at"`
	EndCause     Cause                      `json:"end_cause"`
	Seen         session.Footprint          `json:"seen"` // taken at the start, with the networks a code has added
	ReturnPath   string                     `json:"return_path"`
}

// Scan reads a session written as JSON, and adds what codes have added: networks to its footprint, changes to its mode.
func (s *Session) Scan(src any) error {
	row := struct {
		*plainSession
		Learned map[string]netip.Prefix `json:"learned"`
		Raised  *struct {
			At          time.Time            `json:"at"`
			Permissions []account.Permission `json:"permissions"`
		} `json:"raised"`
	}{plainSession: (*plainSession)(s)}
	if err := scanJSON(src, &row); err != nil {
		return err
	}
	if n, ok := row.Learned["4"]; ok {
		s.Seen.Network4 = n
	}
	if n, ok := row.Learned["6"]; ok {
		s.Seen.Network6 = n
	}
	if row.Raised != nil {
		s.Mode, s.RaisedAt, s.Permissions = Act, &row.Raised.At, row.Raised.Permissions
	}
	return nil
}

// plainSession is a Session without its Scan.
type plainSession Session

// Capacity is as what the subject is acted for.
func (s Session) Capacity() account.Capacity {
	return account.Capacity{Kind: s.CapacityKind, Vendor: s.Vendor, Organization: s.Organization}
}

// Prefix is the address under which the session acts.
func (s Session) Prefix() string { return "/as/" + s.PublicID }

// Open tells whether no end has been written yet.
func (s Session) Open() bool { return s.EndedAt == nil }

// IdleAt is when the session lapses for want of a click.
func (s Session) IdleAt() time.Time {
	return s.LastActivity.Add(time.Duration(s.IdleMinutes) * time.Minute)
}

// Lapsed tells whether time has ended the session, and as what.
func (s Session) Lapsed(now time.Time) (Cause, bool) {
	idle := s.IdleAt()
	if !s.ExpiresAt.After(idle) {
		return Expired, !now.Before(s.ExpiresAt)
	}
	return Idle, !now.Before(idle)
}

// Took is how long the session lasted, or has lasted until now.
func (s Session) Took(now time.Time) time.Duration {
	if s.EndedAt != nil {
		now = *s.EndedAt
	}
	return max(now.Sub(s.StartedAt), 0)
}

// Role is the subject's role as people say it: "shopper", "buyer", "vendor user".
func (s Session) Role() string {
	switch s.CapacityKind {
	case account.CapacityVendor:
		return "vendor user"
	case account.CapacityOrganization:
		return account.MemberRole(s.SubjectRole).Title()
	}
	return "shopper"
}

// Running is a running session in brief, for bars and lists.
type Running struct {
	ID           int64                  `json:"id"`
	PublicID     string                 `json:"public_id"`
	Subject      account.SubjectID      `json:"subject_id"`
	SubjectPub   string                 `json:"subject_public_id"`
	SubjectName  string                 `json:"subject_name"`
	Actor        account.ActorID        `json:"actor_id"`
	ActorRole    Role                   `json:"actor_role"`
	Capacity     string                 `json:"capacity"`
	Vendor       account.VendorID       `json:"vendor_id"`
	Organization account.OrganizationID `json:"organization_id"`
	SubjectRole  string                 `json:"subject_role"`
	Place        string                 `json:"place"`
	Mode         Mode                   `json:"mode"`
	Ticket       string                 `json:"ticket"`
	Reason       string                 `json:"reason"`
	StartedAt    time.Time              `json:"started_at"`
	ExpiresAt    time.Time              `json:"expires_at"`
}

// RunningList scans a JSON array of running sessions.
type RunningList []Running

// Scan reads the list.
func (l *RunningList) Scan(src any) error {
	if src == nil {
		*l = nil
		return nil
	}
	return scanJSON(src, l)
}

// Role is the subject's role as people say it.
func (r Running) Role() string {
	return Session{CapacityKind: account.CapacityKind(r.Capacity), SubjectRole: r.SubjectRole}.Role()
}

// Of is as what the subject is acted for.
func (r Running) Of() account.Capacity {
	return account.Capacity{Kind: account.CapacityKind(r.Capacity), Vendor: r.Vendor, Organization: r.Organization}
}

// Detail is the session in half a line: "Northside School, read-only".
func (r Running) Detail() string {
	detail := r.Place
	if detail == "" {
		detail = r.Role()
	}
	if r.Mode == ReadOnly {
		detail += ", read-only"
	}
	return detail
}
