package part

import (
	"strconv"

	"github.com/a-h/templ"
)

func noteIcon(kind string) string {
	switch kind {
	case "no":
		return "triangle-alert"
	case "note":
		return "info"
	}
	return "check"
}

func dialWords(seconds int) string { return strconv.Itoa(seconds) + " seconds to the next code" }

func dialData(seconds, period int, reload bool) templ.Attributes {
	data := templ.Attributes{"data-seconds": strconv.Itoa(seconds), "data-period": strconv.Itoa(period)}
	if reload {
		data["data-reload"] = true
	}
	return data
}

// Tab is one entry of Tabs.
type Tab struct{ Name, URL, Big string }
