package store

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/lib/pq"
)

// ChangeChannel is where the sequencer tells, once a second, what changed.
const ChangeChannel = "shop_changed"

// Listen calls changed for each notice on a connection of its own until ctx ends; address must lead past any pooler. After the
// connection was lost notices may have been missed: then, as at the very start, changed is told that everything may have changed.
// It returns an error only when the address cannot be used at all.
func Listen(ctx context.Context, address string, changed func(Change)) error {
	lost := func(event pq.ListenerEventType, err error) {
		if event == pq.ListenerEventDisconnected && ctx.Err() == nil {
			slog.WarnContext(ctx, "lost the connection on which changes are told", "error", err)
		}
	}
	l := pq.NewListener(address, 200*time.Millisecond, 10*time.Second, lost)
	defer context.AfterFunc(ctx, func() { _ = l.Close() })() // Listen waits for a connection, however long that takes
	defer func() { _ = l.Close() }()
	if err := l.Listen(ChangeChannel); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("listen for changes: %w", err)
	}
	changed(Change{All: true})
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case n := <-l.Notify:
			switch {
			case n != nil:
				changed(ParseChange(n.Extra))
			case ctx.Err() == nil: // the listener's way to say that it was away
				changed(Change{All: true})
			}
		case <-time.After(time.Minute):
			go func() { _ = l.Ping() }() // finds a connection that died in silence
		}
	}
	return nil
}
