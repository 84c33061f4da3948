package main

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"standin/web/webtest"
)

// TestJourney is the day that Standin is for, in real browsers, on a demo shop as `make run` starts it.
func TestJourney(t *testing.T) { //nolint:paralleltest // eight browsers at once are enough for one machine
	w := startDemo(t)
	w.repUploadsForVendor()
	shopper := w.shopperFillsCart()
	clicks := w.supportHelpsShopper()
	w.shopperOrders(shopper)
	w.organizationBuys()
	if clicks += w.auditorReads(); clicks > journeyClicks {
		t.Errorf("from the agent's sign-in to the replay it takes %d clicks; want at most %d", clicks, journeyClicks)
	}
	w.recordIsProved()
}

// repUploadsForVendor: a sales rep acts for an assigned vendor's user and uploads a real file.
func (w *world) repUploadsForVendor() {
	b := w.browser("sales_rep")
	w.signIn(b, "sales_rep")
	vendor := w.people["vendor"]
	b.Open("/vendor").Sees("My vendors").Click("Act for " + vendor.Name)
	b.Sees(vendor.Name)
	w.start(b, "sales_rep", vendor.Name, "Uploads the new collection for them.", "")
	b.Open(prefixOf(b.Path())+"/vendor/imports").Sees("Acting for", vendor.Name, "Upload products")
	b.Attach("A file with your products", w.goods.File).Press("Look at it").Sees("Commit")
	b.Press("Commit")
	b.Sees("new in the shop", filepath.Base(w.goods.File)+": done")
	w.shot(b, "vendor-import")
	b.Press("End session").Sees("You are yourself again")
}

// shopperFillsCart: a visitor finds one of the new products, chooses a size, and takes the cart along into the account.
func (w *world) shopperFillsCart() *webtest.Browser {
	b := w.browser("shopper")
	b.Open("/").Fill("Search the shop", w.goods.Word).Press("Search").Sees(w.goods.Sized)
	b.Click(w.goods.Sized).Sees("Size")
	b.Choose("Medium").Press("Add to cart").Sees(w.goods.Sized)
	w.shot(b, "product")
	w.signIn(b, "shopper")
	b.Open("/cart").Sees(w.goods.Sized, "Medium")
	return b
}

// journeyClicks is how often somebody may have to click, besides typing, from an agent's sign-in to the replay of what the agent did.
const journeyClicks = 8

// supportHelpsShopper: an agent signs in, finds the shopper, acts for them, applies a code, and ends; nothing but links, buttons and
// typing leads from one to the next, and the clicks are counted. Then the same agent does more for them, and meets a closed door.
func (w *world) supportHelpsShopper() (clicks int) {
	b := w.browser("support_agent")
	shopper := w.people["shopper"]
	w.signIn(b, "support_agent")
	b.Sees("Who is it?").Enter("Customer", shopper.Email).Sees("1 person found", shopper.Name)
	b.Click("Act for "+shopper.Name).Sees("You are about to stand in for", shopper.Name, "Shopper")
	w.start(b, "support_agent", shopper.Name, "Her code does not work, she asked us to look.", "4812")
	b.Click("Cart").Sees("Acting for", shopper.Name, w.goods.Sized)
	b.Enter("Discount code", "HELLO15").Sees("HELLO15")
	w.shot(b, "acting")
	prefix := prefixOf(b.Path())
	clicks = b.Clicks
	b.Open(prefix+"/account").Sees("Acting for", shopper.Name)
	b.Open(prefix+"/search?q="+url.QueryEscape(w.goods.Other)).Click(w.goods.Other).Press("Add to cart").Sees(w.goods.Other, "Acting for")
	b.Open(prefix+"/account/password").Sees("Acting for", "Nobody may change the password for somebody else")
	b.Press("End session").Sees("You are yourself again", "What you did")
	w.shot(b, "ended")
	return clicks + 1 // for the end
}

// shopperOrders: the shopper sees what was done for them, and orders.
func (w *world) shopperOrders(b *webtest.Browser) {
	b.Open("/cart").Sees(w.goods.Other, "HELLO15", "Support")
	w.shot(b, "cart")
	b.Open("/account/helpers").Sees("Support", "Her code does not work")
	b.Open("/cart").Click("Check out").Sees("Place order").Press("Place order").Sees("Thank you", w.goods.Other)
	number := b.Path()[strings.LastIndex(b.Path(), "/")+1:]
	b.Open("/demo/mail").Sees(number)
}

