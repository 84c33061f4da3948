package main

import (
	"fmt"
	"testing"
)

// stage lets the browser of the tests be used outside a test: what fails ends the tour, what must be tidied up is.
type stage struct {
	testing.TB
	tidy []func()
}

// failure is what ended the tour.
type failure string

func (f failure) Error() string { return string(f) }

// Helper is for tests.
func (s *stage) Helper() {}

// Cleanup notes what is to be done at the end.
func (s *stage) Cleanup(f func()) { s.tidy = append(s.tidy, f) }

// Fatal ends the tour.
func (s *stage) Fatal(args ...any) { panic(failure(fmt.Sprint(args...))) }

// Fatalf ends the tour.
func (s *stage) Fatalf(format string, args ...any) { panic(failure(fmt.Sprintf(format, args...))) }

// close tidies up, the last first.
func (s *stage) close() {
	for i := len(s.tidy) - 1; i >= 0; i-- {
		s.tidy[i]()
	}
	s.tidy = nil
}
