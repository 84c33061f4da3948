package keyring

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// ErrMissing says that a directory lacks keys.
var ErrMissing = errors.New("the shop's keys are missing")

// Open reads the keys in dir. With create, missing ones are made, at first the directory itself; several shops may do so at once
// and end up with the same keys. Without, missing keys are ErrMissing. A key that others may read is refused.
func Open(dir string, create bool) (*Keys, error) {
	if create {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("the key directory cannot be made: %w", err)
		}
	}
	files, err := list(dir)
	if err != nil {
		return nil, err
	}
	k := &Keys{sealing: map[string][]byte{}}
	for _, p := range purposes {
		names := files[p]
		if len(names) == 0 {
			if !create {
				return nil, fmt.Errorf("%w: there is no %s key in %s; make them with `shop setup`, or bring them back from a backup", ErrMissing, p, dir)
			}
			name, err := add(dir, p, 1)
			if err != nil {
				return nil, err
			}
			names = []string{name}
		}
		for _, name := range names { // the last one is the newest, and stays
			if err := k.read(dir, p, name); err != nil {
				return nil, err
			}
		}
	}
	return k, nil
}

// Rotate makes a new key for the purpose, used by shops that open the directory from now on. Older keys stay.
func Rotate(dir string, p Purpose) error {
	files, err := list(dir)
	if err != nil {
		return err
	}
	_, err = add(dir, p, len(files[p])+1)
	return err
}

// list groups the key files by purpose, oldest first.
func list(dir string) (map[Purpose][]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the key directory cannot be read: %w", err)
	}
	files := map[Purpose][]string{}
	for _, e := range entries { // sorted by name, and so by number
		p, number, _ := strings.Cut(strings.TrimSuffix(e.Name(), ".key"), "-")
		if strings.HasSuffix(e.Name(), ".key") && number != "" && slices.Contains(purposes, Purpose(p)) {
			files[Purpose(p)] = append(files[Purpose(p)], e.Name())
		}
	}
	return files, nil
}

func (k *Keys) read(dir string, p Purpose, name string) error {
	path := filepath.Join(dir, name)
	text, err := readPrivate(path)
	if err != nil {
		return err
	}
	if p == Checkpoint {
		err = k.addSigner(text)
	} else {
		err = k.addSecret(p, strings.TrimSuffix(name, ".key"), text)
	}
	if err != nil {
		return fmt.Errorf("%s is damaged (%w): bring it back from a backup", path, err)
	}
	return nil
}

func (k *Keys) addSecret(p Purpose, id, text string) error {
	secret, err := hex.DecodeString(text)
	if err != nil {
		return err
	}
	if len(secret) != secretSize {
		return fmt.Errorf("%d bytes instead of %d", len(secret), secretSize)
	}
	if p == CSRF {
		k.csrf = secret
		return nil
	}
	k.totp, k.sealing[id] = id, secret
	return nil
}

func (k *Keys) addSigner(text string) error {
	private, public, found := strings.Cut(text, "\n")
	if !found {
		return errors.New("its second line is missing")
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		return err
	}
	k.signer, k.verifiers, k.public = signer, append(k.verifiers, verifier), append(k.public, public)
	return nil
}

// readPrivate refuses a file that other users of the machine may read.
func readPrivate(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("a key cannot be read: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("the key %s may be read by others (mode %04o): chmod 600 it, and rotate it if somebody did", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("a key cannot be read: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}
