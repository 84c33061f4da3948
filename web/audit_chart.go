package web

import (
	"fmt"
	"time"

	"standin/store/audit"
	auditpage "standin/web/page/audit"
	"standin/web/page/part"
)

// barStep is the width of one day in the units of the chart, of which its bar takes the most.
const barStep = 20

// fewest is how many sessions the full height stands for at the least, so that one on a day is no tower.
const fewest = 4

// chartOf draws one bar for each day, refused starts on top.
func chartOf(days []audit.Day) auditpage.Chart {
	c := auditpage.Chart{Title: "Sessions by day", Width: max(len(days), 1) * barStep}
	most, started, refused := fewest, 0, 0
	for _, d := range days {
		most, started, refused = max(most, d.Started+d.Refused), started+d.Started, refused+d.Refused
	}
	if started+refused == 0 {
		return auditpage.Chart{}
	}
	for i, d := range days {
		c.Bars = append(c.Bars, barOf(i, d, most))
	}
	c.Detail = fmt.Sprintf("%s, and %s refused", part.Count(started), part.Count(refused))
	c.Label = fmt.Sprintf("Sessions by day from %s to %s: %d started, %d refused, at most %d on one day",
		dayOf(days[0]), dayOf(days[len(days)-1]), started, refused, busiest(days))
	c.Axis = axisOf(days)
	return c
}

// axisOf names up to five days, the first and the last among them: the words stand as far apart as their bars.
func axisOf(days []audit.Day) (words []string) {
	gaps := min(len(days)-1, 4)
	for i := range gaps {
		words = append(words, dayOf(days[i*(len(days)-1)/gaps]))
	}
	return append(words, dayOf(days[len(days)-1]))
}

func busiest(days []audit.Day) (most int) {
	for _, d := range days {
		most = max(most, d.Started)
	}
	return most
}

func barOf(i int, d audit.Day, most int) auditpage.Bar {
	tall, refused := d.Started*96/most, d.Refused*96/most
	if d.Started > 0 {
		tall = max(tall, 2)
	}
	b := auditpage.Bar{X: i*barStep + 3, BarWidth: barStep - 6, Y: 100 - tall, Height: tall, RefTall: refused,
		Words: fmt.Sprintf("%s: %s, %d refused", dayOf(d), part.Plural(d.Started, "session"), d.Refused)}
	if d.Refused > 0 {
		b.RefTall = max(refused, 2)
		b.RefY = b.Y - b.RefTall - 1
	}
	return b
}

// dayOf writes a calendar day.
func dayOf(d audit.Day) string { return d.Date.Format("2 January") }

// midnight is the beginning of the day in the shop's time zone.
func midnight(t time.Time) time.Time {
	y, m, d := t.In(part.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, part.Zone)
}

// midnights are the beginnings of the days from one to the other, which they end with: a day has 23 hours, 24 or 25.
func midnights(from, until time.Time) (list []time.Time) {
	for at := midnight(from); at.Before(until); at = at.AddDate(0, 0, 1) {
		list = append(list, at)
	}
	return append(list, until)
}
