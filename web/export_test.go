package web

// RouteOf is a line of the list of routes, as tests from outside see it.
type RouteOf struct {
	Method, Path string
	Inside       bool // there is such a page under the acting prefix, open or closed
}

// RoutesOf lists a site's routes.
func RoutesOf(s *Server) (list []RouteOf) {
	for _, r := range s.routes() {
		list = append(list, RouteOf{r.Method, r.Path, r.Inside != absent})
	}
	return list
}
