package storetest

import (
	"context"
	"regexp"
	"strings"
)

// ofVersion are the lines in which pg_dump speaks of its own version, or of a random word it guards its output with.
var ofVersion = regexp.MustCompile(`(?m)^(-- Dumped .*|\\(un)?restrict .*|SET transaction_timeout.*)\n`)

// Schema is the migrated schema as pg_dump writes it. Partitions are left out, for their months are those of the day.
func Schema(ctx context.Context) (string, error) {
	name, err := migrated()
	if err != nil {
		return "", err
	}
	s, err := server()
	if err != nil {
		return "", err
	}
	text, err := s.Dump(ctx, name, "audit.payload_2*")
	return strings.TrimSpace(ofVersion.ReplaceAllString(text, "")) + "\n", err
}
