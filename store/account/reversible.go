package account

import "standin/store"

// Reversible are the changes of address books that can be taken back. An added address leaves the book, one that was changed or
// removed comes back as it was; once its owner has confirmed it, it is theirs.
var Reversible = []store.Reversible{
	{Table: "shop.address", Key: []string{"id"}, Columns: []string{"name", "street", "postcode", "town", "country", "phone", "confirmed_at", "removed_at"},
		Inserts: true, Gone: `removed_at = shop.shop_now()`, Open: `coalesce(r.removed_at IS NOT NULL OR r.confirmed_at IS NULL, true)`,
		Closed: "Its owner has confirmed it since."},
}
