package web

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/part"
	"standin/web/page/policy"
)

// showRule is the form of one rule.
func (s *Server) showRule(c *gin.Context) error {
	r, err := s.rule(c)
	if err != nil {
		return err
	}
	form := formOf(r)
	return s.render(c, http.StatusOK, policypage.Edit(ruleView(form, r, nil)))
}

// rule is the rule of the address.
func (s *Server) rule(c *gin.Context) (r impersonation.Rule, err error) {
	id, err := strconv.ParseInt(c.Param("rule"), 10, 64)
	if err != nil {
		return r, fault.New(fault.NotFound, "There is no such rule.")
	}
	return s.rooms.Sessions.Rule(c.Request.Context(), s.actor(c), id)
}

// newRule is the form of a rule that is not there yet: it begins with looking only, and with asking.
func (s *Server) newRule(c *gin.Context) error {
	role, capacity := impersonation.Role(c.Query("actor")), account.CapacityKind(c.Query("capacity"))
	relations := impersonation.Relations(role, capacity)
	if role.Title() == "" || capacityWords[capacity] == "" || len(relations) == 0 {
		return s.render(c, http.StatusOK, policypage.Choose(c.Query("actor"), c.Query("capacity"), c.Query("actor") != ""))
	}
	form := ruleForm{ActorRole: string(role), Capacity: string(capacity), Relation: string(relations[0]), Mode: string(impersonation.ReadOnly),
		Whole: "15", Idle: "5", AtOnce: "1", Consents: []string{string(impersonation.ByPrompt)}, Footprint: string(impersonation.FootprintStepUp),
		JobEnd: "stop", Enabled: "yes"}
	for _, p := range impersonation.Pages(capacity) {
		form.Permissions = append(form.Permissions, string(p))
	}
	return s.render(c, http.StatusOK, policypage.Edit(ruleView(form, form.rule(), nil)))
}

// saveRule changes a rule behind a fresh code, or tells what that would end.
func (s *Server) saveRule(c *gin.Context) error {
	was, err := s.rule(c)
	if err != nil {
		return err
	}
	form := ruleForm{}
	errs := s.bind(c, &form)
	form.ofID, form.ActorRole, form.Capacity = was.ID, string(was.ActorRole), string(was.Capacity)
	r := form.rule()
	switch {
	case errs != nil || form.wrongNetworks != "":
		return s.ruleAgain(c, http.StatusUnprocessableEntity, form, r, adding(errs, "networks", form.wrongNetworks))
	case form.Preview != "":
		return s.previewRule(c, form, r)
	}
	ended, err := s.rooms.Sessions.SaveRule(c.Request.Context(), s.actor(c), r, form.Code)
	if err != nil {
		return s.ruleRefused(c, form, r, err)
	}
	s.flash(c, "done", fmt.Sprintf("Rule %d is saved%s.", r.ID, andEnded(ended)))
	return s.redirect(c, "/admin/policy")
}

// addRule makes a new rule behind a fresh code.
func (s *Server) addRule(c *gin.Context) error {
	form := ruleForm{}
	errs := s.bind(c, &form)
	r := form.rule()
	switch {
	case errs != nil || form.wrongNetworks != "":
		return s.ruleAgain(c, http.StatusUnprocessableEntity, form, r, adding(errs, "networks", form.wrongNetworks))
	case form.Preview != "":
		return s.previewRule(c, form, r)
	}
	id, err := s.rooms.Sessions.AddRule(c.Request.Context(), s.actor(c), r, form.Code)
	if err != nil {
		return s.ruleRefused(c, form, r, err)
	}
	s.flash(c, "done", fmt.Sprintf("Rule %d is made. It counts from the next start on.", id))
	return s.redirect(c, "/admin/policy")
}

// previewRule shows the sentence of what was typed and the running sessions that saving it would end. A new rule ends none.
func (s *Server) previewRule(c *gin.Context, form ruleForm, r impersonation.Rule) error {
	sound, err := r.Sound()
	var ended []impersonation.Ending
	if err == nil && form.ofID != 0 {
		ended, err = s.rooms.Sessions.PreviewRule(c.Request.Context(), s.actor(c), r)
	}
	if err != nil {
		return s.ruleRefused(c, form, r, err)
	}
	v := ruleView(form, sound, nil)
	v.Looked, v.Ends = true, endings(ended)
	return s.render(c, http.StatusOK, policypage.Edit(v))
}

// removeRule takes a rule away for good.
func (s *Server) removeRule(c *gin.Context) error {
	r, err := s.rule(c)
	if err != nil {
		return err
	}
	var form struct {
		Code string `form:"code" binding:"required,max=20000"`
	}
	errs := s.bind(c, &form)
	var ended []impersonation.Ending
	if errs == nil {
		ended, err = s.rooms.Sessions.RemoveRule(c.Request.Context(), s.actor(c), r.ID, form.Code)
		errs = formFault(err)
	}
	if errs != nil {
		v := ruleView(formOf(r), r, nil)
		v.RemoveErrors = errs
		return s.render(c, failureStatus(err), policypage.Edit(v))
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", fmt.Sprintf("Rule %d is removed%s.", r.ID, andEnded(ended)))
	return s.redirect(c, "/admin/policy")
}

// showSentence is what was typed, as a sentence: the form's page asks for it while somebody types.
func (s *Server) showSentence(c *gin.Context) error {
	form := ruleForm{}
	if errs := s.bind(c, &form); errs != nil {
		return fault.New(fault.Invalid, "This form could not be read.")
	}
	return s.render(c, http.StatusOK, policypage.Sentence(form.rule().Sentence()))
}

// ruleRefused brings the form back with what was typed. One who saved over somebody else's change sees it, and may save again.
func (s *Server) ruleRefused(c *gin.Context, form ruleForm, r impersonation.Rule, err error) error {
	errs := formFault(err)
	if errs == nil {
		return err
	}
	if f := fault.As(err); f.Code == "changed_meanwhile" {
		now, err := s.rooms.Sessions.Rule(c.Request.Context(), s.actor(c), form.ofID)
		if err != nil {
			return err
		}
		form.Version = fmt.Sprint(now.Version)
		errs = part.Errors{"": f.Message + " It now reads: " + now.Sentence()}
	}
	return s.ruleAgain(c, failureStatus(err), form, r, errs)
}

func (s *Server) ruleAgain(c *gin.Context, status int, form ruleForm, r impersonation.Rule, errs part.Errors) error {
	if errs[""] == "" && len(errs) > 0 {
		errs = adding(errs, "", "Some of this cannot be used; nothing was saved. Look at the fields marked below.")
	}
	return s.render(c, status, policypage.Edit(ruleView(form, r, errs)))
}

// adding adds a sentence to the errors of a form; an empty one adds nothing.
func adding(errs part.Errors, name, text string) part.Errors {
	if text == "" {
		return errs
	}
	list := part.Errors{name: text}
	for k, v := range errs {
		list[k] = v
	}
	return list
}

func andEnded(ended []impersonation.Ending) string {
	if len(ended) == 0 {
		return ""
	}
	return ", and " + part.Plural(len(ended), "running session") + " ended by it"
}

func endings(list []impersonation.Ending) (out []policypage.Ending) {
	for _, e := range list {
		out = append(out, policypage.Ending{Title: e.Actor + " for " + e.Subject, URL: "/audit/sessions/" + e.PublicID})
	}
	return out
}
