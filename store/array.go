package store

import "github.com/lib/pq"

// Array passes a slice as a PostgreSQL array, or scans one into a pointer to a slice: the rooms' way to the driver's.
func Array(slice any) any { return pq.Array(slice) }
