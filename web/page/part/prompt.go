package part

import "strings"

// Head is the question itself: "Support asks to act for you."
func (p Prompt) Head() string {
	head, _, found := strings.Cut(p.Text, ". ")
	if !found {
		return p.Text
	}
	return head + "."
}

// Rest is why, what they may and how long.
func (p Prompt) Rest() string {
	_, rest, _ := strings.Cut(p.Text, ". ")
	return rest
}
