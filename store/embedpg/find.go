package embedpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// Oldest is the oldest major version of PostgreSQL the shop runs on.
const Oldest = 15

// ErrNoBinaries says that no PostgreSQL of a sufficient version was found.
var ErrNoBinaries = errors.New("no PostgreSQL 15 or later found: install it (Debian, Ubuntu: apt-get install postgresql; " +
	"macOS: brew install postgresql@17), or set DATABASE_URL to a server of your own")

// Binaries is a folder of PostgreSQL programs and their major version.
type Binaries struct {
	Dir   string
	Major int
}

// places are where the usual packages put PostgreSQL, beside PATH.
var places = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/opt/homebrew/opt/postgresql*/bin",
	"/usr/local/opt/postgresql*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// Find returns the newest PostgreSQL of this machine, or the one of exactly the major version wanted (0 is any).
func Find(ctx context.Context, wanted int) (Binaries, error) {
	return find(ctx, candidates(), wanted)
}

func find(ctx context.Context, dirs []string, wanted int) (Binaries, error) {
	var best Binaries
	for _, dir := range dirs {
		major := majorVersion(ctx, dir)
		if major < Oldest || (wanted != 0 && major != wanted) || major <= best.Major {
			continue
		}
		best = Binaries{Dir: dir, Major: major}
	}
	if best.Dir == "" && wanted != 0 {
		return best, fmt.Errorf("the data was written by PostgreSQL %d, which is not installed here: install it again, "+
			"or move the data over with pg_upgrade", wanted)
	}
	if best.Dir == "" {
		return best, ErrNoBinaries
	}
	return best, nil
}

// candidates lists folders that hold both programs we need, those of PATH first.
func candidates() []string {
	var dirs []string
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(real))
		}
	}
	for _, pattern := range places {
		found, _ := filepath.Glob(pattern) // its only error is a malformed pattern
		dirs = append(dirs, found...)
	}
	return slices.DeleteFunc(dirs, func(dir string) bool {
		_, err := os.Stat(filepath.Join(dir, "initdb"))
		return err != nil
	})
}

var versionNumber = regexp.MustCompile(`PostgreSQL\) (\d+)`)

// majorVersion asks the program itself; 0 means that it would not say.
func majorVersion(ctx context.Context, dir string) int {
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return 0
	}
	m := versionNumber.FindSubmatch(out)
	if m == nil {
		return 0
	}
	major, _ := strconv.Atoi(string(m[1]))
	return major
}
