package web

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/store/fault"
	"standin/web/page/errorpage"
)

// unkept are fields that are not shown again: secrets, and what a page sends along by itself.
var unkept = regexp.MustCompile(`code|password|current|passkey|pin|^(csrf|return|next|mode|capacity|kept\..*)$`)

// typedBefore is what somebody wrote into a form that could not be taken because its page was older than the sign-in's token, to be copied
// into the fresh one: the browser keeps no page of an account for its Back button.
func typedBefore(c *gin.Context, f *fault.Fault) (kept []errorpage.ConfirmField) {
	if f.Code != "token_retired" && f.Code != "other_side" || safe(c.Request.Method) || c.Request.ParseForm() != nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(c.Request.PostForm)) {
		if unkept.MatchString(name) {
			continue
		}
		for _, value := range c.Request.PostForm[name] {
			if strings.TrimSpace(value) != "" {
				kept = append(kept, errorpage.ConfirmField{Name: strings.ReplaceAll(name, "_", " "), Value: value})
			}
		}
	}
	return kept
}
