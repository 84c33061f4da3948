package web

import (
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/catalog/bulkimport"
	"standin/store/account"
	"standin/web/page/part"
	"standin/web/page/vendordesk"
)

// runLines are uploads as lists show them; linked where their pages may be opened.
func (s *Server) runLines(c *gin.Context, runs []bulkimport.Run, linked bool) []vendorpage.RunLine {
	out := make([]vendorpage.RunLine, len(runs))
	for i := range runs {
		r := &runs[i]
		out[i] = vendorpage.RunLine{File: r.Name, At: r.CreatedAt, State: runState(r), Running: r.State == bulkimport.Committing,
			Bad: r.Held+r.Failed > 0 || r.State == bulkimport.Stopped, Counts: runCounts(r)}
		out[i].By, out[i].For = s.broughtBy(c, r)
		if linked {
			out[i].URL = "/vendor/imports/" + r.PublicID
		}
	}
	return out
}

// broughtBy names who uploaded a file. A vendor reads a service name where staff acted, never the person.
func (s *Server) broughtBy(c *gin.Context, r *bulkimport.Run) (by, forWhom string) {
	if r.Subject == 0 {
		return r.ActorName, ""
	}
	actor := s.actor(c)
	if actor.Role != account.NoStaff || actor.ID == r.Actor {
		return r.ActorName, r.ForName
	}
	return "Sales", r.ForName
}

func runState(r *bulkimport.Run) string {
	switch r.State {
	case bulkimport.Checked:
		return "to be committed"
	case bulkimport.Committing:
		return "being written"
	case bulkimport.Stopped:
		return "stopped"
	}
	return "done"
}

// runCounts is "22 new, 3 changed, 1 held back", of what was shown before and done afterwards.
func runCounts(r *bulkimport.Run) string {
	created, updated := r.Creates, r.Updates
	if r.State != bulkimport.Checked {
		created, updated = r.Created, r.Updated
	}
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{created, "new"}, {updated, "changed"}, {r.Unchanged, "the same"}, {r.Held + r.Failed, "held back"}} {
		if p.n > 0 {
			parts = append(parts, part.Count(p.n)+" "+p.word)
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// runTabs are the kinds of change with their counts.
func runTabs(r *bulkimport.Run, url string) []part.Tab {
	tab := func(n int, name string, o bulkimport.Outcome) part.Tab {
		return part.Tab{Name: name, Big: part.Count(n), URL: fmt.Sprintf("%s?show=%s", url, o)}
	}
	return []part.Tab{tab(r.Creates, "new", bulkimport.Create), tab(r.Updates, "changed", bulkimport.Update),
		tab(r.Unchanged, "the same", bulkimport.Unchanged), tab(r.Held, "held back", bulkimport.Held)}
}

// firstTab is the kind of change to show when nobody chose one.
func firstTab(r *bulkimport.Run) bulkimport.Outcome {
	for _, t := range []struct {
		n int
		o bulkimport.Outcome
	}{{r.Updates, bulkimport.Update}, {r.Creates, bulkimport.Create}, {r.Held, bulkimport.Held}} {
		if t.n > 0 {
			return t.o
		}
	}
	return bulkimport.Unchanged
}