// organizationBuys: a lightweight member adds to the shared cart, the power user acts for them once, then buys it.
func (w *world) organizationBuys() {
	member := w.people["org_member"]
	m := w.browser("org_member")
	w.signIn(m, "org_member")
	m.Open("/search?q=notebook").Sees("notebook")
	m.Eval(`document.querySelector(".shelf a[href^='/p/'], a[href^='/p/']").click()`, nil)
	m.Sees("Add to").Press("Add to").Sees("cart")
	m.Open("/org").Sees("Shared cart", member.Name)

	p := w.browser("org_power_user")
	w.signIn(p, "org_power_user")
	p.Open("/org").Sees("Shared cart").Click("Act for " + strings.Fields(member.Name)[0])
	w.start(p, "org_power_user", member.Name, "Tom is away, the scissors must go in.", "")
	prefix := prefixOf(p.Path())
	p.Open(prefix + "/search?q=scissors").Sees("scissors")
	p.Eval(fmt.Sprintf(`document.querySelector("a[href^='%s/p/']").click()`, prefix), nil)
	p.Sees("Acting for", "Add to").Press("Add to").Sees("cart")
	w.shot(p, "org-acting")
	p.Press("End session").Sees("What you did")
	p.Open("/org").Sees("scissors")
	w.shot(p, "org")
	p.Open("/org/checkout").Fill("Purchase-order number", "PO-2026-11").Press("Place order").Sees("Thank you", "PO-2026-11")
}

// auditorReads: all three sessions stand in the log, and one is played back step by step. It tells how many clicks lead from the
// log to the replay.
func (w *world) auditorReads() (clicks int) {
	b := w.browser("auditor")
	w.signIn(b, "auditor")
	b.Open("/audit").Sees(w.people["sales_rep"].Name, w.people["support_agent"].Name, w.people["org_power_user"].Name,
		w.people["vendor"].Name, w.people["shopper"].Name, w.people["org_member"].Name)
	w.shot(b, "audit")
	b.Open("/audit?text=Her+code+does+not+work")
	before := b.Clicks
	b.Click(w.people["support_agent"].Name + " for " + w.people["shopper"].Name)
	b.Sees(w.people["support_agent"].Name, w.people["shopper"].Name, "4812", "127.0.0.1", "Chrom", w.goods.Other, "HELLO15")
	w.shot(b, "session")
	b.Click("Step through")
	return b.Clicks - before
}

// recordIsProved: the record is intact; a row that a database superuser altered is named, and the command fails.
func (w *world) recordIsProved() {
	w.t.Helper()
	w.sequenced()
	if code, out := w.shop("audit", "verify"); code != 0 {
		w.t.Fatalf("the record is not intact:\n%s", out)
	}
	var entry int64
	err := w.owner().QueryRowContext(w.t.Context(), `SELECT max(entry) FROM audit.payload WHERE body->>'table' = 'shop.cart_line'`).Scan(&entry)
	if err != nil {
		w.t.Fatal(err)
	}
	w.alter(entry)
	code, out := w.shop("audit", "verify")
	if code != 1 || !strings.Contains(out, fmt.Sprint(entry)) {
		w.t.Errorf("after entry %d was altered, audit verify ends with %d and says:\n%s", entry, code, out)
	}
}

// alter changes one word of the record as the database's superuser, with its guards taken off.
func (w *world) alter(entry int64) {
	w.t.Helper()
	_, err := w.owner().ExecContext(w.t.Context(), fmt.Sprintf(`
		SET session_replication_role = replica;
		ALTER TABLE audit.payload DISABLE TRIGGER ALL;
		UPDATE audit.payload SET body = jsonb_set(body, '{op}', '"delete"') WHERE entry = %d AND body ? 'op'`, entry))
	if err != nil {
		w.t.Fatal(err)
	}
}

// shop runs a command of the program on the same data.
func (w *world) shop(words ...string) (code int, out string) {
	w.t.Helper()
	var buf bytes.Buffer
	code = run(context.Background(), terminal{out: &buf, err: &buf, getenv: func(string) string { return "" }},
		append(words, "--data", w.config.Data))
	return code, buf.String()
}

// start fills in the start page: the code is the one the phone shows now.
func (w *world) start(b *webtest.Browser, role, subject, reason, ticket string) {
	w.t.Helper()
	b.Fill("Why", reason)
	if ticket != "" {
		b.Fill("Ticket", ticket)
	}
	b.Fill("Code", w.code(role, 0)).Press("Stand in for " + subject)
	b.Sees("Acting for", subject)
}

// prefixOf is "/as/<session>" of a path.
func prefixOf(path string) string {
	parts := strings.SplitN(path, "/", 4)
	if len(parts) < 3 || parts[1] != "as" {
		return ""
	}
	return "/as/" + parts[2]
}
