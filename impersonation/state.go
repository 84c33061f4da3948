package impersonation

import (
	"context"
	"encoding/json"

	"standin/store/fault"
)

// keptState is what belongs to a session and dies with it: flash messages, drafts, the current choice of anything.
type keptState map[string]json.RawMessage

func (k *keptState) Scan(src any) error {
	if src == nil {
		return nil
	}
	return scanJSON(src, (*map[string]json.RawMessage)(k))
}

// Keep puts a value into the session's own state, in place of what stood under the key; Standing.Kept brings it back with the
// next request. It is traffic, not business: no entry is written, and it does not count as a sign of life.
func (s *Sessions) Keep(ctx context.Context, session int64, key string, value any) (err error) {
	defer fault.Wrap(&err, "Sessions.Keep(%d, %q)", session, key)
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = s.db.Exec(ctx, `
		INSERT INTO web.acting_state (session_id, key, value)
		SELECT s.id, $2, $3::jsonb FROM shop.impersonation_session s WHERE s.id = $1 AND s.ended_at IS NULL
		ON CONFLICT (session_id, key) DO UPDATE SET value = excluded.value`, session, key, string(b))
	return err
}

// Forget removes a value from the session's own state.
func (s *Sessions) Forget(ctx context.Context, session int64, key string) (err error) {
	defer fault.Wrap(&err, "Sessions.Forget(%d, %q)", session, key)
	_, err = s.db.Exec(ctx, `DELETE FROM web.acting_state WHERE session_id = $1 AND key = $2`, session, key)
	return err
}
