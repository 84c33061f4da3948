package web_test

import (
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"standin/store/account"
	"standin/store/audit"
	"standin/store/keyring"
)

// seal puts all entries into the tree, as the sequencer does beside a running shop.
func (s *town) seal() {
	s.t.Helper()
	seq := audit.NewSequencer(s.DB.Sequencer, audit.SequencerOptions{Shop: "test", Signer: s.Keys.Signer(), Verifiers: s.Keys.Verifiers()})
	for n := 1; n > 0; {
		var err error
		if n, err = seq.Once(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
	}
}

// I54: what the filter finds is downloaded from the log, by who may read it, and that it was is in the record.
func TestI54_TheFilterIsDownloadedFromTheLog(t *testing.T) {
	t.Parallel()
	a := startActed(t)
	vera := a.as(t, "Vera Stone")
	sheet := vera.Get("/audit?ticket=4812").Want(200).Click("Sessions (CSV)").Want(200)
	if kind, file := sheet.Header.Get("Content-Type"), sheet.Header.Get("Content-Disposition"); !strings.HasPrefix(kind, "text/csv") ||
		!strings.HasPrefix(file, `attachment; filename="session-log-`) || sheet.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s, %s, %s", kind, file, sheet.Header.Get("Cache-Control"))
	}
	rows, err := csv.NewReader(strings.NewReader(sheet.Body)).ReadAll()
	if err != nil || len(rows) != 2 || !strings.Contains(strings.Join(rows[1], "|"), "<b>Her code</b> does not work|4812") {
		t.Errorf("%v, %v", rows, err)
	}
	if rows, err := csv.NewReader(strings.NewReader(vera.Get("/audit?ticket=0").Click("Sessions (CSV)").Body)).ReadAll(); err != nil || len(rows) != 1 {
		t.Errorf("of nothing: %v, %v", rows, err)
	}
	events := vera.Get("/audit?ticket=4812").Click("Events with proofs").Want(200)
	if n := strings.Count(events.Body, "\n"); n != 3 || !strings.Contains(events.Body, `"type_uid":300501`) {
		t.Errorf("%d lines: %s", n, events.Body)
	}
	entries := vera.Get("/audit/entries?action=account.").Want(200).Click("Entries (CSV)").Want(200)
	if rows, err := csv.NewReader(strings.NewReader(entries.Body)).ReadAll(); err != nil || len(rows) != 2 {
		t.Errorf("entries: %v, %v", rows, err)
	}
	vera.Get("/audit/entries?action=export.").Want(200).WantText("Exported the session log", "Exported entries of the record", "Vera Stone")
	vera.Get("/audit/export?from=28.5.2026").Want(422).WantText("Write the day like")
	vera.Get("/audit/export?format=xls").Want(422).WantText("There is no such format")
	for _, path := range []string{"/audit/export", "/audit/entries/export", "/audit/sessions/" + a.public + "/package"} {
		a.as(t, "Ada Novak").Get(path).Want(403)
		if p := a.Client(t).Get(path); !strings.HasPrefix(p.Path, "/sign-in") {
			t.Errorf("a stranger is led to %s", p.Path)
		}
		a.as(t, "Ada Novak").Get("/as/" + a.public + path).Want(404)
	}
}

// I75: who may read the log downloads the evidence of a session from its page; it verifies with nothing but the file and a kept key.
func TestI75_EvidenceIsDownloadedAndVerifies(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, _ := s.acting()
	c.Get(prefix+"/p/teapot").Want(200).Press("Add to cart", nil)
	c.Get(prefix+"/cart").Want(200).Press("End session", nil).Want(200)
	s.seal()
	vera := s.signIn(s.resident("Vera Stone", account.Auditor))
	id := one[string](s, `SELECT public_id FROM shop.impersonation_session`)
	file := vera.Get("/audit/sessions/" + id).Want(200).Click("Evidence package").Want(200)
	if kind, name := file.Header.Get("Content-Type"), file.Header.Get("Content-Disposition"); kind != "application/zip" || name != `attachment; filename="session-`+id+`.zip"` {
		t.Errorf("%s, %s", kind, name)
	}
	r, err := audit.VerifyPackage([]byte(file.Body), strings.Join(s.Keys.PublicKeys(), "\n"))
	if err != nil || !r.OK() || r.Proved != r.Entries || r.Entries < 5 || r.People["actor"] != "Ada Novak" {
		t.Fatalf("%v, %+v", err, r)
	}
	paper := file.Body[strings.Index(file.Body, "<!doctype html>"):]
	paper = paper[:strings.Index(paper, "</html>")]
	for _, want := range []string{"Ada Novak stood in for Mara Lind", "The code does not work", "support agent", "UTC", "support agent for shopper, any", "A support agent may act for any shopper",
		"cart.edit", "Teapot", "Looked at: Cart", "Ended", "Started.", "127.0.0.1"} {
		if !strings.Contains(strings.ReplaceAll(paper, "\u00a0", " "), want) {
			t.Errorf("the record on paper does not say %q", want)
		}
	}
	for _, bad := range []string{"<script", "src=", "<link", "url(", "http:", "https:", " on" + "click"} {
		if strings.Contains(paper, bad) {
			t.Errorf("the record on paper holds %q: it stands alone and runs nothing", bad)
		}
	}
	vera.Get("/audit/entries?action=export.").WantText("Downloaded the evidence of a session", "Vera Stone")
	vera.Get("/audit/sessions/nosuch/package").Want(404)
}

