package cart

import (
	"fmt"

	"standin/store/fault"
)

// ProblemCode is why a line keeps the cart from being ordered, for programs.
type ProblemCode string

// The problems. Each blocks the checkout.
const (
	Gone       ProblemCode = "gone"         // no longer sold
	OutOfStock ProblemCode = "out_of_stock" // none left
	TooFew     ProblemCode = "too_few"      // fewer left than the line asks for
)

// Problem is what stands against ordering a line, and how many could be ordered.
type Problem struct {
	Line         int64       `json:"line"`
	Code         ProblemCode `json:"code"`
	MaxAvailable int         `json:"max_available"`
}

// problems looks through the lines.
func problems(lines []Line) []Problem {
	var list []Problem
	for _, l := range lines {
		if p, ok := l.problem(); ok {
			list = append(list, p)
		}
	}
	return list
}

func (l Line) problem() (Problem, bool) {
	left, counted := l.Item.Stock.Left()
	switch {
	case !l.Item.Sold:
		return Problem{Line: l.ID, Code: Gone}, true
	case counted && left == 0:
		return Problem{Line: l.ID, Code: OutOfStock}, true
	case counted && left < l.Quantity:
		return Problem{Line: l.ID, Code: TooFew, MaxAvailable: left}, true
	}
	return Problem{}, false
}

// Sentence says what is wrong and what to do.
func (p Problem) Sentence() string {
	switch p.Code {
	case Gone:
		return "This is no longer sold. Remove it to check out."
	case OutOfStock:
		return "This has sold out. Remove it to check out."
	}
	return fmt.Sprintf("Only %d left. Set the quantity to %d or less.", p.MaxAvailable, p.MaxAvailable)
}

// ProblemOf is what stands against ordering a line; ok is false when nothing does.
func (c Cart) ProblemOf(line int64) (Problem, bool) {
	for _, p := range c.Problems {
		if p.Line == line {
			return p, true
		}
	}
	return Problem{}, false
}

// soldOut is the answer to putting in more than there is.
func soldOut(l Line) error {
	p, ok := l.problem()
	if !ok {
		return nil
	}
	text := "This is no longer sold."
	switch p.Code {
	case OutOfStock:
		text = l.Item.Title + " has sold out."
	case TooFew:
		text = fmt.Sprintf("There are only %d of %s left.", p.MaxAvailable, l.Item.Title)
	}
	return fault.New(fault.Conflict, text).WithField("quantity", text).WithCode(string(p.Code))
}
