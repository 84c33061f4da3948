package keyring_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"standin/store/keyring"
)

func open(t *testing.T, dir string) *keyring.Keys {
	t.Helper()
	k, err := keyring.Open(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestOpen_MakesPrivateKeysOnceAndFindsThemAgain(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	first, again := open(t, dir), open(t, dir)
	id, key := first.TOTP()
	if _, same := again.TOTP(); !bytes.Equal(key, same) || !bytes.Equal(first.CSRF(), again.CSRF()) {
		t.Error("the second opening made other keys")
	}
	if len(key) != 32 || len(first.CSRF()) != 32 || bytes.Equal(key, first.CSRF()) {
		t.Error("keys are not 32 bytes each, one for each purpose")
	}
	if byID, err := again.TOTPByID(id); err != nil || !bytes.Equal(byID, key) {
		t.Errorf("by id %q: %v", id, err)
	}
	entries, _ := os.ReadDir(dir)
	if len(entries) != 3 {
		t.Errorf("%d files, want 3", len(entries))
	}
	for _, e := range entries {
		if info, _ := e.Info(); info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", e.Name(), info.Mode().Perm())
		}
	}
	if info, _ := os.Stat(dir); info.Mode().Perm() != 0o700 {
		t.Errorf("the directory has mode %o", info.Mode().Perm())
	}
}

func TestOpen_SeveralAtOnceAgree(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	var wg sync.WaitGroup
	keys := make([]*keyring.Keys, 8)
	for i := range keys {
		wg.Go(func() { keys[i], _ = keyring.Open(dir, true) })
	}
	wg.Wait()
	for i, k := range keys {
		if k == nil || !bytes.Equal(k.CSRF(), keys[0].CSRF()) || k.Signer().KeyHash() != keys[0].Signer().KeyHash() {
			t.Fatalf("shop %d has other keys", i)
		}
	}
}

func TestRotate_NewClosesAndOldStillOpens(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	before := open(t, dir)
	oldID, oldKey := before.TOTP()
	msg, err := note.Sign(&note.Note{Text: "tree\n"}, before.Signer())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []keyring.Purpose{keyring.CSRF, keyring.TOTP, keyring.Checkpoint} {
		if err := keyring.Rotate(dir, p); err != nil {
			t.Fatal(err)
		}
	}

	after := open(t, dir)
	if id, key := after.TOTP(); id == oldID || bytes.Equal(key, oldKey) || bytes.Equal(after.CSRF(), before.CSRF()) {
		t.Error("the old keys are still used")
	}
	if key, err := after.TOTPByID(oldID); err != nil || !bytes.Equal(key, oldKey) {
		t.Errorf("what the old key sealed cannot be opened: %v", err)
	}
	if _, err := note.Open(msg, after.Verifiers()); err != nil {
		t.Errorf("an old checkpoint: %v", err)
	}
	outside, err := keyring.ParseVerifiers(strings.Join(after.PublicKeys(), "\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := note.Open(msg, outside); err != nil {
		t.Errorf("an old checkpoint, by the keys kept outside: %v", err)
	}
}

func TestOpen_RefusesWhatIsNotSafe(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	if _, err := keyring.Open(empty, false); !errors.Is(err, keyring.ErrMissing) {
		t.Errorf("no keys: %v", err)
	}
	for name, spoil := range map[string]func(path string) error{
		"may be read by others": func(path string) error { return os.Chmod(path, 0o644) },
		"damaged":               func(path string) error { return os.WriteFile(path, []byte("00ff\n"), 0o600) },
	} {
		for _, file := range []string{"csrf-0001.key", "checkpoint-0001.key"} {
			dir := t.TempDir()
			open(t, dir)
			if err := spoil(filepath.Join(dir, file)); err != nil {
				t.Fatal(err)
			}
			if _, err := keyring.Open(dir, true); err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), file) {
				t.Errorf("%s, %s: %v", file, name, err)
			}
		}
	}
	if _, err := open(t, t.TempDir()).TOTPByID("totp-0009"); err == nil || !strings.Contains(err.Error(), "totp-0009.key") {
		t.Errorf("a lost key: %v", err)
	}
}
