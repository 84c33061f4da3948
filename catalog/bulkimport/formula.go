package bulkimport

import "strings"

// formulaStarts are the characters with which a spreadsheet begins to calculate.
const formulaStarts = "=+-@|%\t\r"

// protect puts an apostrophe before a cell that a spreadsheet would run as a formula. unprotect takes it away again, so that a
// title such as "-5 °C bag" survives the way out and back.
func protect(cell string) string {
	if calculates(cell) {
		return "'" + cell
	}
	return cell
}

func unprotect(cell string) string {
	if strings.HasPrefix(cell, "'") && calculates(cell) {
		return cell[1:]
	}
	return cell
}

func calculates(cell string) bool {
	inner := strings.TrimLeft(cell, "'")
	return inner != "" && strings.ContainsRune(formulaStarts, rune(inner[0]))
}
