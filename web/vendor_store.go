package web

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/web/page/vendordesk"
)

type storeForm struct {
	About string `form:"about" binding:"max=4000"`
	Days  int    `form:"dispatch_days" binding:"min=0,max=60"`
}

// showStore is what a vendor says of itself.
func (s *Server) showStore(c *gin.Context) error {
	view, err := s.storeView(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, vendorpage.Store(view))
}

func (s *Server) storeView(c *gin.Context) (view vendorpage.StoreView, err error) {
	m, err := s.vendorOf(c)
	if err != nil {
		return view, err
	}
	st, err := s.rooms.Products.Store(c.Request.Context(), s.actor(c), m.Vendor)
	return vendorpage.StoreView{Name: st.Name, Slug: st.Slug, About: st.About, Days: strconv.Itoa(st.DispatchDays),
		Edit: s.closedFor(c, account.StoreSettings)}, err
}

// saveStore changes it.
func (s *Server) saveStore(c *gin.Context) error {
	view, err := s.storeView(c)
	if err != nil {
		return err
	}
	var form storeForm
	errs := s.bind(c, &form)
	if errs == nil {
		m, _ := s.vendorOf(c)
		err = s.rooms.Products.SaveStore(c.Request.Context(), s.actor(c), m.Vendor, form.About, form.Days)
		if errs = fieldErrors(err); errs == nil && err != nil {
			return err
		}
	}
	if errs != nil {
		view.About, view.Days, view.Errors = form.About, c.PostForm("dispatch_days"), errs
		return s.render(c, http.StatusUnprocessableEntity, vendorpage.Store(view))
	}
	s.flash(c, "done", "The store is saved.")
	return s.redirect(c, "/vendor/store")
}
