package embedpg

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// watchdog runs the server, and ends it and clears its data when nobody has touched the given file for ten minutes.
const watchdog = `used=$1 data=$2; shift 2
"$@" & server=$!
while kill -0 $server 2>/dev/null; do
  sleep 5
  if [ -z "$(find "$used" -mmin -10 2>/dev/null)" ]; then
    kill -TERM $server; wait $server; rm -rf "$data"/* 2>/dev/null; exit 0
  fi
done`

// Shared returns the server that all processes of this user share on opt.Dir, and starts it when there is none. It
// outlives them, and ends ten minutes after the last Touch. It is for tests: what it holds is lost at its end.
func Shared(ctx context.Context, opt Options) (*Server, error) {
	s, err := prepare(opt)
	if err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(s.place.home, "shared.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, s.place.unwritable(err)
	}
	defer lock.Close()
	if err := flock(lock, syscall.LOCK_EX); err != nil {
		return nil, fmt.Errorf("locking %s: %w", s.place.home, err)
	}
	if err := s.Touch(); err != nil {
		return nil, err
	}
	if left := s.place.readPidFile(); left != nil && left.ready && s.place.runs(ctx, left.pid) {
		return s, nil
	}
	if err := s.choose(ctx, opt.Bin); err != nil {
		return nil, err
	}
	if err := s.takeOver(ctx); err != nil {
		return nil, err
	}
	return s, s.launchShared(ctx)
}

// Touch says that the shared server is still in use.
func (s *Server) Touch() error {
	used, now := s.usedFile(), time.Now()
	if err := os.Chtimes(used, now, now); err == nil {
		return nil
	}
	return os.WriteFile(used, nil, 0o644) // #nosec G306 -- empty, and read by the server's user
}

func (s *Server) usedFile() string { return filepath.Join(s.place.home, "used") }

// launchShared starts the server in a session of its own, under the watchdog.
func (s *Server) launchShared(ctx context.Context) error {
	log, err := os.OpenFile(s.logFile(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return s.place.unwritable(err)
	}
	defer log.Close()
	args := append([]string{"-c", watchdog, "sh", s.usedFile(), s.dataDir(), filepath.Join(s.bin, "postgres")}, s.arguments()...)
	cmd := exec.Command("/bin/sh", args...) //nolint:noctx // it outlives ctx
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = "/", environment(), log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: s.place.as.credential()}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting PostgreSQL: %w", err)
	}
	r := &running{process: cmd.Process, done: make(chan struct{})}
	s.running.Store(r)
	go func() {
		_ = cmd.Wait() // how it ended stands in the log
		close(r.done)
	}()
	return s.waitReady(ctx, func(p *pidFile) bool { return p.ready && alive(p.pid) })
}
