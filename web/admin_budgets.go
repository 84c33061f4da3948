package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/catalog/money"
	"standin/store/account"
	"standin/web/page/admin"
	"standin/web/page/part"
)

// budgetRoles are those who may give something away on their own account, as the page lists them.
var budgetRoles = []account.StaffRole{account.SupportAgent, account.SalesRep}

// showBudgets is what staff may give away within 24 hours.
func (s *Server) showBudgets(c *gin.Context) error {
	return s.renderBudgets(c, http.StatusOK, nil, nil)
}

func (s *Server) renderBudgets(c *gin.Context, status int, typed map[account.StaffRole]string, errs part.Errors) error {
	set, err := s.rooms.Accounts.Budgets(c.Request.Context())
	if err != nil {
		return err
	}
	v := adminpage.BudgetsView{Seconds: s.nextCode(c), Errors: errs}
	for _, role := range budgetRoles {
		b := adminpage.Budget{Role: string(role), Name: role.Title(), Amount: money.Of(set[role], s.config.Currency).Decimal()}
		if typed != nil {
			b.Amount = typed[role]
		}
		v.Budgets = append(v.Budgets, b)
	}
	return s.render(c, status, adminpage.Budgets(v))
}

type budgetForm struct {
	Code string `form:"code" binding:"required,max=20"`
}

// saveBudgets changes them, behind a fresh code.
func (s *Server) saveBudgets(c *gin.Context) error {
	var form budgetForm
	errs := s.bind(c, &form)
	typed, budgets := map[account.StaffRole]string{}, map[account.StaffRole]int64{}
	for _, role := range budgetRoles {
		typed[role] = c.PostForm(string(role))
		amount, err := money.Parse(typed[role], s.config.Currency)
		if err != nil {
			if errs == nil {
				errs = part.Errors{}
			}
			errs[string(role)] = "Type an amount, like 200.00."
		}
		budgets[role] = amount.Minor
	}
	var err error
	if errs == nil {
		err = s.rooms.Accounts.SaveBudgets(c.Request.Context(), s.actor(c), form.Code, budgets)
		errs = formFault(err)
	}
	if errs != nil {
		return s.renderBudgets(c, failureStatus(err), typed, errs)
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", "The budgets are saved. They count from the next discount on.")
	return s.redirect(c, "/admin/settings/budgets")
}
