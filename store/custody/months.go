package custody

import (
	"context"
	"strconv"
	"strings"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// monthsSetting is the name of the setting; its value is a number of months, empty for everything.
const monthsSetting = "record.months"

func (c *Custody) months(ctx context.Context, q store.Querier) (int, error) {
	var text string
	if err := q.Get(ctx, &text, selectSetting, monthsSetting); err != nil || text == "" {
		return 0, err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < floorMonths {
		return 0, nil //nolint:nilerr // nobody has set it through a verb: then everything is kept
	}
	return n, nil
}

// ParseMonths reads how many months an administrator typed: 12 to 1,200, or nothing for "keep everything" (0).
func ParseMonths(text string) (int, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < floorMonths || n > longest {
		return 0, fault.Field("months", "Write a number of months, 12 at the least and 1,200 at the most, or leave it empty to keep everything.")
	}
	return n, nil
}

// SetMonths says for how many months the record keeps its details (0 for always); the daily job erases what is older. It needs
// settings.edit and a fresh code. fault.Invalid names the field "months".
func (c *Custody) SetMonths(ctx context.Context, actor account.Actor, months int, code string) (err error) {
	defer fault.Wrap(&err, "Custody.SetMonths(%d)", months)
	text := ""
	if months != 0 {
		text = strconv.Itoa(months)
	}
	if _, err := ParseMonths(text); err != nil {
		return err
	}
	return c.decide(ctx, actor, "record.set_months", code, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, saveSetting, monthsSetting, text)
		return err
	})
}
