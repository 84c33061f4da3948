package embedpg

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// rolesSQL makes roles and database, one statement a line. It is also what an administrator runs on a server of the
// company's own.
//
//go:embed roles.sql
var rolesSQL string

// version reads which PostgreSQL wrote the data; 0 means that there is none yet.
func (p place) version() (int, error) {
	text, err := os.ReadFile(filepath.Join(p.data, "PG_VERSION"))
	if os.IsNotExist(err) {
		return 0, nil
	}
	if os.IsPermission(err) {
		return 0, fmt.Errorf("the data in %s belongs to another user (a start as root leaves it to the user postgres): "+
			"run the shop as before, or choose another folder with --data", p.data)
	}
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(text)))
}

// create makes the cluster beside its final name and moves it there when whole, so that an interrupted first start
// leaves nothing half done.
func (s *Server) create(ctx context.Context) error {
	fresh := s.place.data + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return s.place.unwritable(err)
	}
	if err := s.place.give(fresh); err != nil {
		return s.place.unwritable(err)
	}
	if err := s.tool(ctx, "", "initdb", initArgs(fresh)...); err != nil {
		return err
	}
	if err := s.tool(ctx, rolesSQL, "postgres", "--single", "-D", fresh, "-c", "exit_on_error=on", "postgres"); err != nil {
		return err
	}
	hba := filepath.Join(fresh, "pg_hba.conf")
	if err := os.WriteFile(hba, []byte("local all all trust\n"), 0o600); err != nil {
		return err
	}
	if err := os.Remove(s.place.data); err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("%s is there but holds no PostgreSQL data: move it away, or choose another folder with --data (%w)",
			s.place.data, err)
	}
	return os.Rename(fresh, s.place.data)
}

// initArgs fixes encoding and order of text, so that the shop behaves alike on every machine.
func initArgs(dir string) []string {
	ctype := "C.UTF-8"
	if runtime.GOOS == "darwin" {
		ctype = "en_US.UTF-8"
	}
	return []string{
		"-D", dir, "-U", Superuser, "-A", "trust", "--encoding=UTF8", "--locale=C", "--lc-ctype=" + ctype,
		"--no-sync", "--no-instructions",
	}
}

// tool runs one of PostgreSQL's programs to its end as the server's user.
func (s *Server) tool(ctx context.Context, input, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, name), args...)
	cmd.Dir, cmd.Env = "/", environment()
	cmd.SysProcAttr = s.place.as.attributes()
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s failed: %w\n%s", name, err, strings.TrimSpace(string(out)))
	}
	return nil
}

// environment keeps the caller's PG* variables and locale away from the server.
func environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
}
