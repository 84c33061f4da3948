package cartpage

import "standin/web/page/part"

// Waiting is what a session changed in the reader's cart and what they have not answered yet: to keep, or to take back.
type Waiting struct {
	Session string // public id
	Who     string // the service
	When    string // of its last change
	Running bool   // it goes on
	Changes []WaitingChange
}

// WaitingChange is one of the changes.
type WaitingChange struct {
	ID, Icon, Text string
	Variant        int64 // of a line; 0 for anything else
}

// apart are the changes that no line of the cart shows: what was taken out, codes, what staff gave.
func (v ShowView) apart(w Waiting) []WaitingChange {
	var list []WaitingChange
	for _, c := range w.Changes {
		if !v.onLine(c) {
			list = append(list, c)
		}
	}
	return list
}

func (v ShowView) onLine(c WaitingChange) bool {
	for _, l := range v.Cart.Lines {
		if c.Variant != 0 && int64(l.Item.Variant) == c.Variant {
			return true
		}
	}
	return false
}

// waitingAt is the change that waits at a line; the id of its session is empty when none does.
func (v ShowView) waitingAt(l lineView) (session string, change WaitingChange) {
	for _, w := range v.Waiting {
		for _, c := range w.Changes {
			if c.Variant == int64(l.Item.Variant) {
				return w.Session, c
			}
		}
	}
	return "", change
}

// ready is the heading of all that waits.
func (v ShowView) ready() string {
	for _, w := range v.Waiting {
		if w.Running {
			return w.Who + " is changing your cart"
		}
	}
	return "Your cart is ready"
}

// marked tells how many of the changes stand at their lines.
func (v ShowView) marked(w Waiting) string {
	switch n := len(w.Changes) - len(v.apart(w)); n {
	case 0:
		return ""
	case 1:
		return "One change is marked at its line."
	default:
		return part.Plural(n, "change") + " are marked at their lines."
	}
}
