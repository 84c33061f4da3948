package web

import (
	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/web/page/part"
)

// secret is a value as its reader may see it: as it is for oneself, masked while acting, with the way to reveal this one field where
// the rule lets see personal data. Shown is the field that was asked for.
func (s *Server) secret(c *gin.Context, field, value, showURL string, shown bool) part.Secret {
	a := s.actor(c)
	if !a.Acting() || value == "" || shown && a.Can(account.PersonalView) {
		return part.Secret{Text: value}
	}
	hidden := part.Secret{Text: masks[field](value), Masked: true, What: maskWords[field]}
	if a.Can(account.PersonalView) {
		hidden.ShowURL = showURL
	}
	return hidden
}

// masks and maskWords are how each kind of field is masked, and what a screen reader calls it.
var (
	masks = map[string]func(string) string{"email": impersonation.MaskEmail, "phone": impersonation.MaskPhone,
		"street": impersonation.MaskStreet}
	maskWords = map[string]string{"email": "e-mail", "phone": "phone", "street": "street"}
)
