package audit

import (
	"strings"
	"sync"
)

// Words say in plain language what a table and its columns are, for those who read the record.
type Words struct {
	Thing   string            // what one row is: "Cart", "Address"
	About   string            // column that tells which one: its value is put behind the thing
	Columns map[string]string // what columns are; those not named are shown by their own names when they change
	Hidden  bool              // the rows say nothing that others do not say better
	Quiet   bool              // that there is a new row says nothing; its changes do
}

var dictionary = struct {
	sync.RWMutex
	tables  map[string]Words
	actions map[string]string
}{tables: tables, actions: actions}

// Describe adds a room's words for one of its tables, such as "shop.cart_line".
func Describe(table string, w Words) {
	dictionary.Lock()
	defer dictionary.Unlock()
	dictionary.tables[table] = w
}

// DescribeAction adds the sentence for an action, such as "cart.add_line": what was done, without saying by whom.
func DescribeAction(action, sentence string) {
	dictionary.Lock()
	defer dictionary.Unlock()
	dictionary.actions[action] = sentence
}

func wordsOf(table string) Words {
	dictionary.RLock()
	defer dictionary.RUnlock()
	if w, ok := dictionary.tables[table]; ok {
		return w
	}
	_, name, _ := strings.Cut(table, ".")
	return Words{Thing: capital(spaced(name))}
}

// ActionName is an action in words: "Added to the cart".
func ActionName(action string) string {
	dictionary.RLock()
	defer dictionary.RUnlock()
	if s, ok := dictionary.actions[action]; ok {
		return s
	}
	return capital(spaced(strings.ReplaceAll(action, ".", ": ")))
}

// silent columns change with every row, or repeat what stands elsewhere.
var silent = map[string]bool{
	"id": true, "public_id": true, "created_at": true, "updated_at": true, "changed_at": true, "set_at": true, "key_id": true,
	"added_by": true, "added_session": true, "added_helper": true, "actor_id": true, "subject_id": true, "session_id": true, "helper": true,
	"seen_price": true, "content_hash": true, "handle": true, "sku_key": true, "code_key": true, "last_step": true, "demo": true,
	"version": true, "option_values": true, "idempotency_key": true, "buyer_key": true, "position": true,
}

// money columns hold minor units of the shop's currency.
var moneyColumns = map[string]bool{
	"price_minor": true, "compare_at_minor": true, "price_from": true, "price_to": true, "was_from": true, "amount": true, "subtotal": true,
	"discount": true, "shipping": true, "tax": true, "total": true, "unit_price": true, "goods": true, "order_limit": true, "min_subtotal": true,
	"flat": true, "free_from": true,
}

func spaced(name string) string {
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '_' }), " ")
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
