package store

import "github.com/lib/pq"

// The rooms' way to PostgreSQL's arrays, so that the driver stays in its home.
type (
	Strings = pq.StringArray // text[], to pass and to scan
	Int64s  = pq.Int64Array  // bigint[]
)

// Array passes a slice as an array, or scans one into a pointer to a slice.
func Array(slice any) any { return pq.Array(slice) }
