package auditpage

import "standin/web/page/part"

// ReviewView is the access review of a month.
type ReviewView struct {
	Month, Title  string
	Before, After string // addresses of the neighbouring months; After is empty for the present one
	Printed       string
	Enabled       bool // the feature's switch, now
	Hours         string
	Numbers       []Number
	Chart         Chart
	Actors        []ReviewActor
	Rules         []ReviewRule
	Staff         []Fact
	Changes       []StepView
	Lists         []ReviewList
	Look          []ReviewRows
	Errors        part.Errors
}

// Number is a count with its name.
type Number struct{ N, Name string }

// ReviewActor is what one person did in the month.
type ReviewActor struct {
	Name, Role, Sessions, Subjects, Minutes, Changes, Refusals, NoTicket, Outside string
}

// ReviewRule is a rule as it stands, in a sentence.
type ReviewRule struct {
	Text string
	Off  bool
}

// ReviewList is a list of counts.
type ReviewList struct {
	Title string
	Rows  []Number
}

// ReviewRows are sessions somebody should look at.
type ReviewRows struct {
	Title, More string
	Rows        []Row
}

func reviewHeading(v ReviewView) string {
	if v.Title == "" {
		return "Access review"
	}
	return "Access review, " + v.Title
}
