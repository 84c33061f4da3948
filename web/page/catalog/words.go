package catalogpage

import (
	"standin/web/page/part"
)

// dispatch says how soon a maker sends.
func dispatch(days int) string {
	switch days {
	case 0:
		return "Sends on the same day."
	case 1:
		return "Sends on the next working day."
	}
	return "Sends within " + part.Plural(days, "working day") + "."
}
