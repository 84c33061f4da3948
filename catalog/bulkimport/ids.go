package bulkimport

import "standin/store"

// idArray hands a list of ids of any type to a statement.
func idArray[T ~int | ~int64](ids []T) any {
	out := make([]int64, len(ids))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return store.Array(out)
}
