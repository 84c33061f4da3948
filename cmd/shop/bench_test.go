package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestBench_TableIsAlignedAndNamesWhatIsMissed(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	printTable(&out, []measured{
		atMost("cart, signed in", 3*time.Millisecond, 2*time.Millisecond, "its SQL alone", 2),
		atMost("cart, acting", 4*time.Millisecond, 2*time.Millisecond, "as oneself", 1.5),
		atLeast("verify", 400, 1000, "a second", "bare", 0.3),
		atLeast("prebuilt", 400, 1000, "a second", "bare", 0.5),
		counted("  its statements", 4, 4, ""), counted("  its statements", 5, 4, ""),
		sized("page", 8<<10, 8<<10, "KB"), sized("memory", 81<<20, 80<<20, "MB"),
	})
	lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
	goal := strings.Index(lines[0], "goal")
	for i, missed := range []bool{false, true, false, true, false, true, false, true} {
		line := lines[i+1]
		if strings.Contains(line, "MISSED") != missed {
			t.Errorf("%q: missed should be %t", line, missed)
		}
		if r := []rune(line); r[goal] != '≤' && r[goal] != '≥' {
			t.Errorf("the goal is not below its head:\n%s\n%s", lines[0], line)
		}
	}
	if !strings.Contains(lines[1], "1.50") || !strings.Contains(lines[1], "≤ 2") {
		t.Errorf("the ratio of 3 to 2: %q", lines[1])
	}
}

func TestBench_UsualIsTheLowerQuartile(t *testing.T) {
	t.Parallel()
	if got := usual([]time.Duration{80, 10, 20, 9000, 30, 40, 50, 60}); got != 30 {
		t.Errorf("usual is %d", got)
	}
	if usual(nil) != 0 {
		t.Error("nothing has a usual time")
	}
}

func TestBench_InParallelDoesEachOnceAndTellsTheFirstFailure(t *testing.T) {
	t.Parallel()
	var done atomic.Int64
	if err := inParallel(t.Context(), 4, 100, func(context.Context, int) error { done.Add(1); return nil }); err != nil || done.Load() != 100 {
		t.Errorf("%d done, %v", done.Load(), err)
	}
	broken := errors.New("broken")
	err := inParallel(t.Context(), 2, 1000, func(_ context.Context, i int) error {
		if i == 3 {
			return broken
		}
		return nil
	})
	if !errors.Is(err, broken) {
		t.Errorf("it ends with %v", err)
	}
}

func TestBench_ResidentMemoryOfThisProcess(t *testing.T) {
	t.Parallel()
	if n, err := resident(t.Context(), os.Getpid()); err != nil || n < 1<<20 || n > 1<<34 {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func TestBench_ClearsWhatItMadeAndKeepsWhatItWasGiven(t *testing.T) {
	t.Parallel()
	b := &benchmark{}
	clear, err := b.settle("")
	if err != nil {
		t.Fatal(err)
	}
	if err := clear(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(b.config.Data); !os.IsNotExist(err) {
		t.Errorf("the temporary folder is still there: %v", err)
	}
	given := t.TempDir()
	if clear, err = b.settle(given); err != nil || clear() != nil || b.config.Data != given {
		t.Errorf("a folder of one's own: %q, %v", b.config.Data, err)
	}
	if _, err := os.Stat(given); err != nil {
		t.Errorf("it was removed: %v", err)
	}
}
