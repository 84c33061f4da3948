// Package cmd_test reads the import graph: arrows between rooms point down only (ARCHITECTURE.md).
package cmd_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// floors lists the rooms from the top; a room may import only what stands below it. Rooms on one line do not know each other.
var floors = [][]string{
	{"cmd/shop"},
	{"web", "seed"},
	{"impersonation", "cart/order", "catalog/bulkimport"},
	{"cart"},
	{"cart/discount", "cart/payment", "catalog"},
	{"catalog/money"},
	{"store/custody"},
	{"store/account"},
	{"store/audit", "store/session", "store/job", "store/media", "store/keyring"},
	{"store"},
	{"migrations"},
	{"store/fault"},
}

// exceptions are imports along a floor, each with its reason in ARCHITECTURE.md.
var exceptions = map[string][]string{
	"store/fault":     nil,
	"cart/order":      {"cart/payment"},
	"cart/discount":   {"catalog"},
	"store/audit":     {"store/keyring", "store/job"},
	"store/job":       {"store/media"},
	"store/session":   nil,
	"impersonation":   nil,
	"catalog/money":   {"store/fault"},
	"store/embedpg":   nil,
	"store/keyring":   nil,
	"store/storetest": nil,
}

// known to tests, cmd or pages alone; checked by onlyIn.
var onlyIn = map[string][]string{
	"store/embedpg":   {"cmd/shop", "store/storetest", "store/embedpg"},
	"store/storetest": {},
	"web/webtest":     {"web/webtest/screenshots"},
	"cart/carttest":   {},
	"impersonation":   {"web", "seed", "cmd/shop", "impersonation"},
}

// homes are the libraries that live in one room.
var homes = map[string][]string{
	"github.com/gin-gonic/gin":                 {"web"},
	"github.com/go-playground/validator/v10":   {"web"},
	"github.com/jmoiron/sqlx":                  {"store", "store/storetest"},
	"github.com/lib/pq":                        {"store", "store/storetest", "store/embedpg", "cmd/shop"},
	"github.com/alexedwards/scs/v2":            {"web", "store/session"},
	"github.com/pquerna/otp":                   {"store/account"},
	"github.com/pquerna/otp/totp":              {"store/account"},
	"github.com/pquerna/otp/hotp":              {"store/account"},
	"github.com/alexedwards/argon2id":          {"store/account"},
	"github.com/go-webauthn/webauthn/webauthn": {"store/account"},
	"github.com/go-webauthn/webauthn/protocol": {"store/account"},
	"github.com/microcosm-cc/bluemonday":       {"catalog"},
	"github.com/wneessen/go-mail":              {"store/job"},
}

func TestArrows_PointDown(t *testing.T) {
	t.Parallel()
	floor := map[string]int{}
	for i, rooms := range floors {
		for _, r := range rooms {
			floor[r] = i
		}
	}
	for room, imports := range graph(t) {
		for _, to := range imports {
			down, known := floor[to]
			up, here := floor[room]
			if !known || !here || room == to || slices.Contains(exceptions[room], to) {
				continue
			}
			if down <= up {
				t.Errorf("%s imports %s: an arrow that points up or sideways", room, to)
			}
		}
	}
}

func TestArrows_StayInTheirRooms(t *testing.T) {
	t.Parallel()
	for room, imports := range graph(t) {
		for _, to := range imports {
			if rooms, ok := onlyIn[to]; ok && !slices.Contains(rooms, room) && !slices.Contains([]string{"store/storetest", "web/webtest", "cart/carttest"}, room) {
				t.Errorf("%s imports %s, which is not for it", room, to)
			}
			if rooms, ok := homes[to]; ok && !slices.Contains(rooms, room) {
				t.Errorf("%s imports %s, whose home is %v", room, to, rooms)
			}
		}
	}
}

// graph is what each package of the shop imports, tests left out, with the module's name taken off.
func graph(t *testing.T) map[string][]string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	g := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		for i := range words {
			words[i] = strings.TrimPrefix(words[i], "standin/")
		}
		g[words[0]] = words[1:]
	}
	if len(g) < 10 {
		t.Fatalf("the graph has %d packages only", len(g))
	}
	return g
}
