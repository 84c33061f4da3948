package embedpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// pidFile is what PostgreSQL says about itself in postmaster.pid.
type pidFile struct {
	pid   int
	ready bool
}

// readPidFile returns nil when there is no such file, or one being written.
func (p place) readPidFile() *pidFile {
	text, err := os.ReadFile(p.pidPath())
	if err != nil {
		return nil
	}
	lines := strings.Split(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 0 {
		return nil
	}
	// The eighth line is the state: starting, stopping, ready.
	return &pidFile{pid: pid, ready: len(lines) > 7 && strings.TrimSpace(lines[7]) == "ready"}
}

func (p place) pidPath() string { return filepath.Join(p.data, "postmaster.pid") }

// takeOver clears away what a killed shop left: a server still running, or pid files whose number now belongs to some
// other program. The caller holds the lock, so no living shop is meant.
func (s *Server) takeOver(ctx context.Context) error {
	left := s.place.readPidFile()
	switch {
	case left == nil:
	case s.place.runs(ctx, left.pid):
		s.log.Info("stopping the PostgreSQL that an earlier shop left running", "pid", left.pid)
		if err := s.place.stopOrphan(ctx, left.pid); err != nil {
			return err
		}
	case alive(left.pid):
		if err := s.place.disown(); err != nil {
			return err
		}
	}
	if err := os.Remove(filepath.Join(s.place.socket, ".s.PGSQL."+port+".lock")); err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("a socket lock of an earlier PostgreSQL is in the way: %w", err)
	}
	return nil
}

// runs tells whether the process is a PostgreSQL on this data, and not another program that got its number.
func (p place) runs(ctx context.Context, pid int) bool {
	line, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cmdline"))
	if err != nil {
		line, err = exec.CommandContext(ctx, "ps", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	}
	return err == nil && strings.Contains(string(line), "postgres") && strings.Contains(string(line), p.data)
}

// stopOrphan asks for a clean end, then for one at once.
func (p place) stopOrphan(ctx context.Context, pid int) error {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		if err := syscall.Kill(pid, sig); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("an earlier PostgreSQL (process id %d) runs on %s and cannot be stopped: %w", pid, p.data, err)
		}
		for range 100 {
			if !p.runs(ctx, pid) {
				return nil
			}
			if err := pause(ctx, 100*time.Millisecond); err != nil {
				return err
			}
		}
	}
	return fmt.Errorf("an earlier PostgreSQL (process id %d) runs on %s and does not end: stop it by hand", pid, p.data)
}

// disown writes our own number into a stale pid file: PostgreSQL takes its parent's number for stale, while it still
// checks that no backend holds the data's shared memory, which it would not do had we removed the file.
func (p place) disown() error {
	text, err := os.ReadFile(p.pidPath())
	if err != nil {
		return err
	}
	_, rest, _ := strings.Cut(string(text), "\n")
	return os.WriteFile(p.pidPath(), []byte(strconv.Itoa(os.Getpid())+"\n"+rest), 0o600)
}

// alive tells whether any process has the number.
func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
