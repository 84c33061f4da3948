package embedpg

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// systemHome is where data goes when root asks for a folder that PostgreSQL's own user cannot reach.
const systemHome = "/var/lib/standin"

// longestSocket keeps the socket's path within what the kernels allow (104 bytes on macOS, 108 on Linux).
const longestSocket = 100

// place is where a server lives, and as whom it runs.
type place struct {
	asked  string // the folder that was asked for
	home   string // the folder that is used
	data   string // PostgreSQL's own data directory
	socket string // the folder of the socket, closed to others
	as     *account
}

// account is another user than our own, to run the server as.
type account struct {
	uid, gid uint32
	name     string
}

// locate decides folder and user. PostgreSQL refuses to run as root, so for root another user runs it, and the data
// lies where that user can reach it.
func locate(dir string) (place, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return place{}, fmt.Errorf("data directory %q: %w", dir, err)
	}
	p := place{asked: abs, home: abs}
	if err := os.MkdirAll(abs, 0o755); err != nil { // #nosec G301 -- the server's user has to pass through it
		return place{}, p.unwritable(err)
	}
	if os.Geteuid() == 0 {
		if p.as, err = serverAccount(filepath.Join(abs, "postgres")); err != nil {
			return place{}, err
		}
		if !p.as.reaches(abs) {
			p.home = filepath.Join(systemHome, digest(abs))
		}
	}
	p.data = filepath.Join(p.home, "postgres")
	p.socket = socketDir(p.home)
	return p, nil
}

// make creates the folders, and gives to the server's user what that user must own.
func (p place) make() error {
	if err := os.MkdirAll(p.home, 0o755); err != nil { // #nosec G301 -- the server's user has to pass through it
		return p.unwritable(err)
	}
	if err := p.give(p.socket); err != nil {
		return p.unwritable(err)
	}
	return nil
}

func (p place) unwritable(err error) error {
	return fmt.Errorf("the data directory %s cannot be written (%w): give it to the user who runs the shop (chown), "+
		"or choose another with --data or SHOP_DATA", p.home, err)
}

// give makes a folder that only the server's user may enter. An existing one must already be a folder of that user:
// in the shared temporary directory somebody else could have put theirs there.
func (p place) give(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	} else if err == nil && p.as != nil {
		return os.Lchown(dir, int(p.as.uid), int(p.as.gid))
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if owner := ownerOf(info); !info.IsDir() || owner != p.owner() {
		return fmt.Errorf("%s belongs to user id %d, and %d is needed", dir, owner, p.owner())
	}
	return os.Chmod(dir, 0o700) // #nosec G302 -- a folder
}

// owner is the id of the user the server runs as.
func (p place) owner() uint32 {
	if p.as != nil {
		return p.as.uid
	}
	return uint32(os.Geteuid()) // #nosec G115 -- user ids are 32 bits wide
}

// serverAccount is the user root lends to the server: the owner of data that is there already, else postgres, else
// nobody.
func serverAccount(data string) (*account, error) {
	if info, err := os.Stat(data); err == nil && ownerOf(info) != 0 {
		if u, err := user.LookupId(strconv.Itoa(int(ownerOf(info)))); err == nil {
			return accountOf(u)
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return accountOf(u)
		}
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it: " +
		"make one (useradd --system postgres), or run the shop as an ordinary user")
}

func accountOf(u *user.User) (*account, error) {
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("user %s has no numeric id: %w", u.Username, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("user %s has no numeric group: %w", u.Username, err)
	}
	return &account{uid: uint32(uid), gid: uint32(gid), name: u.Username}, nil
}

// credential is nil for our own user.
func (a *account) credential() *syscall.Credential {
	if a == nil {
		return nil
	}
	return &syscall.Credential{Uid: a.uid, Gid: a.gid}
}

// reaches tells whether the user may pass through every folder on the way to dir, and dir itself if it is there.
func (a *account) reaches(dir string) bool {
	for {
		if info, err := os.Stat(dir); err == nil && !a.passes(info) {
			return false
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return true
		}
		dir = parent
	}
}

func (a *account) passes(info fs.FileInfo) bool {
	mode := info.Mode().Perm()
	st, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case ok && st.Uid == a.uid:
		return mode&0o100 != 0
	case ok && st.Gid == a.gid:
		return mode&0o010 != 0
	default:
		return mode&0o001 != 0
	}
}

func ownerOf(info fs.FileInfo) uint32 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Uid
	}
	return 0
}

// socketDir lies beside the data unless its path would be too long for a socket.
func socketDir(home string) string {
	dir := filepath.Join(home, "run")
	if len(filepath.Join(dir, ".s.PGSQL."+port)) <= longestSocket {
		return dir
	}
	return filepath.Join("/tmp", "standin-"+digest(home))
}

func digest(path string) string {
	sum := sha256.Sum256([]byte(path))
	return hex.EncodeToString(sum[:6])
}
