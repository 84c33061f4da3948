package audit

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"standin/store/keyring"
)

// PackageReport is what VerifyPackage found.
type PackageReport struct {
	Session    string
	People     map[string]string // of actor and subject, by "actor" and "subject"
	Checkpoint Checkpoint
	Signer     string // the key that signed, by its fingerprint; empty when no signature holds
	Pinned     bool   // the key is one that was kept elsewhere; otherwise it is the package's own word
	Entries    int
	Proved     int // entries that are proved to be leaves of the signed tree
	Erasures   []Erasure
	Problems   []string // what is not as it was sealed, with the file's name first
}

// OK tells whether the package is what was given away.
func (r *PackageReport) OK() bool { return len(r.Problems) == 0 }

func (r *PackageReport) add(file, format string, args ...any) {
	if len(r.Problems) < enough {
		r.Problems = append(r.Problems, file+": "+fmt.Sprintf(format, args...))
	}
}

// VerifyPackage checks an evidence package, without database or network: the manifest's signature, each file against it, the digest of
// each entry from its salt and payload, its leaf, its proof against the signed checkpoint, and that consent and rule are those of the
// sealed entry. pinned are verifier keys kept elsewhere, one a line; without any the package's own keys are believed, and the fingerprint
// is for the reader to compare. The error is about reading: it says why this is no package at all, or what is wrong with the keys.
func VerifyPackage(content []byte, pinned string) (*PackageReport, error) {
	files, err := readPackage(content)
	if err != nil {
		return nil, err
	}
	v := &packageVerifier{files: files}
	if err := v.readKeys(pinned); err != nil {
		return nil, err
	}
	v.manifest()
	if again, err := files.zip(); err != nil || !bytes.Equal(again, content) {
		v.report.add("the ZIP", "it holds bytes that belong to none of its files, or its own entries were altered")
	}
	v.content()
	return &v.report, nil
}

// packageVerifier goes through one package.
type packageVerifier struct {
	files  packageFiles
	known  note.Verifiers
	keys   string // the same in text
	report PackageReport
	data   packageData
	proofs map[int64]inclusion
	gone   erasedBy // what erasures in the package say that they took
}

// readKeys takes the keys kept elsewhere or, for want of them, the package's own.
func (v *packageVerifier) readKeys(pinned string) (err error) {
	own, wrong := keyring.ParseVerifiers(string(v.files[keysFile]))
	if wrong != nil {
		v.report.add(keysFile, "%v", wrong)
		own = note.VerifierList()
	}
	v.known, v.keys = own, string(v.files[keysFile])
	if v.report.Pinned = pinned != ""; v.report.Pinned {
		v.known, err = keyring.ParseVerifiers(pinned)
		v.keys = pinned
	}
	return err
}

// signer is the fingerprint of the key that signed.
func (v *packageVerifier) signer(sig note.Signature) string {
	for line := range strings.Lines(v.keys) {
		k, err := note.NewVerifier(strings.TrimSpace(line))
		if err == nil && k.Name() == sig.Name && k.KeyHash() == sig.Hash {
			return keyring.Fingerprint(line)
		}
	}
	return ""
}

// manifest checks the signature over what the files are, and the files against it.
func (v *packageVerifier) manifest() {
	n, err := note.Open(v.files[manifestFile], v.known)
	if err != nil {
		v.report.add(manifestFile, "its signature does not hold with this key: %v", err)
		n = &note.Note{Text: string(v.files[manifestFile])}
	} else {
		v.report.Signer = v.signer(n.Sigs[0])
	}
	if head, _, _ := bytes.Cut([]byte(n.Text), []byte("\n")); string(head) != manifestHead {
		v.report.add(manifestFile, "it does not begin as a manifest does")
	}
	sums := sums(n.Text)
	for _, name := range packageNames {
		if name != manifestFile && sums[name] != hashOf(v.files[name]) {
			v.report.add(name, "it is not the file that was signed")
		}
	}
}
