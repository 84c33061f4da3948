package embedpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// slowest is how long a start may take: recovery after a crash is the longest part of it.
const slowest = 2 * time.Minute

// Start runs a private PostgreSQL on the data in opt.Dir, made on first use, and returns when it answers. A shop that
// was killed leaves nothing in the way. Run as root, the server runs as the user postgres (or nobody), and where that
// user cannot reach opt.Dir the data goes to /var/lib/standin, which the log says. It fails with ErrInUse when
// another shop runs on the data, and with ErrNoBinaries when the machine has no PostgreSQL.
func Start(ctx context.Context, opt Options) (*Server, error) {
	s, err := prepare(opt)
	if err != nil {
		return nil, err
	}
	if s.lock, err = lockHome(ctx, s.place); err != nil {
		return nil, err
	}
	if err := s.start(ctx, opt); err != nil {
		_ = s.lock.Close()
		return nil, err
	}
	return s, nil
}

// Join returns the server that another process runs on opt.Dir, and starts one when there is none. It is for commands
// that work beside a running shop.
func Join(ctx context.Context, opt Options) (*Server, error) {
	s, err := Start(ctx, opt)
	if !errors.Is(err, ErrInUse) {
		return s, err
	}
	s, err = prepare(opt)
	if err != nil {
		return nil, err
	}
	return s, s.waitReady(ctx, func(p *pidFile) bool { return p.ready })
}

// prepare settles the place and makes its folders.
func prepare(opt Options) (*Server, error) {
	p, err := locate(opt.Dir)
	if err != nil {
		return nil, err
	}
	s := &Server{place: p, settings: opt.Settings, log: opt.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if p.home != p.asked {
		s.log.Info("PostgreSQL does not run as root, and its user cannot reach the data directory: the data lies elsewhere",
			"user", p.as.name, "asked", p.asked, "used", p.home)
	}
	return s, p.make()
}

func (s *Server) start(ctx context.Context, opt Options) error {
	s.Announce("")
	if opt.Fresh {
		if err := s.discard(ctx); err != nil {
			return err
		}
	}
	if err := s.choose(ctx, opt.Bin); err != nil {
		return err
	}
	return s.bring(ctx)
}

// discard removes the data, when no orphan uses it any more.
func (s *Server) discard(ctx context.Context) error {
	if err := s.takeOver(ctx); err != nil {
		return err
	}
	if err := os.RemoveAll(s.place.data); err != nil {
		return s.place.unwritable(err)
	}
	return nil
}

// bring clears the way and launches the server.
func (s *Server) bring(ctx context.Context) error {
	s.started = time.Now()
	if err := s.takeOver(ctx); err != nil {
		return err
	}
	for {
		err := s.launch(ctx)
		if err == nil || !s.memoryHeld() || time.Since(s.started) > slowest {
			return err
		}
		// Backends of a killed server let go of its memory within moments.
		if err := pause(ctx, 200*time.Millisecond); err != nil {
			return err
		}
	}
}

// choose finds the binaries that fit the data, and makes the data when there is none.
func (s *Server) choose(ctx context.Context, bin string) error {
	s.bin = bin
	version, err := s.place.version()
	if err != nil {
		return err
	}
	if s.bin == "" {
		found, err := Find(ctx, version)
		if err != nil {
			return err
		}
		s.bin = found.Dir
	}
	if version != 0 {
		return nil
	}
	return s.create(ctx)
}

// launch runs the server and waits for its answer.
func (s *Server) launch(ctx context.Context) error {
	log, err := os.OpenFile(s.logFile(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return s.place.unwritable(err)
	}
	defer log.Close()
	cmd := exec.Command(filepath.Join(s.bin, "postgres"), s.arguments()...) //nolint:noctx // it outlives ctx
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = "/", environment(), log, log
	cmd.SysProcAttr = s.place.as.attributes()
	if err := s.spawn(cmd); err != nil {
		return err
	}
	err = s.waitReady(ctx, func(p *pidFile) bool { return p.ready && p.pid == cmd.Process.Pid })
	if err != nil {
		return errors.Join(err, s.end())
	}
	return nil
}

// spawn keeps the thread that starts the server until the server ends: Linux sends the signal of a parent's death
// when that thread dies, not the process.
func (s *Server) spawn(cmd *exec.Cmd) error {
	began, done := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		err := cmd.Start()
		began <- err
		if err == nil {
			_ = cmd.Wait() // how it ended stands in the log
			close(done)
		}
	}()
	if err := <-began; err != nil {
		return fmt.Errorf("starting PostgreSQL: %w", err)
	}
	s.running.Store(&running{process: cmd.Process, done: done})
	return nil
}

// waitReady polls the server's pid file, the cheapest sign of life there is.
func (s *Server) waitReady(ctx context.Context, ready func(*pidFile) bool) error {
	ctx, cancel := context.WithTimeout(ctx, slowest)
	defer cancel()
	for {
		if p := s.place.readPidFile(); p != nil && ready(p) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL did not get ready on %s: %w", s.place.home, ctx.Err())
		case <-s.Done():
			return fmt.Errorf("PostgreSQL did not start; its log %s ends with:\n%s", s.logFile(), s.logTail())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// arguments are the server's settings: socket only, and times of commits for who wants to know what was last.
func (s *Server) arguments() []string {
	set := map[string]string{
		"listen_addresses": "", "unix_socket_permissions": "0700", "track_commit_timestamp": "on",
		"timezone": "UTC", "log_timezone": "UTC", "jit": "off",
	}
	for name, value := range s.settings {
		set[name] = value
	}
	args := []string{"-D", s.dataDir(), "-k", s.place.socket, "-p", port}
	for name, value := range set {
		args = append(args, "-c", name+"="+value)
	}
	return args
}

// memoryHeld tells whether the last start failed because backends of a killed server still lived.
func (s *Server) memoryHeld() bool {
	return strings.Contains(s.logTail(), "shared memory block") && strings.Contains(s.logTail(), "still in use")
}

func (s *Server) logTail() string {
	text, _ := os.ReadFile(s.logFile()) // without a log there is nothing to tell
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(slices.Collect(slices.Values(lines[max(0, len(lines)-6):])), "\n")
}
