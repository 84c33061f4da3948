package bulkimport

import "context"

// FetchWith lets a test say what lies at addresses.
func (im *Imports) FetchWith(fetch func(ctx context.Context, address string) ([]byte, error)) {
	im.fetch = fetch
}
