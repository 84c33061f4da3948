// Package account knows people: who they are, as what they are here, what they may do, and how they prove it. It defines the
// Actor that every room receives; it knows nothing of how one person comes to act for another.
package account
