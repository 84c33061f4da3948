package keyring

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"
)

// secretSize is the length of a secret key in bytes.
const secretSize = 32

// add makes a key file of the given number. When another shop was faster, that one's file stands.
func add(dir string, p Purpose, number int) (name string, err error) {
	name = fmt.Sprintf("%s-%04d.key", p, number)
	text, err := generate(p)
	if err != nil {
		return "", err
	}
	if err := place(dir, name, text); err != nil {
		return "", fmt.Errorf("the key directory %s cannot be written (%w): give it to the user who runs the shop, or choose another with SHOP_KEYS", dir, err)
	}
	return name, nil
}

func generate(p Purpose) (string, error) {
	if p == Checkpoint {
		private, public, err := note.GenerateKey(rand.Reader, SignerName)
		return private + "\n" + public + "\n", err
	}
	secret := make([]byte, secretSize)
	_, err := rand.Read(secret)
	return hex.EncodeToString(secret) + "\n", err
}

// place puts the file there whole or not at all, and never over another: a link fails where the name is taken.
func place(dir, name, text string) error {
	f, err := os.CreateTemp(dir, ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), filepath.Join(dir, name)); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
