package storetest

import (
	"context"
	"regexp"
	"strings"
)

var (
	// ofVersion are the lines in which pg_dump speaks of its own version, or of a random word it guards its output with.
	ofVersion = regexp.MustCompile(`(?m)^(-- Dumped .*|\\(un)?restrict .*|SET transaction_timeout.*)\n`)
	// heading parts the dump: one for each thing of the schema.
	heading = regexp.MustCompile(`(?m)^--\n(-- Name: .*)\n--\n\n`)
	// captured are the functions and triggers that audit.watch writes for each table, all by one pattern.
	captured = regexp.MustCompile(`^-- Name: .*(_on_(insert|update|delete)\(\)|audit_(insert|update|delete|key); Type: TRIGGER)`)
)

// Schema is the schema of the test's database as pg_dump writes it, without what is made by rote: the partitions of the record,
// whose months are those of the day, the capture triggers, and the tables of the job queue.
func (db *DB) Schema(ctx context.Context) (string, error) {
	s, err := server()
	if err != nil {
		return "", err
	}
	text, err := s.Dump(ctx, db.name, "audit.payload_2*", "river.*")
	text = ofVersion.ReplaceAllString(text, "")
	var kept strings.Builder
	starts := append(heading.FindAllStringSubmatchIndex(text, -1), []int{len(text)})
	kept.WriteString(text[:starts[0][0]])
	for i, at := range starts[:len(starts)-1] {
		name := text[at[2]:at[3]]
		if !captured.MatchString(name) && !strings.Contains(name, "Schema: river") {
			kept.WriteString(strings.TrimSpace(text[at[1]:starts[i+1][0]]) + "\n\n")
		}
	}
	return strings.TrimSpace(kept.String()) + "\n", err
}
