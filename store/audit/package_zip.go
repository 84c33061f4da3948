package audit

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"
)

// The files of a package, in their order. There are no others.
const (
	readmeFile     = "README.txt"
	recordFile     = "record.html"
	dataFile       = "data.json"
	proofsFile     = "proofs.json"
	checkpointFile = "checkpoint.txt"
	keysFile       = "keys.txt"
	consentFile    = "consent.txt"
	ruleFile       = "rule.json"
	manifestFile   = "manifest.txt"
)

var packageNames = []string{readmeFile, recordFile, dataFile, proofsFile, checkpointFile, keysFile, consentFile, ruleFile, manifestFile}

// mostPackage is how large a package may be that is read.
const mostPackage = 512 << 20

// packageFiles are the contents by their names.
type packageFiles map[string][]byte

// packageTime stands in the ZIP for every file: when it was made would make it another file each time.
var packageTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// zip puts the files into one, not compressed: so the same files are the same bytes whatever made them, and nothing unfolds when it is
// read.
func (f packageFiles) zip() ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range packageNames {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: packageTime})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f[name]); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

var errPackage = errors.New("this is no evidence package of Standin")

// readPackage reads a package that anybody may have made: exactly the files of a package, in their order, none compressed, none
// elsewhere than in it. Checksums of the ZIP are not looked at: what was changed is named by the manifest. The bytes between and behind
// the files are compared with those that the same files make.
func readPackage(content []byte) (packageFiles, error) {
	if len(content) > mostPackage {
		return nil, fmt.Errorf("%w: it is larger than %d MB", errPackage, mostPackage>>20)
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errPackage, err)
	}
	if len(z.File) != len(packageNames) {
		return nil, fmt.Errorf("%w: it holds %d files, and a package holds %d", errPackage, len(z.File), len(packageNames))
	}
	files, room := packageFiles{}, uint64(len(content))
	for i, entry := range z.File {
		if entry.Name != packageNames[i] {
			return nil, fmt.Errorf("%w: there is %q where %s belongs", errPackage, Plain(entry.Name), packageNames[i])
		}
		if entry.Method != zip.Store || entry.UncompressedSize64 != entry.CompressedSize64 || entry.UncompressedSize64 > room {
			return nil, fmt.Errorf("%w: %s is compressed, or said to be larger than the package", errPackage, entry.Name)
		}
		room -= entry.UncompressedSize64
		raw, err := entry.OpenRaw()
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", errPackage, entry.Name, err)
		}
		if files[entry.Name], err = io.ReadAll(raw); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", errPackage, entry.Name, err)
		}
	}
	return files, nil
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
