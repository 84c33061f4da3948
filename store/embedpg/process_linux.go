package embedpg

import "syscall"

// attributes give the server a process group of its own, so that Ctrl-C reaches the shop alone and the shop stops the
// server when it is done with it; and have the kernel ask the server to stop when the shop is killed.
func (a *account) attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGINT, Credential: a.credential()}
}
