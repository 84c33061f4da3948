package account

const (
	selectPasskeys = `
		SELECT id, public_id, name, credential, key_id, sign_count FROM shop.passkey WHERE person_id = $1 ORDER BY id`

	// The rows are the person's turn, as the row of shop.totp is: answers of one person come one after the other.
	lockPasskeys = selectPasskeys + ` FOR UPDATE`

	listPasskeys = `
		SELECT public_id, name, created_at, used_at, bars_start_until FROM shop.passkey WHERE person_id = $1 ORDER BY id`

	usedPasskey = `UPDATE shop.passkey SET sign_count = $2, used_at = shop.shop_now() WHERE id = $1`

	insertPasskey = `
		INSERT INTO shop.passkey (person_id, name, credential_hash, credential, key_id, sign_count, enrolled_by, bars_start_until)
		VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8::boolean THEN shop.shop_now() + interval '24 hours' END)
		RETURNING id`

	renamePasskey = `UPDATE shop.passkey SET name = $3 WHERE person_id = $1 AND public_id = $2 RETURNING id`

	deletePasskey = `DELETE FROM shop.passkey WHERE person_id = $1 AND public_id = $2 RETURNING id, name, bars_start_until`

	deletePasskeys = `DELETE FROM shop.passkey WHERE person_id = $1`

	// A bar belongs to the person: it is not shed by removing the factor that brought it.
	barTOTP = `
		UPDATE shop.totp SET bars_start_until = greatest(bars_start_until, $2)
		 WHERE person_id = $1 AND bars_start_until IS DISTINCT FROM greatest(bars_start_until, $2)`

	barPasskeys = `
		UPDATE shop.passkey SET bars_start_until = greatest(bars_start_until, $2)
		 WHERE person_id = $1 AND bars_start_until IS DISTINCT FROM greatest(bars_start_until, $2)`

	liftPasskeyBars = `UPDATE shop.passkey SET bars_start_until = NULL WHERE person_id = $1 AND bars_start_until > shop.shop_now()`

	selectBar = `SELECT ` + barOf + ` FROM (SELECT $1::bigint AS id) p`

	// Questions of an hour ago make room: no answer to them is taken any more.
	insertQuestion = `
		WITH old AS (DELETE FROM web.passkey_question WHERE person_id = $2 AND asked_at < shop.shop_now() - interval '1 hour')
		INSERT INTO web.passkey_question (challenge_hash, person_id, sign_in_id, ceremony, request) VALUES ($1, $2, nullif($3::bigint, 0), $4, $5)`

	// The row is locked before it is looked at, so of two answers at once the second sees that it is one.
	answerQuestion = `
		WITH q AS (
		  SELECT challenge_hash, answered_at IS NOT NULL AS again FROM web.passkey_question
		   WHERE challenge_hash = $1 AND person_id = $2 AND ceremony = $3 FOR UPDATE)
		UPDATE web.passkey_question n SET answered_at = coalesce(n.answered_at, shop.shop_now())
		  FROM q WHERE n.challenge_hash = q.challenge_hash
		RETURNING coalesce(n.sign_in_id, 0) AS sign_in, n.request, n.asked_at > shop.shop_now() - make_interval(secs => $4::float8) AS in_time, q.again`
)

// barOf is until when the row p of shop.person may not start acting for others, because a factor of theirs was enrolled without
// the one before; empty for no bar.
const barOf = `(SELECT max(b.until) FROM (SELECT f.bars_start_until AS until FROM shop.totp f WHERE f.person_id = p.id
    UNION ALL SELECT k.bars_start_until FROM shop.passkey k WHERE k.person_id = p.id) b)`
