package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"standin/store/audit"
)

// auditVerifyPackage checks the evidence package of one session with nothing but the file itself and, if given, keys that were kept
// elsewhere. It names each thing that is not as it was sealed, and fails then.
func auditVerifyPackage(_ context.Context, t terminal, args []string) error {
	keyFile, args, err := takeFlag(args, "key")
	if err != nil {
		return err
	}
	if len(args) != 1 {
		return fmt.Errorf("name one file, the package: %w", errUsage)
	}
	content, err := readBounded(args[0], 512<<20)
	if err != nil {
		return err
	}
	var pinned []byte
	if keyFile != "" {
		if pinned, err = readBounded(keyFile, 1<<20); err != nil {
			return err
		}
		if len(pinned) == 0 {
			return fmt.Errorf("%s holds no key", keyFile)
		}
	}
	r, err := audit.VerifyPackage(content, string(pinned))
	if err != nil {
		return err
	}
	return packageReport(t, r)
}

// readBounded reads a file that somebody else may have made.
func readBounded(name string, most int64) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > most {
		return nil, fmt.Errorf("%s is no file of at most %d MB", name, most>>20)
	}
	return os.ReadFile(name) // #nosec G304 -- the operator names it
}

// packageReport says what was found, and fails when that is anything wrong.
func packageReport(t terminal, r *audit.PackageReport) error {
	say := func(format string, args ...any) { fmt.Fprintln(t.out, audit.Plain(fmt.Sprintf(format, args...))) }
	if r.Session != "" {
		say("Session %s: %s stood in for %s.", r.Session, r.People["actor"], r.People["subject"])
	}
	switch {
	case r.Signer == "":
	case r.Pinned:
		say("Signed with the key you named: %s.", r.Signer)
	default:
		say("Signed with the key %s.", r.Signer)
		say("That key came in the package. Compare it with what the shop shows under Proof, or name a kept one with --key FILE.")
	}
	if r.Checkpoint.Size > 0 && r.Entries > 0 {
		say("%d of %d entries are proved to be leaves of the tree of %d that was signed for %s.", r.Proved, r.Entries, r.Checkpoint.Size, r.Checkpoint.Origin)
	}
	if waiting := r.Entries - r.Proved; waiting > 0 && r.OK() {
		say("%d had no place in the tree yet when the package was made: the manifest's signature alone vouches for them.", waiting)
	}
	for _, e := range r.Erasures {
		say("The details of %d entries between %d and %d were erased by entry %d.", e.Count, e.First, e.Last, e.By)
	}
	if r.OK() {
		say("The package is what was given away.")
		return nil
	}
	for _, p := range r.Problems {
		say("%s", p)
	}
	return errors.New(audit.Plain("the package is NOT what was given away. First: " + r.Problems[0]))
}
