package embedpg

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// binaries makes folders with programs that only know their version.
func binaries(t *testing.T, versions ...string) []string {
	t.Helper()
	var dirs []string
	for _, version := range versions {
		dir := filepath.Join(t.TempDir(), version)
		must(t, os.Mkdir(dir, 0o755))
		script := fmt.Sprintf("#!/bin/sh\necho 'postgres (PostgreSQL) %s'\n", version)
		must(t, os.WriteFile(filepath.Join(dir, "postgres"), []byte(script), 0o755))
		dirs = append(dirs, dir)
	}
	return dirs
}

func TestFind(t *testing.T) {
	t.Parallel()
	dirs := binaries(t, "14.9", "15.3 (Debian 15.3-1)", "17.2 (Homebrew)", "16beta1")
	for wanted, name := range map[int]string{0: "17.2 (Homebrew)", 15: "15.3 (Debian 15.3-1)", 16: "16beta1"} {
		got, err := find(t.Context(), dirs, wanted)
		if err != nil || filepath.Base(got.Dir) != name {
			t.Errorf("find(%d) = %v, %v, want %s", wanted, got, err, name)
		}
	}
	if _, err := find(t.Context(), dirs, 18); err == nil || !strings.Contains(err.Error(), "PostgreSQL 18") {
		t.Errorf("data of a version that is not installed: %v", err)
	}
	if _, err := find(t.Context(), dirs[:1], 0); !errors.Is(err, ErrNoBinaries) {
		t.Errorf("only version 14: %v", err)
	}
}

func TestReaches_AClosedHomeIsClosed(t *testing.T) {
	t.Parallel()
	dir := dataFolder(t)
	closed := filepath.Join(dir, "home")
	must(t, os.Mkdir(closed, 0o700))
	stranger := &account{uid: 54321, gid: 54321}
	if stranger.reaches(filepath.Join(closed, "data")) {
		t.Error("a stranger passes through a folder of mode 0700")
	}
	if !stranger.reaches(filepath.Join(dir, "data")) {
		t.Error("a stranger does not pass through a folder of mode 0755")
	}
}

func TestLocate_RootsClosedHomeLeadsElsewhere(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("an ordinary user's data lies where it was asked for")
	}
	dir := dataFolder(t)
	must(t, os.Chmod(dir, 0o700))
	p, err := locate(dir)
	must(t, err)
	if filepath.Dir(p.home) != systemHome || p.asked != dir || p.as == nil {
		t.Errorf("the data of a closed folder goes to %+v", p)
	}
}
