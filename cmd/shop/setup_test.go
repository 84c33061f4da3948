package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"standin/store/embedpg"
	"standin/store/storetest"
)

// given is a terminal whose environment names the test's database, as an operator's own.
func given(t *testing.T, db *storetest.DB) terminal {
	t.Helper()
	return env(map[string]string{
		"DATABASE_URL": db.URL(embedpg.App), "SEQUENCER_DATABASE_URL": db.URL(embedpg.Sequencer), "SHOP_DATA": t.TempDir(),
		"SHOP_ADDR": "127.0.0.1:0", "SHOP_METRICS": "off", "SHOP_PUBLIC_URL": "https://shop.example",
	})
}

func said(t terminal) string { return t.out.(*bytes.Buffer).String() + t.err.(*bytes.Buffer).String() }

func TestS71_SetupLeadsToTheFirstLegalStart(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	visible(t, db)
	here := given(t, db)
	if code := run(t.Context(), here, []string{"serve"}); code != failed || !strings.Contains(said(here), "shop setup") {
		t.Fatalf("serve before setup exits with %d: %s", code, said(here))
	}
	if code := run(t.Context(), here, []string{"setup"}); code != 0 {
		t.Fatalf("setup exits with %d: %s", code, said(here))
	}
	link := regexp.MustCompile(`https://shop\.example/setup/\S{20,}`)
	first := link.FindString(said(here))
	if first == "" {
		t.Fatalf("setup prints no link: %s", said(here))
	}

	c, err := readConfig(here, "serve", nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := build(t.Context(), c, quiet)
	if err != nil {
		t.Fatalf("the first start after setup: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}

	again := given(t, db)
	owners := again.getenv
	again.getenv = func(key string) string { // setup may hold the owner's address; serve may not
		if key == "OWNER_DATABASE_URL" {
			return db.URL(embedpg.Owner)
		}
		return owners(key)
	}
	if code := run(t.Context(), again, []string{"setup"}); code != 0 || link.FindString(said(again)) == first {
		t.Errorf("a second setup exits with %d and prints the old link", code)
	}
	storetest.Staff(t, db, "Ada Boss", "administrator")
	late := given(t, db)
	if code := run(t.Context(), late, []string{"setup"}); code != failed || !strings.Contains(said(late), "administrator already") {
		t.Errorf("setup of a shop that has an administrator exits with %d: %s", code, said(late))
	}
}

func TestMigrate_OfTheOperatorsOwn(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	here := env(map[string]string{"DATABASE_URL": db.URL(embedpg.App)})
	if code := run(t.Context(), here, []string{"migrate"}); code != failed || !strings.Contains(said(here), "OWNER_DATABASE_URL") {
		t.Errorf("as the shop's role it exits with %d: %s", code, said(here))
	}
	here = env(map[string]string{"OWNER_DATABASE_URL": db.URL(embedpg.Owner)})
	if code := run(t.Context(), here, []string{"migrate"}); code != 0 || !strings.Contains(said(here), "0 migrations applied") {
		t.Errorf("as owner it exits with %d: %s", code, said(here))
	}
	if got := inspected(t, db.DB, true); got != "" {
		t.Errorf("after it, serve says %q", got)
	}
}
