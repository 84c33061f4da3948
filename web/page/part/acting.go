package part

import (
	"context"
	"strconv"
	"time"

	"github.com/a-h/templ"
)

// capacity says as what the subject is acted for: "shopper", "buyer, Northside School".
func (a *Acting) capacity() string {
	if a.Role == "" || a.Organization == "" {
		return a.Role + a.Organization
	}
	return a.Role + ", " + a.Organization
}

// label is what a screen reader calls the bar.
func (a *Acting) label() string {
	if a.Plain || a.Subject.Name == "" {
		return "You are acting for somebody else"
	}
	return "You are acting for " + a.Subject.Name
}

// afterURL leads to the page of what was done; the front door tells it, else it is the page itself, which then says "ended".
func (a *Acting) afterURL() string {
	if a.DoneURL != "" {
		return a.DoneURL
	}
	return "/"
}

// liveData is what the script of an open page needs: where to ask, and how many seconds are left.
func liveData(ctx context.Context) templ.Attributes {
	f, data := From(ctx), templ.Attributes{}
	if f.LiveURL != "" {
		data["data-url"] = string(Link(ctx, f.LiveURL))
	}
	if f.Acting != nil && !f.Acting.Plain {
		data["data-left"] = seconds(f.Acting.Left)
		data["data-idle"] = seconds(f.Acting.IdleLeft)
	}
	return data
}

// seconds writes a duration for the script.
func seconds(d time.Duration) string { return strconv.FormatFloat(max(d, 0).Seconds(), 'f', 1, 64) }

// duration writes a duration as HTML's datetime wants it: "PT24M10S".
func duration(d time.Duration) string {
	s := max(int(d/time.Second), 0)
	return "PT" + strconv.Itoa(s/60) + "M" + strconv.Itoa(s%60) + "S"
}
