package impersonation

// Cause is why a session ended. Each has exactly one.
type Cause string

// The causes (DESIGN §2).
const (
	EndedByUser      Cause = "user"
	EndedBySignOut   Cause = "logout"
	Expired          Cause = "expired"
	Idle             Cause = "idle"
	Superseded       Cause = "superseded"
	ActorRevoked     Cause = "actor_revoked"
	SubjectChanged   Cause = "subject_changed"
	EndedBySubject   Cause = "subject_ended"
	ConsentWithdrawn Cause = "consent_withdrawn"
	PolicyChanged    Cause = "policy_changed"
	OutsidePolicy    Cause = "outside_policy"
	FeatureOff       Cause = "feature_off"
	Killed           Cause = "killed"
	ByFootprint      Cause = "footprint"
)

var causeSentences = map[Cause]string{
	EndedByUser:      "You ended it.",
	EndedBySignOut:   "You signed out.",
	Expired:          "Its time was up.",
	Idle:             "Nothing was clicked for a while.",
	Superseded:       "You began another session in its place.",
	ActorRevoked:     "You may no longer act for this person.",
	SubjectChanged:   "This person's account has changed.",
	EndedBySubject:   "The person you helped ended it.",
	ConsentWithdrawn: "The person you helped no longer allows it.",
	PolicyChanged:    "The rule it stood on was changed.",
	OutsidePolicy:    "You left the network or the hours that the rule allows.",
	FeatureOff:       "Acting for others was switched off for the whole shop.",
	Killed:           "An administrator ended it.",
	ByFootprint:      "A request came from another device or browser.",
}

// Causes are all causes, for filters, in the order of the design.
func Causes() []Cause {
	return []Cause{EndedByUser, EndedBySignOut, Expired, Idle, Superseded, ActorRevoked, SubjectChanged, EndedBySubject, ConsentWithdrawn,
		PolicyChanged, OutsidePolicy, FeatureOff, Killed, ByFootprint}
}

// Sentence tells the actor why the session ended.
func (c Cause) Sentence() string {
	if s, ok := causeSentences[c]; ok {
		return s
	}
	return "It is over."
}

// By completes "Ended …" for somebody who reads the record.
func (c Cause) By() string {
	return map[Cause]string{EndedByUser: "by the actor", EndedBySignOut: "by signing out", Expired: "when its time was up",
		Idle: "for want of a click", Superseded: "by another session in its place", ActorRevoked: "because the actor lost the right",
		SubjectChanged: "because the subject's account changed", EndedBySubject: "by the subject",
		ConsentWithdrawn: "because consent was withdrawn", PolicyChanged: "because the rule was changed",
		OutsidePolicy: "outside the rule's network or hours", FeatureOff: "when the feature was switched off",
		Killed: "by an administrator", ByFootprint: "because of another device or browser"}[c]
}
