package bulkimport

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"standin/catalog/money"
)

// Keep in a cell leaves the field as it is, where an empty cell would clear it.
const Keep = "<keep>"

// reading reads the cells of one row, and notes what is wrong with them.
type reading struct {
	*Layout
	row      *Row
	problems *[]Problem
}

// has tells whether the row says anything about a field: its column is there, and its cell does not ask to keep what is.
func (r reading) has(f Field) bool { return r.Has(f) && !strings.EqualFold(r.get(f), Keep) }

func (r reading) get(f Field) string { return r.cell(r.row.Cells, f) }

func (r reading) wrong(f Field, code, format string, args ...any) {
	*r.problems = append(*r.problems, Problem{Row: r.row.Number, Column: r.Name(f), Code: code, Message: fmt.Sprintf(format, args...), Severity: Wrong})
}

func (r reading) warn(f Field, code, format string, args ...any) {
	*r.problems = append(*r.problems, Problem{Row: r.row.Number, Column: r.Name(f), Code: code, Message: fmt.Sprintf(format, args...), Severity: Warning})
}

var (
	// thousandOrThousandth is "1.500" or "1,500": a thousand and a half in one country, one and a half in another.
	thousandOrThousandth = regexp.MustCompile(`^[1-9]\d{0,2}[.,]\d{3}$`)
	// scientific is what a spreadsheet makes of a long number: "4,00638E+12".
	scientific = regexp.MustCompile(`^\d([.,]\d+)?[eE]\+?\d+$`)
	// dated is what a spreadsheet makes of "1-2".
	dated = regexp.MustCompile(`^(\d{1,2}[-. ](Jan|Feb|Mar|Mrz|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez)[a-z]*\.?|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{1,2})$`)
	// currencySign may stand before or behind an amount.
	currencySign = regexp.MustCompile(`^(€|\$|£|¥|[A-Z]{3})\s*|\s*(€|\$|£|¥|[A-Z]{3})$`)
)

// amount reads a price. It takes point or comma, and refuses what could be read in two ways.
func (r reading) amount(f Field, c money.Currency) money.Amount {
	text := r.get(f)
	if text == "" {
		return money.Amount{}
	}
	number := clean(currencySign.ReplaceAllString(text, ""))
	if strings.HasPrefix(number, "-") {
		r.wrong(f, "price_negative", "“%s” is less than nothing. Write an amount such as 12.50.", clip(text, 30))
		return money.Amount{}
	}
	if thousandOrThousandth.MatchString(number) && c.Decimals() != 3 {
		r.wrong(f, "price_ambiguous", "“%s” can be read in two ways. Write it without a mark for thousands and with two digits behind the point.", clip(text, 30))
		return money.Amount{}
	}
	a, err := money.Parse(number, c)
	if err != nil {
		r.wrong(f, "price_unreadable", "“%s” is no amount the shop can read. Write it like 12.50.", clip(text, 30))
	}
	return a
}

// number reads a whole number from 0 on.
func (r reading) number(f Field, most int) int {
	text := r.get(f)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSuffix(text, ".0"))
	switch {
	case err != nil:
		r.wrong(f, "number_unreadable", "“%s” is no whole number. Write it with digits only.", clip(text, 30))
	case n < 0 && f == Quantity:
		r.warn(f, "stock_negative", "A stock of %d is taken as 0.", n)
	case n < 0 || n > most:
		r.wrong(f, "number_out_of_range", "%s is not between 0 and %d.", clip(text, 30), most)
	}
	return min(max(n, 0), most)
}

// code reads a SKU or barcode. It takes no long number that a spreadsheet has spoilt, for its digits are gone.
func (r reading) code(f Field) string {
	text := r.get(f)
	if scientific.MatchString(text) {
		r.wrong(f, "spoilt_number", "“%s” was a long number before a spreadsheet shortened it. Format the column as text and enter it anew.", clip(text, 30))
		return ""
	}
	if f == SKU && dated.MatchString(text) {
		r.warn(f, "looks_like_date", "“%s” looks like a SKU that a spreadsheet made a date of. Check it.", clip(text, 30))
	}
	return text
}

// foreignTruths are TRUE and FALSE as spreadsheets of other languages write them.
var foreignTruths = map[string]string{"wahr": "TRUE", "vrai": "TRUE", "verdadero": "TRUE", "vero": "TRUE", "waar": "TRUE", "sant": "TRUE",
	"falsch": "FALSE", "faux": "FALSE", "falso": "FALSE", "onwaar": "FALSE", "falskt": "FALSE"}

// truth reads TRUE or FALSE in any case; set is false for an empty cell.
func (r reading) truth(f Field) (value, set bool) {
	text := strings.ToLower(r.get(f))
	switch text {
	case "":
		return false, false
	case "true", "yes", "1", "continue":
		return true, true
	case "false", "no", "0", "deny":
		return false, true
	}
	if meant := foreignTruths[text]; meant != "" {
		r.wrong(f, "foreign_truth", "“%s” is a spreadsheet's translation. Write %s.", clip(r.get(f), 30), meant)
	} else {
		r.wrong(f, "truth_unreadable", "“%s” is neither TRUE nor FALSE.", clip(r.get(f), 30))
	}
	return false, false
}
