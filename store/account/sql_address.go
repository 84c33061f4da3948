package account

const (
	addressColumns = `id, public_id, coalesce(person_id, 0) AS person_id, coalesce(organization_id, 0) AS organization_id, name, street,
		postcode, town, country, phone, confirmed_at, created_at`

	ownAddress = `(person_id = nullif($1::bigint, 0) OR organization_id = nullif($2::bigint, 0)) AND removed_at IS NULL`

	selectAddresses = `SELECT ` + addressColumns + ` FROM shop.address WHERE ` + ownAddress + ` ORDER BY id`

	selectAddress = `SELECT ` + addressColumns + ` FROM shop.address WHERE ` + ownAddress + ` AND public_id = $3`

	insertAddress = `
		INSERT INTO shop.address (person_id, organization_id, name, street, postcode, town, country, phone, confirmed_at)
		VALUES (nullif($1::bigint, 0), nullif($2::bigint, 0), $3, $4, $5, $6, $7, $8, CASE WHEN $9::boolean THEN shop.shop_now() END)
		RETURNING ` + addressColumns

	updateAddress = `
		UPDATE shop.address SET name = $2, street = $3, postcode = $4, town = $5, country = $6, phone = $7,
		  confirmed_at = CASE WHEN $8::boolean THEN shop.shop_now() END WHERE id = $1`

	confirmAddress = `UPDATE shop.address SET confirmed_at = shop.shop_now() WHERE id = $1 AND confirmed_at IS NULL`

	removeAddress = `UPDATE shop.address SET removed_at = shop.shop_now() WHERE id = $1`
)
