//go:build !linux

package embedpg

import "syscall"

// attributes give the server a process group of its own, so that Ctrl-C reaches the shop alone and the shop stops the
// server when it is done with it. Where the kernel cannot tell it of the shop's death, the next start takes over.
func (a *account) attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Credential: a.credential()}
}
