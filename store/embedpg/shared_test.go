package embedpg

import (
	"syscall"
	"testing"
	"time"
)

func TestShared_IsOneForAll(t *testing.T) {
	t.Parallel()
	opt := quick(usedFolder(t))
	first, err := Shared(t.Context(), opt)
	must(t, err)
	pid := first.place.readPidFile().pid
	t.Cleanup(func() { _ = syscall.Kill(pid, syscall.SIGINT) })
	second, err := Shared(t.Context(), opt)
	must(t, err)
	if second.place.readPidFile().pid != pid {
		t.Error("the second call started another server")
	}
	if got := ask(t, second, App, "SELECT 1"); got != "1" {
		t.Errorf("answer %q", got)
	}
	must(t, syscall.Kill(pid, syscall.SIGKILL))
	for first.place.runs(t.Context(), pid) {
		time.Sleep(10 * time.Millisecond)
	}

	third, err := Shared(t.Context(), opt)
	must(t, err)
	t.Cleanup(func() { _ = syscall.Kill(third.place.readPidFile().pid, syscall.SIGINT) })
	if got := ask(t, third, App, "SELECT 1"); got != "1" {
		t.Errorf("after a crash: answer %q", got)
	}
}
