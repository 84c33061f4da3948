// Package policypage shows who may stand in for whom: the matrix, each rule as a sentence, and what would happen if.
package policypage

import "standin/web/page/part"

// PolicyView is the policy.
type PolicyView struct {
	Enabled bool
	Running int
	Rows    []Row
	Rules   []Rule
	If      IfView
	Errors  part.Errors
	At      string // which form the errors belong to: "switch" or "rule"
}

// Row is one line of the matrix: an actor's role.
type Row struct {
	Name  string
	Cells [3]Cell // for a shopper, a member, a vendor's user
}

// Cell is one place of the matrix; without a head nothing is allowed there.
type Cell struct {
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
