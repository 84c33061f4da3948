package embedpg

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
)

// Dump writes the schema of a database as pg_dump does, without the tables that match a pattern of skip.
func (s *Server) Dump(ctx context.Context, database string, skip ...string) (string, error) {
	bin, err := Find(ctx, 0)
	if err != nil {
		return "", err
	}
	args := []string{"--schema-only", "--no-owner", "--dbname=" + s.DatabaseURL(Superuser, database)}
	for _, pattern := range skip {
		args = append(args, "--exclude-table="+pattern)
	}
	var out, problems bytes.Buffer
	cmd := exec.CommandContext(ctx, filepath.Join(bin.Dir, "pg_dump"), args...)
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("pg_dump failed: %w\n%s", err, problems.String())
	}
	return out.String(), nil
}
