package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
	"standin/web/page/admin"
	"standin/web/page/part"
)

// controlsForm is what stands over all rules, as it is typed.
type controlsForm struct {
	Roles     []string `form:"roles" binding:"max=10,dive,max=40"`
	Factor    string   `form:"factor_at_start" binding:"max=10"`
	Footprint string   `form:"footprint" binding:"max=20"`
	Parts     []string `form:"parts" binding:"max=10,dive,max=20"`
	Whole     string   `form:"whole_minutes" binding:"max=10"`
	Idle      string   `form:"idle_minutes" binding:"max=10"`
	Stamp     string   `form:"stamp" binding:"max=40"`
	Preview   string   `form:"preview" binding:"max=10"`
	Code      string   `form:"code" binding:"max=20000"`
}

func (f controlsForm) controls() impersonation.Controls {
	c := impersonation.Controls{FactorAtStart: f.Factor != "", Footprint: impersonation.FootprintMode(f.Footprint), WholeMinutes: count(f.Whole),
		IdleMinutes: count(f.Idle)}
	for _, r := range f.Roles {
		c.Roles = append(c.Roles, impersonation.Role(r))
	}
	for _, p := range f.Parts {
		c.Parts = append(c.Parts, session.Part(p))
	}
	return c
}

// saveControls sets what stands over all rules behind a fresh code, or tells what that would end.
func (s *Server) saveControls(c *gin.Context) error {
	var form controlsForm
	errs := s.bind(c, &form)
	if errs != nil {
		return s.controlsAgain(c, http.StatusUnprocessableEntity, form, errs, nil)
	}
	ctx, set := c.Request.Context(), form.controls()
	if form.Preview != "" {
		ended, err := s.rooms.Sessions.PreviewControls(ctx, s.actor(c), set, form.Stamp)
		if err != nil {
			return s.controlsRefused(c, form, err)
		}
		return s.controlsAgain(c, http.StatusOK, form, nil, &ended)
	}
	ended, err := s.rooms.Sessions.SaveControls(ctx, s.actor(c), set, form.Stamp, form.Code)
	if err != nil {
		return s.controlsRefused(c, form, err)
	}
	s.flash(c, "done", "What stands over all rules is saved"+andEnded(ended)+".")
	return s.redirect(c, "/admin/settings")
}

func (s *Server) controlsRefused(c *gin.Context, form controlsForm, err error) error {
	errs := formFault(err)
	if errs == nil {
		return err
	}
	if f := fault.As(err); f.Code == "changed_meanwhile" {
		form.Stamp = "" // the page that comes back carries the present one
	}
	return s.controlsAgain(c, failureStatus(err), form, errs, nil)
}

// controlsAgain brings the page back with what was typed, and with the sessions it would end when somebody asked.
func (s *Server) controlsAgain(c *gin.Context, status int, form controlsForm, errs part.Errors, ended *[]impersonation.Ending) error {
	v, err := s.settingsView(c)
	if err != nil {
		return err
	}
	stamp := v.Controls.Stamp
	v.Controls = controlsView(form.controls())
	v.Controls.Whole, v.Controls.Idle, v.Controls.Stamp = form.Whole, form.Idle, form.Stamp
	if form.Stamp == "" {
		v.Controls.Stamp = stamp
	}
	if ended != nil {
		v.Controls.Looked = true
		for _, e := range *ended {
			v.Controls.Ends = append(v.Controls.Ends, e.Actor+" for "+e.Subject)
		}
	}
	v.At, v.Errors = "controls", errs
	return s.render(c, status, adminpage.Settings(v))
}

func controlsView(c impersonation.Controls) adminpage.ControlsView {
	v := adminpage.ControlsView{Factor: c.FactorAtStart, Footprint: string(c.Footprint), Whole: part.Count(c.WholeMinutes),
		Idle: part.Count(c.IdleMinutes), Stamp: c.Stamp()}
	for _, r := range impersonation.Roles() {
		v.Roles = append(v.Roles, adminpage.Switch{Value: string(r), Name: r.Title() + "s", On: c.Allow(r)})
	}
	for _, p := range session.Parts() {
		v.Parts = append(v.Parts, adminpage.Switch{Value: string(p), Name: partWords[p], On: has(texts(c.Parts), string(p))})
	}
	for _, g := range factorGroups {
		v.SignIn = append(v.SignIn, adminpage.Switch{Value: string(g.group), Name: g.name, On: has(texts(c.SignInFactor), string(g.group))})
	}
	return v
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

var (
	partWords = map[session.Part]string{session.PartDevice: "the device, by a cookie of its own", session.PartBrowser: "the browser, without its version",
		session.PartPlatform: "the platform, such as Android", session.PartNetwork: "the network"}

	factorGroups = []struct {
		group impersonation.FactorGroup
		name  string
	}{{impersonation.FactorPowerUsers, "power users of an organization"}, {impersonation.FactorVendors, "users of a vendor"},
		{impersonation.FactorEverybody, "everybody with an account"}}
)

type signInFactorForm struct {
	Groups []string `form:"group" binding:"max=5,dive,oneof=power_user vendor everybody"`
	Code   string   `form:"code" binding:"required,max=20000"`
}

// saveSignInFactor says who, beside staff, must have a second factor.
func (s *Server) saveSignInFactor(c *gin.Context) error {
	var form signInFactorForm
	errs := s.bind(c, &form)
	var err error
	if errs == nil {
		groups := make([]impersonation.FactorGroup, len(form.Groups))
		for i, g := range form.Groups {
			groups[i] = impersonation.FactorGroup(g)
		}
		err = s.rooms.Sessions.RequireFactor(c.Request.Context(), s.actor(c), groups, form.Code)
		errs = formFault(err)
	}
	if errs != nil {
		v, viewErr := s.settingsView(c)
		if viewErr != nil {
			return viewErr
		}
		for i, g := range v.Controls.SignIn {
			v.Controls.SignIn[i].On = has(form.Groups, g.Value)
		}
		v.At, v.Errors = "sign-in", errs
		return s.render(c, failureStatus(err), adminpage.Settings(v))
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", "Who must have a second factor is saved.")
	return s.redirect(c, "/admin/settings")
}

// settingsView is the page as everything stands.
func (s *Server) settingsView(c *gin.Context) (v adminpage.SettingsView, err error) {
	set, err := s.rooms.Accounts.Settings(c.Request.Context())
	if err != nil {
		return v, err
	}
	return s.settingsWith(c, set)
}

// settingsWith is the page with the shop's own settings as they were typed.
func (s *Server) settingsWith(c *gin.Context, set account.Settings) (v adminpage.SettingsView, err error) {
	book, err := s.rooms.Sessions.Rulebook(c.Request.Context(), s.actor(c))
	if err != nil {
		return v, err
	}
	return adminpage.SettingsView{Name: set.Name, SupportEmail: set.SupportEmail, Enabled: book.Controls.Enabled, Tickets: tickets(book.Rules),
		Controls: controlsView(book.Controls), Seconds: s.nextCode(c)}, nil
}
