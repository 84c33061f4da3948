package main

import "runtime/debug"

// modest is the memory the program's heap may hold before it is tidied in earnest: a password hash takes 19 MiB for a moment, and
// without a limit two of them at once let the heap grow to twice what it ever needs (measured after a dozen sign-ins: 120 MB of
// memory without, 70 with). It is soft: what is really in use may be more.
const modest = 48 << 20

// limitMemory sets it unless the operator said otherwise, as for every Go program.
func limitMemory(t terminal) {
	if t.getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(modest)
	}
}
