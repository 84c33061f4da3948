package account

import (
	"context"
	"strconv"

	"standin/store"
	"standin/store/fault"
)

// BudgetSetting is the setting, followed by a staff role, that holds what one of them may give away on their own account within
// 24 hours, in minor units.
const BudgetSetting = "discount.daily."

// UsualBudgets hold where nothing is set: 200.00 for a support agent, 1,000.00 for a sales rep, nothing for anybody else.
var UsualBudgets = map[StaffRole]int64{SupportAgent: 20000, SalesRep: 100000}

// budgetLimit bounds a budget, in minor units: ten million.
const budgetLimit = 1_000_000_000

// Budgets reads what is set for the roles that may give something away.
func (a *Accounts) Budgets(ctx context.Context) (budgets map[StaffRole]int64, err error) {
	defer fault.Wrap(&err, "Accounts.Budgets")
	var rows []struct {
		Role   StaffRole `db:"role"`
		Budget int64     `db:"budget"`
	}
	err = a.db.Select(ctx, &rows, `SELECT substr(s.name, length($1) + 1) AS role, (s.value #>> '{}')::bigint AS budget FROM shop.setting s WHERE starts_with(s.name, $1)`,
		BudgetSetting)
	budgets = map[StaffRole]int64{}
	for role, usual := range UsualBudgets {
		budgets[role] = usual
	}
	for _, r := range rows {
		if _, known := budgets[r.Role]; known {
			budgets[r.Role] = r.Budget
		}
	}
	return budgets, err
}

// SaveBudgets sets them; it needs settings.edit and a fresh code. They count from the next gift on. fault.Invalid names the field
// of a role, such as "support_agent".
func (a *Accounts) SaveBudgets(ctx context.Context, actor Actor, code string, budgets map[StaffRole]int64) (err error) {
	defer fault.Wrap(&err, "Accounts.SaveBudgets")
	if err := actor.May(SettingsEdit); err != nil {
		return err
	}
	for role, minor := range budgets {
		if _, known := UsualBudgets[role]; !known || minor < 0 || minor > budgetLimit {
			return fault.Field(string(role), "Between nothing and 10,000,000.00.")
		}
	}
	return a.db.Transact(ctx, actor, "setting.save", func(tx *store.Tx) error {
		if err := a.stepUp(ctx, tx, actor, code); err != nil {
			return refused(tx, err)
		}
		for role, minor := range budgets {
			if _, err := tx.Exec(ctx, saveSetting, BudgetSetting+string(role), strconv.FormatInt(minor, 10)); err != nil {
				return err
			}
		}
		return nil
	})
}
