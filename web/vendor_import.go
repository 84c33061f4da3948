package web

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/catalog/bulkimport"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/part"
	"standin/web/page/vendordesk"
)

// comparisonPage is how many products one page of the comparison shows.
const comparisonPage = 50

// showImport is one upload: what it would do, how far it is, or what came of it.
func (s *Server) showImport(c *gin.Context) error { return s.importPage(c, http.StatusOK, nil) }

func (s *Server) importPage(c *gin.Context, status int, errs part.Errors) error {
	m, run, err := s.importOf(c)
	if err != nil {
		return err
	}
	about(c, "import", int64(run.ID))
	layout, err := run.Layout()
	if err != nil {
		return err
	}
	url := "/vendor/imports/" + run.PublicID
	view := vendorpage.ImportView{Name: m.Name, File: run.Name, URL: url, At: run.CreatedAt, State: string(run.State), Cause: run.Cause, Hash: run.Hash(),
		Format: run.Format.Title(), Recognised: fmt.Sprintf("%d of %d column names", layout.Known(), len(layout.Columns)), Ignored: layout.IgnoredNames(),
		Encoding: run.Encoding + delimiterWords(run.Delimiter), Key: layout.Key(run.WithSKU), Tabs: runTabs(run, url), Held: run.Held,
		HeldRows: run.HeldRows, Writes: run.Writes(), Errors: errs, Import: s.closedFor(c, account.CatalogImport),
		Result: vendorpage.ResultView{Created: run.Created, Updated: run.Updated, Failed: run.Failed, Held: run.Held}}
	view.By, view.For = s.broughtBy(c, run)
	if err := s.addComparison(c, &view, run); err != nil {
		return err
	}
	if run.State == bulkimport.Committing {
		if view.Progress, err = s.progressOf(c, run); err != nil {
			return err
		}
	}
	return s.render(c, status, vendorpage.Import(view))
}

// importOf is the upload of the address, of the vendor at whose desk the request is made.
func (s *Server) importOf(c *gin.Context) (account.VendorMembership, *bulkimport.Run, error) {
	m, err := s.vendorOf(c)
	if err != nil {
		return m, nil, err
	}
	run, err := s.rooms.Imports.ByPublicID(c.Request.Context(), s.actor(c), m.Vendor, c.Param("import"))
	return m, run, err
}

func delimiterWords(d string) string {
	name := map[string]string{",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[d]
	if name == "" {
		return ""
	}
	return ", parted by " + name
}

func (s *Server) progressOf(c *gin.Context, run *bulkimport.Run) (v vendorpage.ProgressView, err error) {
	rows, err := s.rooms.Imports.ToWrite(c.Request.Context(), run)
	if err != nil {
		return v, err
	}
	p, url := run.Progress(rows), "/vendor/imports/"+run.PublicID
	return vendorpage.ProgressView{URL: url + "/progress", StopURL: url + "/stop", File: run.Name, Percent: p.Percent, Done: p.Done, Rows: p.Rows,
		Pace: p.Pace, Left: p.Left, Products: run.Writes(), ProductsDone: run.Written()}, nil
}

// showProgress is the part of an upload's page that asks for itself while the job runs. When it does not, the part is left out,
// and the page loads anew.
func (s *Server) showProgress(c *gin.Context) error {
	_, run, err := s.importOf(c)
	if err != nil {
		return err
	}
	if run.State != bulkimport.Committing {
		return s.render(c, http.StatusOK, vendorpage.Over())
	}
	view, err := s.progressOf(c, run)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, vendorpage.Progress(view))
}

type commitForm struct {
	Shown string `form:"shown" binding:"required,len=64,hexadecimal"`
}

// commitImport has a job write what the page shows.
func (s *Server) commitImport(c *gin.Context) error {
	m, run, err := s.importOf(c)
	if err != nil {
		return err
	}
	var form commitForm
	if errs := s.bind(c, &form); errs != nil {
		return s.importPage(c, http.StatusUnprocessableEntity, part.Errors{"": "This form came without the comparison it commits. Look at the page and press the button again."})
	}
	err = s.rooms.Imports.Commit(c.Request.Context(), s.actor(c), m.Vendor, run.PublicID, form.Shown)
	if f := fault.As(err); f != nil && f.Code == "diff_changed" {
		return s.importPage(c, http.StatusConflict, part.Errors{"": f.Message})
	}
	if err != nil {
		return err
	}
	return s.redirect(c, "/vendor/imports/"+run.PublicID)
}

// stopImport ends the job after the batch it is at.
func (s *Server) stopImport(c *gin.Context) error {
	m, run, err := s.importOf(c)
	if err != nil {
		return err
	}
	if err := s.rooms.Imports.Stop(c.Request.Context(), s.actor(c), m.Vendor, run.PublicID); err != nil {
		return err
	}
	return s.redirect(c, "/vendor/imports/"+run.PublicID)
}

// sendErrors gives the rows that were held back, to mend and upload again.
func (s *Server) sendErrors(c *gin.Context) error {
	m, run, err := s.importOf(c)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := s.rooms.Imports.WriteErrors(c.Request.Context(), s.actor(c), m.Vendor, run.PublicID, &body); err != nil {
		return err
	}
	return s.attachment(c, "rows-to-mend.csv", body.Bytes())
}

// sendProducts gives all products of the vendor as a file that can be uploaded again.
func (s *Server) sendProducts(c *gin.Context) error {
	m, err := s.vendorOf(c)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := s.rooms.Imports.Export(c.Request.Context(), s.actor(c), m.Vendor, &body); err != nil {
		return err
	}
	return s.attachment(c, "products-"+m.Slug+".csv", body.Bytes())
}
