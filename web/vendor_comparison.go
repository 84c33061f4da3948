package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/catalog"
	"standin/catalog/bulkimport"
	"standin/catalog/money"
	"standin/web/page/part"
	"standin/web/page/vendordesk"
)

// addComparison adds the products of the tab that was chosen.
func (s *Server) addComparison(c *gin.Context, view *vendorpage.ImportView, run *bulkimport.Run) error {
	show := bulkimport.Outcome(c.Query("show"))
	if !slices.Contains([]bulkimport.Outcome{bulkimport.Create, bulkimport.Update, bulkimport.Unchanged, bulkimport.Held}, show) {
		show = firstTab(run)
	}
	after, _ := strconv.Atoi(c.Query("after")) // what is no number begins at the top
	ctx := c.Request.Context()
	list, err := s.rooms.Imports.Products(ctx, run, show, after, comparisonPage+1)
	if err != nil {
		return err
	}
	if len(list) > comparisonPage {
		list = list[:comparisonPage]
		view.Next = fmt.Sprintf("%s?show=%s&after=%d", view.URL, show, list[comparisonPage-1].Seq)
	}
	tree, err := s.rooms.Products.Categories(ctx)
	if err != nil {
		return err
	}
	view.Show, view.Swept = string(show), len(list) == 0 && after == 0 && countOf(run, show) > 0
	for i := range list {
		view.Lines = append(view.Lines, comparisonLines(&list[i], run, tree)...)
	}
	warnings, err := s.rooms.Imports.Warnings(ctx, run, 20)
	for _, w := range warnings {
		view.Warnings = append(view.Warnings, w.String())
	}
	return err
}

// countOf is how many products of a run have an outcome.
func countOf(run *bulkimport.Run, o bulkimport.Outcome) int {
	return map[bulkimport.Outcome]int{bulkimport.Create: run.Creates, bulkimport.Update: run.Updates, bulkimport.Unchanged: run.Unchanged,
		bulkimport.Held: run.Held}[o]
}

// comparisonLines are a product's rows in the table: what differs, what is new row by row, or what is to be mended.
func comparisonLines(p *bulkimport.Planned, run *bulkimport.Run, tree *catalog.Tree) []vendorpage.Line {
	line := vendorpage.Line{Row: p.FirstRow, Title: p.Title, Detail: p.Handle}
	if line.Title == "" {
		line.Title = "Row " + strconv.Itoa(p.FirstRow)
	}
	line.Result, line.Bad = resultWords(p, run)
	switch p.Outcome {
	case bulkimport.Held:
		return heldLines(line, p)
	case bulkimport.Update:
		return changedLines(line, p, tree)
	case bulkimport.Create:
		line.Message = p.Message
		return newLines(line, p, tree)
	}
	line.After = part.Plural(p.Rows, "row")
	return []vendorpage.Line{line}
}

func resultWords(p *bulkimport.Planned, run *bulkimport.Run) (words string, bad bool) {
	switch {
	case p.Result == bulkimport.Written && p.Outcome == bulkimport.Create:
		return "new in the shop", false
	case p.Result == bulkimport.Written:
		return "changed", false
	case p.Result == bulkimport.Failed:
		return "held back", true
	case p.Outcome == bulkimport.Unchanged:
		return "the same", false
	case run.State == bulkimport.Committing:
		return "waiting", false
	}
	return "not begun", true
}

func heldLines(line vendorpage.Line, p *bulkimport.Planned) (out []vendorpage.Line) {
	for _, problem := range p.Problems {
		if problem.Holds() {
			l := line
			l.Row, l.Field, l.Message = problem.Row, problem.Column, problem.Message
			out = append(out, l)
		}
	}
	return out
}

func changedLines(line vendorpage.Line, p *bulkimport.Planned, tree *catalog.Tree) (out []vendorpage.Line) {
	line.Message = p.Message
	for _, ch := range p.Changes {
		l := line
		l.Row, l.Field, l.Before, l.After = ch.Row, ch.Field, changeWords(ch.Field, ch.Before, tree), changeWords(ch.Field, ch.After, tree)
		if ch.Variant != "" {
			l.Detail += " / " + ch.Variant
		}
		out = append(out, l)
	}
	return out
}

// newLines tell a new product row by row: each variant with its price and stock, and what the other rows bring.
func newLines(line vendorpage.Line, p *bulkimport.Planned, tree *catalog.Tree) (out []vendorpage.Line) {
	words, variants := map[int][]string{}, map[int]string{}
	for _, ch := range p.Changes {
		switch ch.Field {
		case "category":
			words[ch.Row] = append(words[ch.Row], "in "+changeWords(ch.Field, ch.After, tree))
		case "price", "was", "stock", "SKU":
			words[ch.Row] = append(words[ch.Row], ch.Field+" "+changeWords(ch.Field, ch.After, tree))
			variants[ch.Row] = ch.Variant
		}
	}
	others := map[bulkimport.Kind]string{bulkimport.PictureRow: "one more picture", bulkimport.ProductRow: "about the product",
		bulkimport.BlankRow: "nothing"}
	for _, row := range p.Each {
		l := line
		l.Row, l.After = row.Number, others[row.Kind]
		if told := words[row.Number]; told != nil {
			l.After = strings.Join(told, ", ")
		}
		if v := variants[row.Number]; v != "" {
			l.Detail += " / " + v
		}
		out = append(out, l)
	}
	return out
}

// changeWords writes a value of the comparison as pages write it.
func changeWords(field, text string, tree *catalog.Tree) string {
	switch field {
	case "price", "was":
		number, currency, _ := strings.Cut(text, " ")
		if a, err := money.Parse(number, money.Currency(currency)); err == nil && text != "" {
			return part.Money(a)
		}
	case "category":
		var id catalog.CategoryID
		if n, err := fmt.Sscanf(text, "category:%d", &id); err == nil && n == 1 && tree != nil {
			if found, ok := tree.ByID(id); ok {
				return found.Name
			}
		}
	}
	return text
}
