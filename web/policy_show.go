package web

import (
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/part"
	"standin/web/page/policy"
)

// showPolicy is who may stand in for whom, with the answer to what would happen if.
func (s *Server) showPolicy(c *gin.Context) error {
	return s.renderPolicy(c, http.StatusOK, "", nil)
}

func (s *Server) renderPolicy(c *gin.Context, status int, at string, errs part.Errors) error {
	book, err := s.rooms.Sessions.Rulebook(c.Request.Context(), s.actor(c))
	if err != nil {
		return err
	}
	view := policypage.PolicyView{Enabled: book.Controls.Enabled, Running: book.Running, Rows: matrix(book.Rules), At: at, Errors: errs}
	for _, r := range book.Rules {
		view.Rules = append(view.Rules, policypage.Rule{ID: fmt.Sprint(r.ID), Sentence: r.Sentence(), Enabled: r.Enabled})
	}
	if view.Changes, err = s.policyChanges(c); err != nil {
		return err
	}
	if view.If, err = s.whatIf(c); err != nil {
		return err
	}
	return s.render(c, status, policypage.Show(view))
}

// changesShown is how many changes of the policy its page lists; all of them stand in the record.
const changesShown = 8

func (s *Server) policyChanges(c *gin.Context) (list []policypage.Change, err error) {
	found, err := s.rooms.Record.PolicyChanges(c.Request.Context(), changesShown)
	if err != nil {
		return nil, err
	}
	for _, ch := range found {
		change := policypage.Change{Title: ch.Title, By: ch.By, When: part.Day(ch.At) + ", " + part.Clock(ch.At)}
		if change.By == "" {
			change.By = "the command line"
		}
		for _, card := range ch.Changes {
			for _, f := range card.Fields {
				change.Fields = append(change.Fields, policypage.Field{Label: card.Title + ": " + f.Label, Before: f.Before, After: f.After})
			}
		}
		list = append(list, change)
	}
	return list, nil
}

// matrix puts the rules into their places: who acts, for whom.
func matrix(rules []impersonation.Rule) []policypage.Row {
	columns := map[account.CapacityKind]int{account.CapacityShopper: 0, account.CapacityOrganization: 1, account.CapacityVendor: 2}
	rows := []policypage.Row{{Name: "Support agent"}, {Name: "Sales rep"}, {Name: "Organization’s power user"}, {Name: "Administrator"}, {Name: "Auditor"}}
	places := map[impersonation.Role]int{impersonation.Role(account.SupportAgent): 0, impersonation.Role(account.SalesRep): 1,
		impersonation.PowerUser: 2, impersonation.Role(account.Administrator): 3}
	for role, row := range places {
		for kind, column := range columns {
			if len(impersonation.Relations(role, kind)) > 0 {
				rows[row].Cells[column].NewURL = "/admin/policy/rules/new?actor=" + string(role) + "&capacity=" + string(kind)
			}
		}
	}
	for _, r := range rules {
		head, detail := r.Short()
		place := &rows[places[r.ActorRole]].Cells[columns[r.Capacity]]
		place.Rules = append(place.Rules, policypage.Cell{ID: fmt.Sprint(r.ID), Head: head, Detail: detail, Off: !r.Enabled})
	}
	return rows
}

// whatIf answers the question of the address, if there is one.
func (s *Server) whatIf(c *gin.Context) (v policypage.IfView, err error) {
	v = policypage.IfView{Actor: c.Query("actor"), Subject: c.Query("subject"), As: c.DefaultQuery("as", "shopper"),
		Mode: c.DefaultQuery("mode", string(impersonation.Act)), From: strings.TrimSpace(c.Query("from"))}
	if v.Known, err = s.rooms.Sessions.WhoMayAct(c.Request.Context(), s.actor(c)); err != nil {
		return v, err
	}
	if v.Actor == "" && v.Subject == "" {
		return v, nil
	}
	ask := impersonation.Question{Actor: v.Actor, Subject: v.Subject, Capacity: account.CapacityKind(v.As), Mode: impersonation.Mode(v.Mode)}
	if v.From != "" {
		if ask.From, err = netip.ParseAddr(v.From); err != nil {
			v.Errors = part.Errors{"from": "Write an address like 203.0.113.7, or leave this empty."}
			return v, nil
		}
	}
	answer, err := s.rooms.Sessions.WhatIf(c.Request.Context(), s.actor(c), ask)
	if v.Errors = fieldErrors(err); v.Errors != nil {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	v.Asked, v.Head = true, answer.Head()
	for _, ch := range answer.Checks {
		v.Checks = append(v.Checks, policypage.Check(ch))
	}
	if !answer.Allowed {
		v.Hint = "Who tries it is told: “" + answer.Refusal.Message + "”"
	}
	return v, nil
}

type switchForm struct {
	On   string `form:"on" binding:"required,oneof=on off"`
	Code string `form:"code" binding:"required,max=20"`
}

// switchFeature turns acting for others on or off for the whole shop.
func (s *Server) switchFeature(c *gin.Context) error {
	var form switchForm
	errs := s.bind(c, &form)
	var err error
	if errs == nil {
		err = s.rooms.Sessions.SwitchFeature(c.Request.Context(), s.actor(c), form.On == "on", form.Code)
	}
	return s.afterPolicy(c, "switch", "Acting for others is "+form.On+".", errs, err)
}

// switchRule turns one rule on or off.
func (s *Server) switchRule(c *gin.Context) error {
	var form switchForm
	errs := s.bind(c, &form)
	id, err := strconv.ParseInt(c.Param("rule"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "There is no such rule.")
	}
	if errs == nil {
		err = s.rooms.Sessions.SwitchRule(c.Request.Context(), s.actor(c), id, form.On == "on", form.Code)
	}
	return s.afterPolicy(c, "rule", fmt.Sprintf("Rule %d is %s.", id, form.On), errs, err)
}

func (s *Server) afterPolicy(c *gin.Context, at, done string, errs part.Errors, err error) error {
	if errs == nil {
		errs = fieldErrors(err)
	}
	if errs != nil {
		return s.renderPolicy(c, failureStatus(err), at, errs)
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", done)
	return s.redirect(c, "/admin/policy")
}
