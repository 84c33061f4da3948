package embedpg

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/lib/pq"
)

// TestMain lets the test program play a shop that is stopped or killed from outside.
func TestMain(m *testing.M) {
	if dir := os.Getenv("EMBEDPG_SHOP"); dir != "" {
		os.Exit(playShop(dir))
	}
	code := m.Run()
	if dir, err := prototype(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// prototype is a cluster made once and copied for each test that is not about its making.
var prototype = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("/tmp", "embedpg")
	if err != nil {
		return "", err
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return "", err
	}
	s, err := Start(context.Background(), quick(dir))
	if err != nil {
		return dir, err
	}
	return dir, s.Stop()
})

// usedFolder is a data folder that has been started before.
func usedFolder(t *testing.T) string {
	t.Helper()
	from, err := prototype()
	must(t, err)
	dir := dataFolder(t)
	must(t, exec.CommandContext(t.Context(), "cp", "-a", from+"/postgres", dir).Run())
	return dir
}

func playShop(dir string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT)
	defer stop()
	s, err := Start(ctx, quick(dir))
	if err != nil {
		fmt.Println("failed:", err)
		return 1
	}
	fmt.Println("ready")
	<-ctx.Done()
	if err := s.Stop(); err != nil {
		fmt.Println("failed:", err)
		return 1
	}
	return 0
}

// shopProcess starts a shop in a process group of its own, as a terminal would, and waits until it is ready.
func shopProcess(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "EMBEDPG_SHOP="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("the shop said %q", line)
	}
	return cmd
}

func quick(dir string) Options {
	return Options{Dir: dir, Settings: map[string]string{"fsync": "off", "shared_buffers": "16MB"}}
}

// dataFolder is a folder that the server's user reaches, unlike that of t.TempDir when root runs the tests.
func dataFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "embedpg")
	must(t, err)
	must(t, os.Chmod(dir, 0o755))
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func start(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Start(t.Context(), quick(dir))
	must(t, err)
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

// ask runs one statement and returns its only value as text.
func ask(t *testing.T, s *Server, role, query string) string {
	t.Helper()
	db, err := sql.Open("postgres", s.URL(role))
	must(t, err)
	defer db.Close()
	var answer sql.NullString
	if err := db.QueryRowContext(t.Context(), query).Scan(&answer); err != nil && err != sql.ErrNoRows {
		t.Fatalf("%s as %s: %v", query, role, err)
	}
	return answer.String
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestStart_FindsItsDataAgain(t *testing.T) {
	t.Parallel()
	dir := usedFolder(t)
	s := start(t, dir)
	ask(t, s, Owner, "CREATE TABLE kept AS SELECT 'here' AS word")
	must(t, s.Stop())

	s = start(t, dir)
	if got := ask(t, s, Owner, "SELECT word FROM kept"); got != "here" {
		t.Errorf("after the second start the table says %q", got)
	}
}

func TestStart_FreshForgets(t *testing.T) {
	t.Parallel()
	dir := usedFolder(t)
	s := start(t, dir)
	ask(t, s, Owner, "CREATE TABLE half_made ()")
	must(t, s.Stop())
	opt := quick(dir)
	opt.Fresh = true
	s, err := Start(t.Context(), opt)
	must(t, err)
	t.Cleanup(func() { _ = s.Stop() })
	if got := ask(t, s, Owner, "SELECT to_regclass('half_made') IS NULL"); got != "true" {
		t.Error("what was half made is still there")
	}
}

func TestStart_IsPrivateAndHoldsTheRoles(t *testing.T) {
	t.Parallel()
	s := start(t, dataFolder(t))
	for query, want := range map[string]string{
		"SHOW listen_addresses":       "",
		"SHOW track_commit_timestamp": "on",
		"SHOW server_encoding":        "UTF8",
		"SHOW timezone":               "UTC",
		"SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolcanlogin AND NOT rolsuper": "standin_app standin_auditor standin_owner standin_sequencer",
		"SELECT string_agg(rolname, ' ') FROM pg_roles WHERE rolsuper":                                      "postgres",
		"SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'standin'":                         "standin_owner",
		"SELECT has_database_privilege('standin_app', 'standin', 'CREATE, TEMPORARY')::text":                "false",
		"SELECT lower('ÄÉ') || upper('ß') || ('Z' < 'a')::text":                                             "äéßtrue",
	} {
		if got := ask(t, s, App, query); got != want {
			t.Errorf("%s = %q, want %q", query, got, want)
		}
	}
	info, err := os.Stat(s.place.socket)
	must(t, err)
	if info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder has mode %o", info.Mode().Perm())
	}
}

func TestStart_OwnerMakesTrustedExtensions(t *testing.T) {
	t.Parallel()
	s := start(t, usedFolder(t))
	ask(t, s, Owner, "CREATE EXTENSION pg_trgm")
	if got := ask(t, s, App, "SELECT similarity('boots', 'boots')::text"); got != "1" {
		t.Errorf("similarity = %s", got)
	}
}

func TestStart_SecondAtOnceIsToldWhoRuns(t *testing.T) {
	t.Parallel()
	dir := usedFolder(t)
	s := start(t, dir)
	s.Announce("http://localhost:8080")

	_, err := Start(t.Context(), quick(dir))
	if err == nil {
		t.Fatal("two servers on the same data")
	}
	for _, want := range []string{"http://localhost:8080", fmt.Sprint(os.Getpid()), "--data"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not name %s", err, want)
		}
	}
}

func TestJoin_SharesARunningServer(t *testing.T) {
	t.Parallel()
	dir := usedFolder(t)
	first := start(t, dir)
	joined, err := Join(t.Context(), quick(dir))
	must(t, err)
	if !joined.Joined() || first.Joined() {
		t.Error("who started the server is mixed up")
	}
	must(t, joined.Stop())
	if got := ask(t, first, App, "SELECT 1"); got != "1" {
		t.Error("the end of a joined server stopped the other's")
	}
}

func TestStart_LongPathKeepsASocket(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(dataFolder(t), strings.Repeat("long/", 20)))
	t.Cleanup(func() { _ = os.RemoveAll(s.place.socket) })
	if got := ask(t, s, App, "SELECT 1"); got != "1" {
		t.Errorf("answer %q", got)
	}
}

func TestStart_AfterAnInterruptedFirstStart(t *testing.T) {
	t.Parallel()
	dir := dataFolder(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := Start(ctx, quick(dir)); err == nil {
		t.Skip("this machine makes a cluster in a tenth of a second")
	}
	if got := ask(t, start(t, dir), App, "SELECT 1"); got != "1" {
		t.Errorf("answer %q", got)
	}
}

func TestStart_DataDirectoryNotWritable(t *testing.T) {
	t.Parallel()
	file := filepath.Join(dataFolder(t), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	closed := filepath.Join(dataFolder(t), "closed")
	must(t, os.Mkdir(closed, 0o500))
	for _, dir := range []string{filepath.Join(file, "data"), filepath.Join(closed, "data")} {
		if os.Geteuid() == 0 && strings.HasPrefix(dir, closed) {
			continue // nothing is closed to root
		}
		_, err := Start(t.Context(), quick(dir))
		if err == nil || !strings.Contains(err.Error(), "cannot be written") || !strings.Contains(err.Error(), "--data") {
			t.Errorf("%s: %v", dir, err)
		}
	}
}
