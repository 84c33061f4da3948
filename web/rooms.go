package web

import (
	"github.com/alexedwards/scs/v2"

	"standin/store"
)

// Rooms are the verbs the front door calls. NewRooms builds them all over one database; each field is one room.
type Rooms struct {
	DB *store.DB
}

// CookieStore keeps web sessions in the database.
func (r *Rooms) CookieStore() scs.Store { panic("wired when store/session is there") }
