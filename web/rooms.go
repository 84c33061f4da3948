package web

import (
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/keyring"
	"standin/store/session"
)

// Rooms are the verbs the front door calls, each field one room.
type Rooms struct {
	DB       *store.DB
	Accounts *account.Accounts
	SignIns  *session.SignIns
	Cookies  *session.Store
}

// NewRooms builds all rooms over one database. The seed and the tests use the same.
func NewRooms(db *store.DB, keys *keyring.Keys, currency money.Currency) *Rooms {
	return &Rooms{
		DB:       db,
		Accounts: account.New(db, keys),
		SignIns:  session.New(db),
		Cookies:  session.NewStore(db),
	}
}
