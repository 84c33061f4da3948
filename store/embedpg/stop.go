package embedpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// patience is how long each way of ending the server may take before a rougher one is tried.
const patience = 20 * time.Second

// Stop ends the server cleanly and lets go of its data. A server that was only joined is left alone.
func (s *Server) Stop() error {
	if s.lock == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopping = true
	return errors.Join(s.end(), s.lock.Close())
}

// Watch starts the server anew whenever it ends by itself, until ctx ends or Stop is called: a shop outlives its database's
// crash. It returns at once for a server that was only joined.
func (s *Server) Watch(ctx context.Context) {
	for s.lock != nil {
		select {
		case <-ctx.Done():
			return
		case <-s.Done():
		}
		again, err := s.revive(ctx)
		if !again {
			return
		}
		if err != nil {
			s.log.Error("PostgreSQL does not start again", "error", err)
			_ = pause(ctx, 5*time.Second) // the end of ctx is seen above
		}
	}
}

// revive tells with again whether there is still something to watch.
func (s *Server) revive(ctx context.Context) (again bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping || ctx.Err() != nil {
		return false, nil
	}
	s.log.Warn("PostgreSQL ended by itself; starting it again")
	return true, s.bring(ctx)
}

// end asks for a fast shutdown, which rolls open transactions back, and insists when that takes too long.
func (s *Server) end() error {
	r := s.running.Load()
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		if err := r.process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("stopping PostgreSQL: %w", err)
		}
		select {
		case <-r.done:
			return nil
		case <-time.After(patience):
		}
	}
	return fmt.Errorf("PostgreSQL (process id %d) does not end", r.process.Pid)
}
