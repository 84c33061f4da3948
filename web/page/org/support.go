package orgpage

import "standin/web/page/part"

// SupportView is the organization's switch for help by support.
type SupportView struct {
	Name   string
	Says   string // where it stands, in a sentence
	State  string // ask or allowed
	Until  string // as a date field writes it
	Action string
	Back   string
	Errors part.Errors
}

func (v SupportView) states() []part.Option {
	return []part.Option{
		{Value: "ask", Label: "Ask the member", Hint: "Support acts for a member only when the member says yes"},
		{Value: "allowed", Label: "Allowed until a day", Hint: "Support may act for any member without asking"},
	}
}
