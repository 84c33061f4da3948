package web

import (
	"net/http"
	"net/mail"
	"slices"

	"github.com/gin-gonic/gin"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/job"
	"standin/store/session"
	demopage "standin/web/page/demo"
	"standin/web/page/part"
)

// inDemo makes a handler that exists in a demonstration alone.
func (s *Server) inDemo(h func(c *gin.Context) error) func(c *gin.Context) error {
	return func(c *gin.Context) error {
		if !s.config.Demo {
			return fault.New(fault.NotFound, "There is nothing at this address.")
		}
		return h(c)
	}
}

// standsIn are the roles of those who act for others.
var standsIn = []string{string(account.SupportAgent), string(account.SalesRep), "org_power_user", string(account.Administrator)}

// mailsOnDesk is how many mails the desk itself shows.
const mailsOnDesk = 5

// showDemo is the desk: everybody one may be, with the code of the moment.
func (s *Server) showDemo(c *gin.Context) error {
	now, err := account.Now(c.Request.Context(), s.rooms.DB)
	if err != nil {
		return err
	}
	v := demopage.DeskView{Seconds: account.NextCode(now), File: s.config.DemoFile.Name}
	for i, a := range s.config.DemoAccounts {
		entry := demopage.Account{Who: whoNamed(int64(i), a.Name), Email: a.Email, About: a.About}
		if a.TOTPSecret != "" {
			if entry.Code, err = account.Code(a.TOTPSecret, now); err != nil {
				return err
			}
			entry.Code = entry.Code[:3] + " " + entry.Code[3:]
		}
		if slices.Contains(standsIn, a.Role) {
			v.Acting = append(v.Acting, entry)
		} else {
			v.Helped = append(v.Helped, entry)
		}
	}
	list, err := job.Outbox(c.Request.Context(), s.rooms.DB, 0, mailsOnDesk)
	if err != nil {
		return err
	}
	for _, m := range list {
		v.Mails = append(v.Mails, demoMail(m))
	}
	return s.render(c, http.StatusOK, demopage.Desk(v))
}

// sendDemoAccounts lists the accounts for programs that try the shop out.
func (s *Server) sendDemoAccounts(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	list := s.config.DemoAccounts
	if list == nil {
		list = []DemoAccount{}
	}
	c.JSON(http.StatusOK, list)
	return nil
}

// sendDemoFile is the file to upload.
func (s *Server) sendDemoFile(c *gin.Context) error {
	if f := s.config.DemoFile; f.Name != "" && c.Param("file") == f.Name {
		c.Header("Content-Disposition", `attachment; filename="`+f.Name+`"`)
		c.Data(http.StatusOK, "text/csv; charset=utf-8", f.Content)
		return nil
	}
	return fault.New(fault.NotFound, "There is nothing at this address.")
}

// demoSignIn signs in as one of the demo's people, without password and code: so that the code of the moment is left for acting.
// Only accounts of the list can be reached so, and the record says how somebody came in.
func (s *Server) demoSignIn(c *gin.Context) error {
	email := c.PostForm("email")
	if !slices.ContainsFunc(s.config.DemoAccounts, func(a DemoAccount) bool { return a.Email == email }) {
		return fault.New(fault.NotFound, "There is no such demo account.")
	}
	ctx := c.Request.Context()
	p, err := s.rooms.Accounts.ByEmail(ctx, email)
	if err != nil {
		return err
	}
	self := account.Self(p, 0)
	self.Request = requestOf(c)
	var in session.SignIn
	err = s.rooms.DB.Transact(ctx, self, "sign_in.demo", func(tx *store.Tx) error {
		if in, err = session.Begin(ctx, tx, int64(p.ID), s.arrival(c), signInLife, p.HasFactor()); err != nil {
			return err
		}
		return tx.About(ctx, "sign_in", in.ID)
	})
	if err != nil {
		return err
	}
	return s.entered(c, in, local(c.PostForm("next"), ""))
}

func demoMail(m job.Posted) demopage.Mail {
	to := m.Mail.To
	if a, err := mail.ParseAddress(to); err == nil && a.Name != "" {
		to = a.Name
	}
	return demopage.Mail{ID: m.PublicID, Subject: m.Mail.Subject, To: to, When: part.Day(m.At) + ", " + part.Clock(m.At)}
}
