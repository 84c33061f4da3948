package impersonation

import (
	"fmt"
	"strings"
	"time"

	"standin/store/account"
)

// AskState is where a request for a yes stands. It moves forwards only.
type AskState string

// The states of a request.
const (
	Waiting   AskState = "waiting"
	SaidYes   AskState = "yes"
	SaidNo    AskState = "no"
	AskLapsed AskState = "lapsed"    // 15 minutes went by
	Cancelled AskState = "cancelled" // by who asked, or with what it stood on
	AskUsed   AskState = "used"      // a session began on it
	Withdrawn AskState = "withdrawn" // the yes was taken back while the session ran
)

// Limits of asking.
const (
	AskLife     = 15 * time.Minute // from the question to the start
	PromptLimit = 3                // questions on one person's screen within an hour, whoever asks
)

// Asked is a start that waits for a yes, as its row tells it: of the person themselves on their own screen (ByPrompt), or of
// another member of staff (SecondPerson).
type Asked struct {
	ID           int64                  `json:"id"`
	PublicID     string                 `json:"public_id"`
	Kind         ConsentKind            `json:"kind"`
	ActorID      account.ActorID        `json:"actor_id"`
	ActorName    string                 `json:"actor_name"`
	ActorRole    Role                   `json:"actor_role"`
	SubjectID    account.SubjectID      `json:"subject_id"`
	SubjectName  string                 `json:"subject_name"`
	SubjectPub   string                 `json:"subject_public_id"`
	SignIn       int64                  `json:"sign_in_id"`
	RuleID       int64                  `json:"rule_id"`
	CapacityKind account.CapacityKind   `json:"capacity"`
	Vendor       account.VendorID       `json:"vendor_id"`
	Organization account.OrganizationID `json:"organization_id"`
	Place        string                 `json:"place"` // name of vendor or organization
	Mode         Mode                   `json:"mode"`
	Reason       string                 `json:"reason"`
	Ticket       string                 `json:"ticket"`
	ReturnPath   string                 `json:"return_path"`
	Text         string                 `json:"text"` // what was shown to who was asked
	State        AskState               `json:"state"`
	AskedAt      time.Time              `json:"asked_at"`
	ExpiresAt    time.Time              `json:"expires_at"`
	AnsweredAt   *time.Time             `json:"answered_at"`
	AnsweredBy   account.ID             `json:"answered_by"`
	AnswererName string                 `json:"answerer_name"`
	Session      int64                  `json:"session_id"`
}

// Scan reads a request written as JSON.
func (a *Asked) Scan(src any) error { return scanJSON(src, a) }

// AskedList scans a JSON array of requests.
type AskedList []Asked

// Scan reads the list.
func (l *AskedList) Scan(src any) error {
	if src == nil {
		*l = nil
		return nil
	}
	return scanJSON(src, l)
}

// Capacity is as what the subject would be acted for.
func (a Asked) Capacity() account.Capacity {
	return account.Capacity{Kind: a.CapacityKind, Vendor: a.Vendor, Organization: a.Organization}
}

// Stands is where the request stands at a time: one whose 15 minutes are over has lapsed, whether or not somebody noticed.
func (a Asked) Stands(now time.Time) AskState {
	if (a.State == Waiting || a.State == SaidYes) && !now.Before(a.ExpiresAt) {
		return AskLapsed
	}
	return a.State
}

// Open tells whether the request can still lead to a start.
func (a Asked) Open(now time.Time) bool {
	state := a.Stands(now)
	return state == Waiting || state == SaidYes
}

// given is the consent that a yes is; ok is false without one.
func (a Asked) given(now time.Time) (g Given, ok bool) {
	if a.Stands(now) != SaidYes || a.AnsweredAt == nil {
		return g, false
	}
	at := a.AnsweredAt.UTC().Format(dayForm + ", 15:04 MST")
	text := fmt.Sprintf("%s said yes on their own screen on %s. What they were shown: “%s”", a.SubjectName, at, a.Text)
	if a.Kind == SecondPerson {
		text = fmt.Sprintf("%s agreed as the second person on %s.", a.AnswererName, at)
	}
	return Given{Kind: a.Kind, Text: text, At: a.AnsweredAt, asked: &a}, true
}

// by is who answered; 0 for nobody.
func (g Given) by() int64 {
	if g.asked == nil {
		return 0
	}
	return int64(g.asked.AnsweredBy)
}

// answers are the consents that the sign-in's requests have brought.
func (l AskedList) answers(signIn int64, now time.Time) (list []Given) {
	for _, a := range l {
		if g, ok := a.given(now); ok && a.SignIn == signIn {
			list = append(list, g)
		}
	}
	return list
}

// mayAnswer tells whether somebody may be the second person: another member of staff, whose own role may act for others and who may
// know the subject; nobody who shares a contact with either.
func mayAnswer(a, actor, subject account.Person) bool {
	return a.Status == account.Active && account.StaffPermissions(a.Staff).Has(account.Impersonate) && a.ID != actor.ID && a.ID != subject.ID &&
		mayList(a, subject) && !sameContact(a, actor) && !sameContact(a, subject)
}

// promptText is what the person asked reads: who, why, what they may do, how long.
func promptText(q Request, g Grant) string {
	may := strings.Replace(g.MaySentence(), "all their pages", "all your pages", 1)
	return fmt.Sprintf("%s asks to act for you%s. Why: %s. They may %s. They may not %s. It lasts %d minutes at most, and you can end it at any time.",
		g.Rule.ActorRole.Service(), placeWords(q), strings.TrimRight(strings.TrimSpace(q.Reason), "."), may, g.MayNotSentence(q.Capacity), g.Rule.WholeMinutes)
}

// secondText is what another member of staff reads.
func secondText(q Request, g Grant) string {
	how := "reading only"
	if q.Mode == Act {
		how = "with changes allowed"
	}
	return fmt.Sprintf("%s (%s) asks to act for %s%s, %s. They may %s. It lasts %d minutes at most.", q.Actor.Name, g.Rule.ActorRole.Title(),
		q.Subject.Name, placeWords(q), how, g.MaySentence(), g.Rule.WholeMinutes)
}

func placeWords(q Request) string {
	if m, ok := q.Subject.Organization(q.Capacity.Organization); ok && q.Capacity.Kind == account.CapacityOrganization {
		return " at " + m.Name
	}
	if v, ok := q.Subject.Vendor(q.Capacity.Vendor); ok && q.Capacity.Kind == account.CapacityVendor {
		return " at " + v.Name
	}
	return ""
}

// of leaves the questions of one sign-in: only it may start on them.
func (l AskedList) of(signIn int64) (list AskedList) {
	for _, a := range l {
		if a.SignIn == signIn {
			list = append(list, a)
		}
	}
	return list
}

// newest finds the newest open question, and the newest one that came to nothing after it.
func (l AskedList) newest(now time.Time) (open, last *Asked) {
	for i := range l {
		a := &l[i]
		switch {
		case a.Open(now) && open == nil:
			open = a
		case !a.Open(now) && last == nil && open == nil && a.State != AskUsed && a.State != Withdrawn:
			last = a
		}
	}
	return open, last
}
