package audit

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// actionNames finds the names of actions where verbs open their transactions and the front door records an event.
var actionNames = regexp.MustCompile(`(?:Transact|furnish|manage|setStatus|withAddress)\((?:ctx|c\.Request\.Context\(\)), [^"\n]*?"([a-z_]+\.[a-z_]+)"|Action: "([a-z_]+\.[a-z_]+)"`)

func TestActions_EachHasASentence(t *testing.T) {
	t.Parallel()
	found := 0
	err := fs.WalkDir(os.DirFS("../.."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == "node_modules" {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "cart/carttest") ||
			strings.HasPrefix(path, "store/storetest") || strings.HasPrefix(path, "cmd/shop/bench") {
			return nil
		}
		text, err := os.ReadFile("../../" + path)
		for _, m := range actionNames.FindAllStringSubmatch(string(text), -1) {
			found++
			if action := m[1] + m[2]; !strings.HasSuffix(action, "_") && actions[action] == "" {
				t.Errorf("%s: %q has no sentence in the record's dictionary", path, action)
			}
		}
		return err
	})
	if err != nil || found < 40 {
		t.Fatalf("%d actions found, %v", found, err)
	}
}
