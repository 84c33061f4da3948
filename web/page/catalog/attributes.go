package catalogpage

import "github.com/a-h/templ"

func imageAttributes(p Picture, lazy bool) templ.Attributes {
	a := templ.Attributes{}
	if p.Class != "" {
		a["class"] = p.Class
	}
	if lazy {
		a["loading"] = "lazy"
	}
	return a
}
