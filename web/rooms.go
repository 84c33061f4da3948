package web

import (
	"standin/cart"
	"standin/cart/discount"
	"standin/cart/order"
	"standin/cart/payment"
	"standin/catalog"
	"standin/catalog/bulkimport"
	"standin/catalog/money"
	"standin/impersonation"
	"standin/store"
	"standin/store/account"
	"standin/store/audit"
	"standin/store/custody"
	"standin/store/keyring"
	"standin/store/media"
	"standin/store/session"
)

// Rooms are the verbs the front door calls, each field one room.
type Rooms struct {
	DB        *store.DB
	Accounts  *account.Accounts
	SignIns   *session.SignIns
	Cookies   *session.Store
	Products  *catalog.Products
	Blobs     *media.Blobs
	Imports   *bulkimport.Imports
	Carts     *cart.Carts
	Discounts *discount.Discounts
	Orders    *order.Orders
	Sessions  *impersonation.Sessions
	Record    *audit.Log
	Custody   *custody.Custody
}

// NewRooms builds all rooms over one database. The seed and the tests use the same.
func NewRooms(db *store.DB, keys *keyring.Keys, currency money.Currency, publicURL string) *Rooms {
	accounts, products := account.New(db, keys).At(publicURL), catalog.New(db, currency)
	carts := cart.New(db, products)
	return &Rooms{
		DB:        db,
		Accounts:  accounts,
		SignIns:   session.New(db),
		Cookies:   session.NewStore(db),
		Products:  products,
		Blobs:     media.New(db),
		Imports:   bulkimport.New(db, products),
		Carts:     carts,
		Discounts: discount.New(db),
		Orders:    order.New(db, carts, payment.Standard(), publicURL),
		Sessions:  impersonation.New(db, accounts).Say(recordFormat(currency).Money),
		Record: audit.NewLog(db, keys.Verifiers(), recordFormat(currency)).
			WithSeal(audit.Seal{Signer: keys.Signer(), Public: keys.PublicKeys()}),
		Custody: custody.New(db, accounts),
	}
}
