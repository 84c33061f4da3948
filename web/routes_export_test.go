package web

import "standin/store/account"

// Route is a line of the list, for tests that drive the site from outside.
type Route struct {
	Method, Path    string
	Need            account.Permission
	Closed, Absent  bool // under the acting prefix
	Passive, Upload bool
}

// Routes is the whole list.
func (s *Server) Routes() (list []Route) {
	for _, r := range s.routes() {
		list = append(list, Route{Method: r.Method, Path: r.Path, Need: r.Need, Closed: r.Inside == closed, Absent: r.Inside == absent,
			Passive: r.Passive, Upload: r.Upload})
	}
	return list
}
