package impersonation

import (
	"context"

	"standin/store/fault"
)

// ByPublicID reads a session by the id in its address; fault.NotFound when there is none. It is a read without a check: callers
// know who may ask.
func (s *Sessions) ByPublicID(ctx context.Context, publicID string) (found Session, err error) {
	defer fault.Wrap(&err, "Sessions.ByPublicID(%q)", publicID)
	err = s.db.Get(ctx, &found, selectSessionByPublicID, publicID)
	return found, err
}

func (s *Sessions) byID(ctx context.Context, id int64) (found Session, err error) {
	err = s.db.Get(ctx, &found, selectSession, id)
	return found, err
}
