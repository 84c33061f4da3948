package part

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"standin/catalog/money"
)

// nbsp keeps a currency sign and its figures on one line.
const nbsp = "\u00a0"

// Money writes an amount for people: "€ 1,284.90", with a space that does not break.
func Money(a money.Amount) string {
	sign, text := "", a.Decimal()
	if strings.HasPrefix(text, "-") {
		sign, text = "−"+nbsp, text[1:]
	}
	whole, frac, found := strings.Cut(text, ".")
	if found {
		frac = "." + frac
	}
	return sign + symbol(a.Currency) + nbsp + group(whole) + frac
}

func symbol(c money.Currency) string {
	switch c {
	case "EUR", "":
		return "€"
	case "USD":
		return "$"
	case "GBP":
		return "£"
	case "JPY":
		return "¥"
	}
	return string(c)
}

// Count writes a whole number with its thousands parted: "52,300".
func Count[N int | int32 | int64](n N) string {
	text := strconv.FormatInt(int64(n), 10)
	if strings.HasPrefix(text, "-") {
		return "−" + group(text[1:])
	}
	return group(text)
}

func group(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Zone is the time zone pages show; the program sets it once at its start.
var Zone = time.Local

// Date writes "28 May 2026".
func Date(t time.Time) string { return t.In(Zone).Format("2 January 2006") }

// Day writes "28 May".
func Day(t time.Time) string { return t.In(Zone).Format("2 January") }

// Clock writes "14:22".
func Clock(t time.Time) string { return t.In(Zone).Format("15:04") }

// Moment writes "28 May 2026, 14:22".
func Moment(t time.Time) string { return Date(t) + ", " + Clock(t) }

// Left writes a countdown: "24:10", or "1:02:03" from an hour on. Less than nothing is "0:00".
func Left(d time.Duration) string {
	s := max(int(d/time.Second), 0)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}

// Took writes how long something lasted, in words: "40 seconds", "9 minutes", "2 hours".
func Took(d time.Duration) string {
	switch {
	case d < time.Minute:
		return plural(int(d/time.Second), "second")
	case d < time.Hour:
		return plural(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return plural(int(d/time.Hour), "hour")
	}
	return plural(int(d/(24*time.Hour)), "day")
}

// Plural writes a number with its noun: "1 line", "4 lines".
func Plural(n int, noun string) string { return plural(n, noun) }

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Count(n) + " " + noun + "s"
}
