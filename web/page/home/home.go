// Package homepage shows the shop's first page.
package homepage

import (
	"standin/catalog"
	"standin/catalog/money"
	"standin/web/page/part"

	catalogpage "standin/web/page/catalog"
)

// HomeView is what stands there today.
type HomeView struct {
	Head        part.Head
	Products    int
	Makers      int
	Fresh       int
	Window      []WindowView
	Departments []catalog.Category
	Newest      []catalogpage.CardView
	Reduced     []catalogpage.CardView
}

// WindowView is one large picture of the window.
type WindowView struct {
	Title   string
	URL     string
	Price   money.Amount
	Picture catalogpage.Picture
}

// places are where the pictures of the window stand, in the order in which they are filled.
var places = [...]string{"w-a", "w-b", "w-c", "w-e", "w-d"}

// Window takes the first five cards.
func Window(cards []catalogpage.CardView) []WindowView {
	var views []WindowView
	for _, c := range cards[:min(len(cards), len(places))] {
		views = append(views, WindowView{Title: c.Title, URL: c.URL, Price: c.Price, Picture: c.Picture})
	}
	return views
}

// count writes a number as one says it at the beginning of a sentence: in words up to twelve, round from a hundred on.
func count(n int) string {
	words := []string{"No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"}
	switch {
	case n < len(words):
		return words[n]
	case n >= 200:
		return "Some " + part.Count(n/100*100)
	}
	return part.Count(n)
}

func things(n int) string {
	if n == 1 {
		return "useful object"
	}
	return "useful objects"
}

func makers(n int) string {
	if n == 1 {
		return "one maker who repairs what they sell"
	}
	return lower(count(n)) + " makers who repair what they sell"
}

func lower(s string) string {
	if s[0] >= 'A' && s[0] <= 'Z' {
		return string(s[0]+'a'-'A') + s[1:]
	}
	return s
}
