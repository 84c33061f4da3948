package vendorpage

import (
	"strconv"
	"strings"
	"time"

	"standin/catalog"
	"standin/web/page/part"
)

// settled tells whether there are results to show.
func (v ImportView) settled() bool { return v.State != "checked" }

// orEmpty says in words that a cell is empty.
func orEmpty(s string) string {
	if s == "" {
		return "empty"
	}
	return s
}

// plain is a number as attributes want it.
func plain(n int) string { return strconv.Itoa(n) }

// statusWord is the state of a product as its form names it.
func statusWord(p ProductLine) string {
	if p.Status == catalog.Active {
		return "in the shop"
	}
	return string(p.Status)
}

func productURL(p ProductLine) string {
	return "/vendor/products/" + strconv.FormatInt(int64(p.ID), 10)
}

func joined(names []string) string { return strings.Join(names, ", ") }

func belong(n int) string {
	if n == 1 {
		return "belongs"
	}
	return "belong"
}

func leftWords(p ProgressView) string {
	switch {
	case p.Done == 0:
		return "soon known"
	case p.Left < time.Second:
		return "less than a second"
	}
	return part.Took(p.Left)
}

// emptyWords says why a file would write nothing.
func emptyWords(v ImportView) string {
	if v.Held > 0 {
		return "what is new in it is held back. Mend the rows below and upload it again."
	}
	return "the shop holds all of it already."
}

// uploadedBy says who brought the file, and for whom.
func uploadedBy(v ImportView) string {
	text := "Uploaded by " + v.By
	if v.For != "" {
		text += " for " + v.For
	}
	return text + " on " + part.Moment(v.At) + "."
}
