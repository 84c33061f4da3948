package cartpage

import (
	"time"

	"standin/cart"
	"standin/web/page/part"
)

// HelpNote is what the owner of a cart reads above it after somebody helped.
type HelpNote struct {
	Who, What, When string
	Removed         []cart.Help
}

// help gathers what others did; nothing for one who acts, who knows what they do.
func (v ShowView) help() *HelpNote {
	if v.Session != 0 {
		return nil
	}
	helps := v.helps()
	last, code := newest(helps), ""
	for _, p := range v.Cart.Codes {
		if p.Helper == cart.NoHelper {
			continue
		}
		code = p.Code.Code
		if p.At.After(last.At) {
			last = cart.Help{Helper: p.Helper, At: p.At}
		}
	}
	if len(helps) == 0 && code == "" {
		return nil
	}
	return &HelpNote{Who: helper(last), What: did(len(helps), code), When: v.when(last.At), Removed: v.Cart.Removed}
}

// helps are the lines somebody changed, and those they took out.
func (v ShowView) helps() []cart.Help {
	var list []cart.Help
	for _, l := range v.Cart.Lines {
		if l.Help != nil {
			list = append(list, *l.Help)
		}
	}
	return append(list, v.Cart.Removed...)
}

func newest(helps []cart.Help) (last cart.Help) {
	for _, h := range helps {
		if h.At.After(last.At) {
			last = h
		}
	}
	return last
}

// did says it in one clause: "changed 2 lines for you and put SPRING10 on your cart".
func did(lines int, code string) string {
	text := ""
	if lines > 0 {
		text = "changed " + words(lines)
	}
	if code == "" {
		return text
	}
	if text != "" {
		text += " and "
	}
	return text + "put " + code + " on your cart"
}

func words(lines int) string {
	if lines == 1 {
		return "one line for you"
	}
	return part.Plural(lines, "line") + " for you"
}

func (v ShowView) when(t time.Time) string { return day(v.Cart.Now, t) + " at " + part.Clock(t) }
