// Package web is the front door: the list of routes, the middleware before them, forms, and the one place where an error
// becomes a page. It calls the rooms' verbs and decides nothing that a room should decide.
package web

import (
	"log/slog"
	"net/http"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"standin/cart/payment"
)

// Server answers the shop's requests.
type Server struct {
	config   Config
	rooms    *Rooms
	cookies  *scs.SessionManager
	tokens   tokenMaker
	metrics  *metrics
	log      *slog.Logger
	pages    pageCache
	settings settingsCache
	handler  http.Handler
}

// New builds the front door over the rooms.
func New(config Config, rooms *Rooms, log *slog.Logger) (*Server, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	s := &Server{config: config, rooms: rooms, log: log, metrics: newMetrics(rooms.DB)}
	if config.Demo {
		rooms.Orders = rooms.Orders.Offering(payment.With(demoBank{}))
	}
	s.tokens = tokenMaker{key: config.CSRFKey}
	s.cookies = s.newCookies()
	s.handler = s.chain(s.engine())
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// engine is gin with the routes, and with every habit off that would lead a request to an address nobody chose: redirects
// of a trailing slash would leave the acting prefix and replay a post as oneself.
func (s *Server) engine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.RedirectTrailingSlash = false
	e.RedirectFixedPath = false
	e.HandleMethodNotAllowed = true
	e.UseRawPath = false
	e.MaxMultipartMemory = 1 << 20
	if err := e.SetTrustedProxies(s.config.TrustedProxies); err != nil {
		s.log.Error("trusted proxies", "error", err) // Config.check has refused what cannot be parsed
	}
	e.Use(s.recoverPanic, s.limitBody, s.identify, s.cleanText, s.checkToken)
	for _, r := range s.routes() {
		e.Handle(r.Method, r.Path, s.page(r))
	}
	e.NoRoute(s.notFound)
	e.NoMethod(s.methodNotAllowed)
	return e
}

// chain puts what every request passes, page or not, before gin; the first named is the outermost.
func (s *Server) chain(h http.Handler) http.Handler {
	for _, wrap := range []func(http.Handler) http.Handler{
		s.loadCookies, s.crossOrigin, s.files, s.media, s.actingPrefix, s.prebuilt, s.refuseAuthorization, s.checkHost, s.headers, s.observe,
	} {
		h = wrap(h)
	}
	return h
}
