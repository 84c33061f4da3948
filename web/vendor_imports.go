package web

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"standin/catalog/bulkimport"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/part"
	"standin/web/page/vendordesk"
)

// listImports is where a vendor drops a file, with the files before it.
func (s *Server) listImports(c *gin.Context) error { return s.importsPage(c, http.StatusOK, nil) }

func (s *Server) importsPage(c *gin.Context, status int, errs part.Errors) error {
	m, err := s.vendorOf(c)
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(c.Query("before"), 10, 64) // what is no number begins at the newest
	runs, err := s.rooms.Imports.List(c.Request.Context(), s.actor(c), m.Vendor, bulkimport.RunID(before), runsPage+1)
	if err != nil {
		return err
	}
	view := vendorpage.ImportsView{Name: m.Name, Errors: errs, Import: s.closedFor(c, account.CatalogImport)}
	if len(runs) > runsPage {
		runs = runs[:runsPage]
		view.Next = "/vendor/imports?before=" + strconv.FormatInt(int64(runs[runsPage-1].ID), 10)
	}
	view.Runs = s.runLines(c, runs, true)
	return s.render(c, status, vendorpage.Imports(view))
}

// uploadProducts reads a vendor's file and leads to what it would do.
func (s *Server) uploadProducts(c *gin.Context) error {
	m, err := s.vendorOf(c)
	if err != nil {
		return err
	}
	run, err := s.readUpload(c, m.Vendor)
	if errs := fieldErrors(err); errs != nil {
		return s.importsPage(c, failureStatus(err), errs)
	}
	if err != nil {
		return err
	}
	return s.redirect(c, "/vendor/imports/"+run.PublicID)
}

func (s *Server) readUpload(c *gin.Context, vendor account.VendorID) (*bulkimport.Run, error) {
	header, err := s.uploaded(c, "file")
	if err != nil {
		return nil, err
	}
	f, err := header.Open()
	if err != nil {
		return nil, fault.Field("file", "The file did not arrive whole. Choose it again.").Because(err)
	}
	defer func() { _ = f.Close() }() // read-only: closing cannot lose anything
	return s.rooms.Imports.Upload(c.Request.Context(), s.actor(c), vendor, header.Filename, f)
}

// sendSample gives a vendor a file to begin with.
func (s *Server) sendSample(c *gin.Context) error {
	return s.attachment(c, "sample-products.csv", []byte(bulkimport.Sample()))
}

// attachment answers with a file to keep. While acting it passes the same check as a page.
func (s *Server) attachment(c *gin.Context, name string, body []byte) error {
	if err := s.recordView(c, http.StatusOK); err != nil {
		return err
	}
	s.private(c)
	c.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	return write(c, http.StatusOK, "text/csv; charset=utf-8", body)
}
