package storetest_test

import (
	"testing"

	"standin/store/embedpg"
	"standin/store/storetest"
)

// goldenMajor is the version of PostgreSQL whose pg_dump wrote the golden file: others word it differently.
const goldenMajor = 15

func TestGolden_Schema(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	bin, err := embedpg.Find(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if bin.Major != goldenMajor {
		t.Skipf("the golden file is of PostgreSQL %d, this machine has %d", goldenMajor, bin.Major)
	}
	text, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	storetest.Golden(t, "schema.sql", text)
}
