package audit

import "fmt"

// Report is what Verify found.
type Report struct {
	Entries     int64
	Leaves      int64
	Pending     int64 // entries not yet in the tree: written within the last second, or no sequencer runs
	Checkpoints int64
	Last        Checkpoint // newest checkpoint of the database
	Outside     int        // checkpoints kept outside that agree
	Erasures    []Erasure
	Problems    []Problem // in the order in which they were found
	More        bool      // there are further problems
}

// OK tells whether the record is what it was.
func (r *Report) OK() bool { return len(r.Problems) == 0 }

// Erasure is what an entry says that it erased: one range of entries or several.
type Erasure struct {
	First, Last int64 // entry of all its ranges
	By          int64 // the entry that erased them
	Count       int64 // entries of its ranges that have no payload any more
}

// Problem is one thing that is not as it was written. Entries are a range of one or more; both are 0 where no entry can be named.
type Problem struct {
	First, Last int64
	Text        string
}

// String is the problem as a sentence.
func (p Problem) String() string {
	switch {
	case p.First == 0:
		return p.Text
	case p.First == p.Last:
		return fmt.Sprintf("Entry %d: %s", p.First, p.Text)
	}
	return fmt.Sprintf("Entries %d to %d: %s", p.First, p.Last, p.Text)
}

// enough problems are named; after them the record is beyond doubt a changed one.
const enough = 25

func (r *Report) add(first, last int64, format string, args ...any) {
	if len(r.Problems) >= enough {
		r.More = true
		return
	}
	r.Problems = append(r.Problems, Problem{first, last, fmt.Sprintf(format, args...)})
}
