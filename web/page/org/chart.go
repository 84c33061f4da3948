package orgpage

import (
	"fmt"
	"strconv"

	"standin/catalog/money"
	"standin/web/page/part"
)

// bar is a month of the chart, in the units of its drawing (600 × 100).
type bar struct {
	x, y, height string
	label        string
}

const chartHeight = 100

func (v ShowView) bars() []bar {
	most := int64(1)
	for _, m := range v.Spent {
		most = max(most, m.Total)
	}
	step := 600 / max(len(v.Spent), 1)
	var bars []bar
	for i, m := range v.Spent {
		h := int(m.Total * 90 / most)
		if m.Total > 0 {
			h = max(h, 1)
		}
		bars = append(bars, bar{x: strconv.Itoa(i*step + 9), y: strconv.Itoa(chartHeight - h), height: strconv.Itoa(h),
			label: m.Begins.UTC().Format("January") + ": " + part.Money(money.Of(m.Total, v.Cart.Cart.Currency))})
	}
	return bars
}

// axis names every third month.
func (v ShowView) axis() []string {
	var names []string
	for i := 0; i < len(v.Spent); i += 3 {
		names = append(names, v.Spent[i].Begins.UTC().Format("January"))
	}
	if n := len(v.Spent); n > 0 {
		names = append(names, v.Spent[n-1].Begins.UTC().Format("Jan"))
	}
	return names
}

// finding says in words what the chart shows.
func (v ShowView) finding() string {
	var sum, most int64
	month := ""
	for _, m := range v.Spent {
		sum += m.Total
		if m.Total > most {
			most, month = m.Total, m.Begins.UTC().Format("January")
		}
	}
	c := v.Cart.Cart.Currency
	if sum == 0 {
		return "Nothing was ordered in the last twelve months."
	}
	return fmt.Sprintf("%s in twelve months; most in %s, %s.", part.Money(money.Of(sum, c)), month, part.Money(money.Of(most, c)))
}
