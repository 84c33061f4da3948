// Package policypage shows who may stand in for whom: the matrix, each rule as a sentence, and what would happen if.
package policypage

import (
	"fmt"

	"standin/web/page/part"
)

// PolicyView is the policy.
type PolicyView struct {
	Enabled bool
	Running int
	Rows    []Row
	Rules   []Rule
	If      IfView
	Errors  part.Errors
	Changes []Change // of the policy, the newest first
	At      string   // which form the errors belong to: "switch" or "rule"
}

// Change is one change of the policy as the record tells it.
type Change struct {
	Title, By, When string
	Fields          []Field
}

// Field is one value before and after.
type Field struct{ Label, Before, After string }

// Row is one line of the matrix: an actor's role.
type Row struct {
	Name  string
	Cells [3]Place // for a shopper, a member, a vendor's user
}

// Place is one place of the matrix: its rules, or where a rule for it is made.
type Place struct {
	Rules  []Cell
	NewURL string // empty where no rule can be
}

// Cell is one rule in its place.
type Cell struct {
	ID           string
	Head, Detail string
	Off          bool
}

// Rule is one rule as a sentence.
type Rule struct {
	ID       string
	Sentence string
	Enabled  bool
}

// IfView is the question what would happen if, and its answer.
type IfView struct {
	Actor, Subject, As string
	Mode, From         string
	Known              []string // addresses of those who may act, to choose from
	Asked              bool
	Head               string
	Checks             []Check
	Hint               string
	Errors             part.Errors
}

// Check is one condition.
type Check struct {
	OK   bool
	Text string
}

var columns = [3]string{"Shopper", "Member", "Vendor user"}

func (v PolicyView) errorsAt(at string) part.Errors {
	if v.At == at {
		return v.Errors
	}
	return nil
}

func doWord(on bool) string {
	if on {
		return "off"
	}
	return "on"
}

// RuleView is one rule in its form. What was typed stands as it was typed.
type RuleView struct {
	ID                                         int64 // 0 for a new one
	Role, Capacity                             string
	Sentence                                   string
	ActorRole, CapacityKind                    string
	Relation, Mode                             string
	Whole, Idle, AtOnce                        string
	Relations                                  []part.Option
	Groups                                     []Group
	Consents                                   []Box
	Ticket, Enabled                            bool
	Footprint, Networks, HoursFrom, HoursUntil string
	JobEnd, Version                            string
	Looked                                     bool // somebody asked what saving it would end
	Ends                                       []Ending
	Errors, RemoveErrors                       part.Errors
}

// Group is the permissions of one part of the shop.
type Group struct {
	Name  string
	Boxes []Box
}

// Box is one thing to tick. A capped one asks for the most it may give.
type Box struct {
	Value, Label string
	On           bool
	Staff        bool // the actor's own act
	Capped       bool
	Cap          string
}

// Ending is a running session that a change would end.
type Ending struct{ Title, URL string }

func (v RuleView) title() string {
	if v.ID == 0 {
		return "New rule: " + v.Role + " for " + v.Capacity
	}
	return fmt.Sprintf("Rule %d: %s for %s", v.ID, v.Role, v.Capacity)
}

func (v RuleView) action() string {
	if v.ID == 0 {
		return "/admin/policy/rules"
	}
	return fmt.Sprintf("/admin/policy/rules/%d", v.ID)
}

func (v RuleView) save() string {
	if v.ID == 0 {
		return "Make this rule"
	}
	return fmt.Sprintf("Save rule %d", v.ID)
}

func (v RuleView) article() string {
	if v.ActorRole == "administrator" {
		return "An"
	}
	return "A"
}
