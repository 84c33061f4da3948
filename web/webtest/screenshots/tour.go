package main

import (
	"path/filepath"
	"strings"
	"time"

	"standin/store/account"
	"standin/web"
	"standin/web/webtest"
)

// tour goes through the shop; each stop is one person's.
type tour struct {
	*stage
	url    string
	out    string
	people map[string]web.DemoAccount
}

// window is what a picture is taken through.
type window struct {
	width, height int64
	dark          bool
}

var (
	desk  = window{1360, 900, false}
	night = window{1360, 900, true}
	phone = window{390, 844, false}
)

// browser opens a window for somebody and signs them in at the demo desk; without an e-mail it stays a visitor's.
func (t *tour) browser(email string) *webtest.Browser {
	b := webtest.Chromium(t, t.url, email).Size(desk.width, desk.height, desk.dark)
	if email != "" {
		b.Open("/demo").Press("Sign in as " + t.people[email].Name)
	}
	return b
}

// take writes a picture of what the window shows.
func (t *tour) take(b *webtest.Browser, name string, w window) {
	b.Size(w.width, w.height, w.dark).View(filepath.Join(t.out, name+".png"))
}

// standIn fills in the start page and starts; before is what is done with the page once it is filled in, nil for nothing. It gives
// the prefix of the session.
func (t *tour) standIn(b *webtest.Browser, email, reason, ticket string, before func()) string {
	b.Sees("You are about to stand in for").Fill("Why", reason).Choose("Changes allowed")
	if ticket != "" {
		b.Fill("Ticket", ticket)
	}
	if before != nil {
		before()
	}
	b.Fill("Code", t.code(email)).Press("Stand in for").Sees("Acting for")
	return strings.Join(strings.SplitN(b.Path(), "/", 4)[:3], "/")
}

// code is what the person's phone shows now. It waits for the next one where this one is about to end.
func (t *tour) code(email string) string {
	if left := account.Step - time.Duration(time.Now().UnixNano())%account.Step; left < 5*time.Second {
		time.Sleep(left)
	}
	code, err := account.Code(t.people[email].TOTPSecret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}
