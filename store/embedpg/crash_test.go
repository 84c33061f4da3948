package embedpg

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestCtrlC_StopsBothCleanly(t *testing.T) {
	t.Parallel()
	dir := usedFolder(t)
	shop := shopProcess(t, dir)
	must(t, syscall.Kill(-shop.Process.Pid, syscall.SIGINT)) // the terminal sends it to the whole group
	must(t, shop.Wait())

	p, err := locate(dir)
	must(t, err)
	if left := p.readPidFile(); left != nil {
		t.Errorf("PostgreSQL still has process id %d", left.pid)
	}
	if state := controlState(t, p); state != "shut down" {
		t.Errorf("the data was left %q", state)
	}
}

func TestStart_AfterKill9OfTheShop(t *testing.T) {
	t.Parallel()
	dir := usedFolder(t)
	shop := shopProcess(t, dir)
	must(t, shop.Process.Kill())
	if got := ask(t, start(t, dir), App, "SELECT 1"); got != "1" {
		t.Errorf("answer %q", got)
	}
}

func TestKill9_LeavesNoServerBehind(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/proc/self"); err != nil {
		t.Skip("only Linux tells a child of its parent's death")
	}
	dir := usedFolder(t)
	shop := shopProcess(t, dir)
	p, err := locate(dir)
	must(t, err)
	server := p.readPidFile().pid
	must(t, shop.Process.Kill())
	for range 100 {
		if !p.runs(t.Context(), server) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("PostgreSQL outlived its shop by five seconds")
}

func TestStart_TakesOverAnOrphan(t *testing.T) {
	t.Parallel()
	dir := usedFolder(t)
	s := start(t, dir)
	must(t, s.Stop())
	orphan := runOrphan(t, s)

	again := start(t, dir)
	if got := ask(t, again, App, "SELECT 1"); got != "1" {
		t.Errorf("answer %q", got)
	}
	if again.place.readPidFile().pid == orphan {
		t.Error("the orphan serves on, and nobody would stop it")
	}
}

func TestStart_AfterKill9OfPostgres(t *testing.T) {
	t.Parallel()
	dir := usedFolder(t)
	s := start(t, dir)
	ask(t, s, Owner, "CREATE TABLE kept AS SELECT 'here' AS word")
	must(t, syscall.Kill(s.PID(), syscall.SIGKILL))
	<-s.Done()
	must(t, s.Stop())
	if got := ask(t, start(t, dir), Owner, "SELECT word FROM kept"); got != "here" {
		t.Errorf("after recovery the table says %q", got)
	}
}

func TestStart_StalePidOfAnotherProgram(t *testing.T) {
	t.Parallel()
	dir := usedFolder(t)
	s := start(t, dir)
	left, err := os.ReadFile(s.place.pidPath())
	must(t, err)
	must(t, s.Stop())

	_, rest, _ := bytes.Cut(left, []byte("\n"))
	stale := fmt.Appendf(nil, "%d\n%s", bystander(t), rest)
	must(t, os.WriteFile(s.place.pidPath(), stale, 0o600))
	must(t, os.WriteFile(filepath.Join(s.place.socket, ".s.PGSQL.5432.lock"), stale, 0o600))
	if s.place.as != nil {
		must(t, os.Chown(s.place.pidPath(), int(s.place.as.uid), int(s.place.as.gid)))
	}
	if got := ask(t, start(t, dir), App, "SELECT 1"); got != "1" {
		t.Errorf("answer %q", got)
	}
}

func TestStart_NamesTheLogWhenPostgresRefuses(t *testing.T) {
	t.Parallel()
	opt := quick(usedFolder(t))
	opt.Settings["max_connections"] = "none"
	_, err := Start(t.Context(), opt)
	if err == nil || !strings.Contains(err.Error(), "postgres.log") || !strings.Contains(err.Error(), "max_connections") {
		t.Errorf("%v", err)
	}
}

// runOrphan runs a server on the data that no shop holds.
func runOrphan(t *testing.T, s *Server) int {
	t.Helper()
	cmd := exec.Command(filepath.Join(s.bin, "postgres"), s.arguments()...)
	cmd.Dir, cmd.Env = "/", environment()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: s.place.as.credential()}
	must(t, cmd.Start())
	go func() { _ = cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	unowned := &Server{place: s.place}
	must(t, unowned.waitReady(t.Context(), func(p *pidFile) bool { return p.ready }))
	return cmd.Process.Pid
}

// bystander is a living process that is no PostgreSQL.
func bystander(t *testing.T) int {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sleep", "60")
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd.Process.Pid
}

func controlState(t *testing.T, p place) string {
	t.Helper()
	bin, err := Find(t.Context(), 0)
	must(t, err)
	cmd := exec.CommandContext(t.Context(), filepath.Join(bin.Dir, "pg_controldata"), p.data)
	cmd.Env = environment()
	out, err := cmd.Output()
	must(t, err)
	for line := range strings.Lines(string(out)) {
		if state, ok := strings.CutPrefix(line, "Database cluster state:"); ok {
			return strings.TrimSpace(state)
		}
	}
	return ""
}

func TestWatch_StartsTheServerAnew(t *testing.T) {
	t.Parallel()
	s := start(t, usedFolder(t))
	go s.Watch(t.Context())
	first := s.PID()
	must(t, syscall.Kill(first, syscall.SIGKILL))
	for range 200 {
		if p := s.place.readPidFile(); p != nil && p.ready && p.pid != first {
			if got := ask(t, s, App, "SELECT 1"); got != "1" {
				t.Errorf("answer %q", got)
			}
			must(t, s.Stop())
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("nobody started PostgreSQL again")
}
