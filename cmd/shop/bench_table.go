package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// measured is one row of the table. What is missing in a row is a dash.
type measured struct {
	What, Shop, Limit, Ratio, Goal string
	Missed                         bool
}

// atMost is a row of two times: the shop's may be so many times the other.
func atMost(what string, shop, limit time.Duration, beside string, goal float64) measured {
	ratio := float64(shop) / float64(max(limit, 1))
	return measured{What: what, Shop: milliseconds(shop), Limit: milliseconds(limit) + " " + beside, Ratio: fmt.Sprintf("%.2f", ratio),
		Goal: fmt.Sprintf("≤ %.3g", goal), Missed: ratio > goal}
}

// atLeast is a row of two speeds: the shop's must be this part of the other.
func atLeast(what string, shop, limit float64, unit, beside string, goal float64) measured {
	ratio := shop / max(limit, 1)
	return measured{What: what, Shop: fmt.Sprintf("%.0f %s", shop, unit), Limit: fmt.Sprintf("%.0f %s", limit, beside),
		Ratio: fmt.Sprintf("%.2f", ratio), Goal: fmt.Sprintf("≥ %.3g", goal), Missed: ratio < goal}
}

// counted is a row of a number with its bound.
func counted(what string, shop, goal int, unit string) measured {
	return measured{What: what, Shop: fmt.Sprintf("%d%s", shop, unit), Limit: "–", Ratio: "–", Goal: fmt.Sprintf("≤ %d%s", goal, unit), Missed: shop > goal}
}

// sized is a row of bytes, told in KB or MB.
func sized(what string, bytes, goal int64, unit string) measured {
	per := map[string]float64{"KB": 1 << 10, "MB": 1 << 20}[unit]
	return measured{What: what, Shop: fmt.Sprintf("%.1f %s", float64(bytes)/per, unit), Limit: "–", Ratio: "–",
		Goal: fmt.Sprintf("≤ %.0f %s", float64(goal)/per, unit), Missed: bytes > goal}
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000)
}

// printTable writes the rows aligned.
func printTable(w io.Writer, rows []measured) {
	if len(rows) == 0 {
		return
	}
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, strings.Join([]string{"what", "shop", "limit", "ratio", "goal", ""}, "\t"))
	for _, r := range rows {
		verdict := ""
		if r.Missed {
			verdict = "MISSED"
		}
		fmt.Fprintln(table, strings.Join([]string{r.What, r.Shop, r.Limit, r.Ratio, r.Goal, verdict}, "\t"))
	}
	_ = table.Flush() // to the terminal
}

// usual is the lower quartile of times, 0 for none: what else the machine does only adds to a time, and adds much to a few.
func usual(list []time.Duration) time.Duration {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/4]
}

// alternate runs each of the things n times, in turns, so that what else the machine does meets all of them alike. It gives the
// usual time of each.
func alternate(n int, things ...func() error) ([]time.Duration, error) {
	took := make([][]time.Duration, len(things))
	for range n {
		for i, thing := range things {
			began := time.Now()
			if err := thing(); err != nil {
				return nil, err
			}
			took[i] = append(took[i], time.Since(began))
		}
	}
	each := make([]time.Duration, len(things))
	for i := range took {
		each[i] = usual(took[i])
	}
	return each, nil
}
