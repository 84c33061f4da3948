package account_test

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// S7: chance comes from crypto/rand alone, wherever secrets and tokens are made.
func TestS7_NoOtherChance(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{".", "../session", "../keyring", "../../web"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", dir, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, b, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range f.Imports {
				if strings.HasPrefix(i.Path.Value, `"math/rand`) {
					t.Errorf("%s imports %s", file, i.Path.Value)
				}
			}
		}
	}
}
