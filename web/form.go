package web

import (
	"errors"
	"mime/multipart"
	"net/http"
	"reflect"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/gin-gonic/gin/binding"
	"github.com/go-playground/validator/v10"

	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/part"
)

// bind reads a form into a struct with `form` names and `binding` rules. It returns nil when all is well, else a sentence for
// each field that cannot be used; what was typed stands in the struct either way. Fields the struct does not name are ignored.
func (s *Server) bind(c *gin.Context, form any) part.Errors {
	err := c.ShouldBindWith(form, binding.Form)
	if err == nil {
		return nil
	}
	var refused validator.ValidationErrors
	if !errors.As(err, &refused) {
		return part.Errors{"": "This form could not be read. Check numbers and dates, and send it again."}
	}
	errs := part.Errors{}
	for _, f := range refused {
		if value, _ := f.Value().(string); f.Tag() == "max" && account.IsAnswer(value) {
			continue // the field of a code takes a passkey's answer, too, which has a limit of its own
		}
		errs[formName(form, f.StructField())] = ruleSentence(f)
	}
	if len(errs) == 0 {
		return nil
	}
	return errs
}

func formName(form any, field string) string {
	t := reflect.Indirect(reflect.ValueOf(form)).Type()
	if f, ok := t.FieldByName(field); ok {
		if name, _, _ := strings.Cut(f.Tag.Get("form"), ","); name != "" {
			return name
		}
	}
	return strings.ToLower(field)
}

// ruleSentence says in words what a validator rule asks for.
func ruleSentence(f validator.FieldError) string {
	text := f.Kind() == reflect.String
	switch f.Tag() {
	case "required":
		return "Fill this in."
	case "email":
		return "Write an e-mail address, like name@example.com."
	case "max", "lte":
		if text {
			return "At most " + f.Param() + " characters."
		}
		return "At most " + f.Param() + "."
	case "min", "gte":
		if text {
			return "At least " + f.Param() + " characters."
		}
		return "At least " + f.Param() + "."
	case "oneof":
		return "Choose one of: " + strings.ReplaceAll(f.Param(), " ", ", ") + "."
	}
	return "This cannot be used."
}

// fieldErrors gives the sentences of a fault that belongs to a form (Invalid, or one that names fields); nil for any other
// error, which the handler returns.
func fieldErrors(err error) part.Errors {
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid && len(f.Fields) == 0 {
		return nil
	}
	if len(f.Fields) == 0 {
		return part.Errors{"": f.Message}
	}
	return part.Errors(f.Fields)
}

// failureStatus is the status of a form that comes back with err: 422, or that of a fault with fields of another kind.
func failureStatus(err error) int {
	if f := fault.As(err); f != nil {
		return statuses[f.Kind]
	}
	return http.StatusUnprocessableEntity
}

// limitBody bounds what a request may send: a form 1 MB, an upload Config.UploadLimit and a little for its wrapping.
func (s *Server) limitBody(c *gin.Context) {
	limit := int64(bodyLimit)
	if strings.HasPrefix(c.ContentType(), "multipart/") {
		limit = s.config.UploadLimit + bodyLimit
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	c.Next()
}

// uploaded is the file of a form field; fault.Invalid when there is none or it is larger than the limit.
func (s *Server) uploaded(c *gin.Context, field string) (*multipart.FileHeader, error) {
	fh, err := c.FormFile(field)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large) || err == nil && fh.Size > s.config.UploadLimit:
		return nil, fault.Field(field, "This file is larger than "+megabytes(s.config.UploadLimit)+". Split it and upload the parts.")
	case err != nil:
		return nil, fault.Field(field, "Choose a file to upload.")
	}
	return fh, nil
}

func megabytes(n int64) string { return strings.TrimSpace(part.Count(int(n>>20))) + " MB" }
