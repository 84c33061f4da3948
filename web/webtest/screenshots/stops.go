package main

import (
	"bytes"
	"os"
	"path/filepath"
)

// visitor looks at the shop from outside, by day and by night.
func (t *tour) visitor() {
	b := t.browser("")
	b.Open("/")
	t.take(b, "home", desk)
	t.take(b, "home-dark", night)
	b.Size(desk.width, desk.height, false).Open("/search?q=hiking+boot").Eval(`document.querySelector("main h3 a").click()`, nil)
	b.Sees("Add to cart")
	t.take(b, "product", desk)
	b.Open("/demo")
	t.take(b, "demo", desk)
}

// agent helps a shopper: from the desk to the page of what was done.
func (t *tour) agent() {
	const ada = "ada@standin.example"
	b := t.browser(ada)
	b.Open("/support?q=mara").Click("Mara Lind").Sees("Act for this customer")
	t.take(b, "customer", desk)
	b.Press("Act for this customer")
	prefix := t.standIn(b, ada, "Her code does not work, she asked us to look.", "4812", func() { t.take(b, "start", desk) })
	b.Open(prefix+"/search?q=scarf").Eval(`document.querySelector("main h3 a").click()`, nil)
	b.Sees("Add to cart").Press("Add to cart").Sees("is in the cart")
	b.Open(prefix+"/cart").Fill("Discount code", "HELLO15").Press("Apply code").Sees("HELLO15")
	b.Open(prefix + "/cart")
	t.take(b, "acting-cart", desk)
	t.take(b, "acting-phone", phone)
	b.Size(desk.width, desk.height, false).Open(prefix + "/account/password").Sees("somebody else")
	b.Open("/support").Sees("Running")
	t.take(b, "support", desk)
	b.Open(prefix + "/cart").Press("End session").Sees("What you did")
	t.take(b, "ended", desk)
}

// shopper sees what the agent did.
func (t *tour) shopper() {
	b := t.browser("mara@example.com")
	b.Open("/cart").Sees("Support")
	t.take(b, "cart", desk)
	b.Open("/account/helpers").Sees("Support")
	t.take(b, "helped", desk)
}

// rep uploads for a vendor: a file, and the same file again with other prices, so that there is something to compare.
func (t *tour) rep() {
	const ben = "ben@standin.example"
	b := t.browser(ben)
	b.Open("/vendor").Click("Act for Paola Demo")
	prefix := t.standIn(b, ben, "Brings the autumn range in.", "", nil)
	file := sample(t.stage, t.url)
	b.Open(prefix+"/vendor/imports").Attach("A file with your products", t.file("autumn-range.csv", file)).Press("Look at it")
	b.Sees("Commit").Press("Commit").Sees(": done")
	file = bytes.ReplaceAll(bytes.ReplaceAll(file, []byte(",manual,60,"), []byte(",manual,54,")), []byte(",manual,50,"), []byte(",manual,47.50,"))
	b.Open(prefix+"/vendor/imports").Attach("A file with your products", t.file("autumn-prices.csv", file)).Press("Look at it")
	b.Sees("Commit").Click("changed").Sees("In the shop")
	t.take(b, "vendor-import", desk)
	b.Press("End session").Sees("What you did")
}

// file writes a file to be attached.
func (t *tour) file(name string, content []byte) string {
	dir, err := os.MkdirTemp("", "upload-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// buyer looks at the organization's shared cart.
func (t *tour) buyer() {
	b := t.browser("ingrid@northside.example")
	b.Open("/org").Sees("Shared cart")
	t.take(b, "organization", desk)
}

// auditor reads the log, and what the agent did step by step.
func (t *tour) auditor() {
	b := t.browser("ruth@standin.example")
	b.Open("/audit").Sees("Ada Novak")
	t.take(b, "audit", desk)
	b.Open("/audit?q=4812").Click("Ada Novak for Mara Lind").Sees("Started.", "HELLO15")
	t.take(b, "session", desk)
}