// I64: what the cart, the checkout and an order showed is kept with the view: total, currency, and a hash of what the sum is made of.
func TestI64_TotalsThatWereShownAreKept(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	rep := s.resident("Rita Rep", account.SalesRep)
	org, jo := s.organization("Nord Office", "Jo Power")
	s.write(`INSERT INTO shop.assignment (staff_id, organization_id) VALUES ($1, $2)`, int64(rep.ID), org)
	c := s.signIn(rep)
	prefix, _ := s.start(c, rep, jo, url.Values{"capacity": {fmt.Sprintf("organization:%d", org)}, "mode": {"act"}})
	c.Get(prefix+"/p/teapot").Want(200).Press("Add to cart", nil)
	cart := c.Get(prefix + "/org/cart").Want(200)
	c.Get(prefix + "/org/checkout").Want(200)
	kept := func(what string) string {
		return one[string](s, `SELECT coalesce(string_agg(DISTINCT (p.body->'shown'->>'total') || ' ' || (p.body->'shown'->>'currency') || ' ' || length(p.body->'shown'->>'hash'), ', '), '')
			FROM audit.entry e JOIN audit.payload p ON p.entry = e.id AND p.at = e.at WHERE e.outcome = 'viewed' AND e.object LIKE 'cart:%' AND p.body->'shown'->>'what' = $1`, what)
	}
	total := one[string](s, `SELECT (p.body->'shown'->>'total') FROM audit.payload p WHERE p.body->'shown'->>'what' = 'cart' ORDER BY p.entry DESC LIMIT 1`)
	if kept("cart") != total+" EUR 64" || kept("checkout") != total+" EUR 64" {
		t.Errorf("kept of the cart: %q, of the checkout: %q", kept("cart"), kept("checkout"))
	}
	words := "€ " + total[:len(total)-2] + "." + total[len(total)-2:]
	if !cart.Says(words) {
		t.Errorf("the cart does not say %s: %s", words, cart.Words())
	}
	c.Get(prefix+"/org/cart").Press("End session", nil)
	vera := s.signIn(s.resident("Vera Stone", account.Auditor))
	id := one[string](s, `SELECT public_id FROM shop.impersonation_session`)
	vera.Get("/audit/sessions/"+id).Want(200).WantText("Organization: cart with a total of "+words, "Organization: check out with a total of "+words)
}

// I75: the keys to keep elsewhere are on the page of the proof, with the fingerprint that a check prints.
func TestI75_TheKeyIsShownAndKept(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	vera := s.signIn(s.resident("Vera Stone", account.Auditor))
	page := vera.Get("/audit/proof").Want(200).WantText(keyring.Fingerprint(s.Keys.PublicKeys()[0]))
	kept := page.Click("Keep the public keys").Want(200)
	if kept.Body != strings.Join(s.Keys.PublicKeys(), "\n")+"\n" {
		t.Errorf("%q", kept.Body)
	}
	if strings.Contains(kept.Body, "PRIVATE") {
		t.Error("the file holds the private key")
	}
}

// I64: the button plays the steps, holds and goes on; arrows go from step to step, and Escape shows all at once. Each step that is
// stood on is marked for who cannot see it.
func TestI64_PlaysInTheBrowser(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, _ := s.acting()
	c.Get(prefix+"/p/teapot").Want(200).Press("Add to cart", nil)
	c.Get(prefix + "/checkout").Want(403)
	c.Get(prefix+"/cart").Want(200).Press("End session", nil).Want(200)
	b := s.browse(s.resident("Vera Stone", account.Auditor)).Open("/audit/sessions/" + one[string](s, `SELECT public_id FROM shop.impersonation_session`))
	state := func() (at, later, here int, says string) {
		b.Eval(`(() => { const l = [...document.querySelectorAll("[data-replay] > li")]; return l.findIndex(s => s.getAttribute("aria-current") === "step"); })()`, &at)
		b.Eval(`document.querySelectorAll("[data-replay] > .later").length`, &later)
		b.Eval(`document.querySelectorAll("[data-replay] > .here").length`, &here)
		b.Eval(`document.querySelector("[data-play]").textContent.trim()`, &says)
		return at, later, here, says
	}
	key := func(name string) {
		b.Eval(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "`+name+`", bubbles: true })) && 0`, nil)
	}
	steps := 0
	b.Eval(`document.querySelectorAll("[data-replay] > li").length`, &steps)
	if at, later, here, says := state(); at != -1 || later != 0 || here != 0 || says != "Step through" || steps < 6 {
		t.Fatalf("before: step %d, %d later, %d here, %q, %d steps", at, later, here, says, steps)
	}
	b.Click("Step through").Click("Hold")
	first, later, here, says := state()
	if first < 0 || here != 1 || later != steps-first-1 || says != "Go on" {
		t.Errorf("held: step %d, %d later, %d here, %q", first, later, here, says)
	}
	key("ArrowRight")
	if at, later, _, _ := state(); at != first+1 || later != steps-first-2 {
		t.Errorf("after an arrow: step %d, %d later", at, later)
	}
	key("ArrowLeft")
	if at, _, _, _ := state(); at != first {
		t.Errorf("after an arrow back: step %d", at)
	}
	for range steps {
		key("ArrowRight")
	}
	if at, later, _, says := state(); at != steps-1 || later != 0 || says != "Step through" {
		t.Errorf("at the end: step %d, %d later, %q", at, later, says)
	}
	key("Escape")
	if at, later, here, _ := state(); at != -1 || later != 0 || here != 0 {
		t.Errorf("after Escape: step %d, %d later, %d here", at, later, here)
	}
	b.Sees("Refused: Check out", "Nothing changed", "how many, before", "how many, after")
	for _, width := range []int64{320, 1440} {
		if b.Size(width, 900, false); b.Sideways() {
			t.Errorf("the page is wider than %d px", width)
		}
	}
}
