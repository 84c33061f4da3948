package embedpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// ErrInUse says that another shop runs on the same data.
var ErrInUse = errors.New("the data directory is in use")

// dying is how long a killed shop may take to let go of its lock.
const dying = time.Second

// lockHome takes the folder for this process. The kernel lets go of it when the process ends, however it ends.
func lockHome(ctx context.Context, p place) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(p.home, "shop.lock"), os.O_RDWR|os.O_CREATE, 0o644) // #nosec G302 -- a pid to read
	if err != nil {
		return nil, p.unwritable(err)
	}
	for end := time.Now().Add(dying); ; {
		if err = flock(f, syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
			return f, nil
		}
		if time.Now().After(end) || pause(ctx, dying/20) != nil {
			break
		}
	}
	defer f.Close()
	return nil, fmt.Errorf("%w: %s is used by %s; stop that one first, or give this one another folder with --data",
		ErrInUse, p.home, holder(f))
}

// holder names the process that has the lock, from what it announced.
func holder(f *os.File) string {
	text, _ := io.ReadAll(f) // an unreadable note leaves the words below
	pid, rest, _ := strings.Cut(string(text), "\n")
	address := strings.TrimSpace(rest)
	switch {
	case pid == "":
		return "another shop"
	case address == "":
		return "the shop with process id " + pid
	default:
		return "the shop at " + address + ", process id " + pid
	}
}

func flock(f *os.File, how int) error {
	for {
		err := syscall.Flock(int(f.Fd()), how) // #nosec G115 -- a file descriptor is small
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
