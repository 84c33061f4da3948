package auditpage

import (
	_ "embed"

	"github.com/a-h/templ"
)

// PaperView is the record of one session as a file of its own, made for paper.
type PaperView struct {
	ID, Title, Reason string
	Facts             []Fact
	Consent           string
	RuleSentence      string
	Rule              []Fact // empty when the rule cannot be read any more
	Steps             []StepView
	Entries, Waiting  int
	Checkpoint        string // empty while nothing has been sealed
}

// paperStyle is all of the file's look: it stands alone, with no other file and no script.
//
//go:embed paper.css
var paperStyle string

func paperHead() templ.Component { return templ.Raw("<style>\n" + paperStyle + "</style>") }
