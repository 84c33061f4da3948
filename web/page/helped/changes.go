package helpedpage

import "standin/web/page/part"

// ChangesView is what a session changed and what became of it, for whom it concerns and for staff.
type ChangesView struct {
	Who    string // who did it: "They", "You", "Ada Nowak"
	ID     string // public id of the session
	Action string // where taking back is posted
	Back   string // where it leads then
	List   []Change
	Closed string // why the reader cannot take anything back; empty when they can
	Errors part.Errors
}

// Change is one thing that was changed, as it came out in the end.
type Change struct {
	ID    string
	Icon  string
	Text  string
	State string // "taken back on 25 November", "changed since, so it is left alone"; empty when nothing happened to it
	Open  bool   // it can be taken back
}

// several tells whether there is more than one thing to take back.
func (v ChangesView) several() bool {
	n := 0
	for _, c := range v.List {
		if c.Open {
			n++
		}
	}
	return n > 1
}
