package catalog

import (
	"encoding/base64"
	"strconv"
	"strings"

	"standin/store/fault"
)

// cursor marks the last product of a page: the order, its key in that order, and its id.
type cursor struct {
	sort Sort
	key  string
	id   ProductID
}

// String is the cursor as it stands in an address.
func (c cursor) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(string(c.sort) + "\x00" + c.key + "\x00" + strconv.FormatInt(int64(c.id), 10)))
}

// parseCursor reads what String writes; fault.Invalid for anything else, and for a cursor of another order.
func parseCursor(text string, sort Sort) (cursor, error) {
	wrong := fault.New(fault.Invalid, "This is no page of the list. Begin at its first page.").WithCode("bad_cursor")
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) > 1000 {
		return cursor{}, wrong
	}
	parts := strings.Split(string(raw), "\x00")
	if len(parts) != 3 || Sort(parts[0]) != sort {
		return cursor{}, wrong
	}
	id, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil || id <= 0 {
		return cursor{}, wrong
	}
	if sort != ByName {
		if _, err := strconv.ParseInt(parts[1], 10, 63); err != nil {
			return cursor{}, wrong
		}
	}
	if strings.ToValidUTF8(parts[1], "") != parts[1] {
		return cursor{}, wrong
	}
	return cursor{sort, parts[1], ProductID(id)}, nil
}
