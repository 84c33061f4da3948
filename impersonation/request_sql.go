package impersonation

// askedJSON writes the row a of shop.acting_request as an Asked.
const askedJSON = `to_jsonb(a) || jsonb_build_object(
  'actor_name', (SELECT n.name FROM shop.person n WHERE n.id = a.actor_id),
  'subject_name', (SELECT n.name FROM shop.person n WHERE n.id = a.subject_id),
  'subject_public_id', (SELECT n.public_id FROM shop.person n WHERE n.id = a.subject_id),
  'answerer_name', coalesce((SELECT n.name FROM shop.person n WHERE n.id = a.answered_by), ''),
  'place', coalesce((SELECT v.name FROM shop.vendor v WHERE v.id = a.vendor_id),
    (SELECT o.name FROM shop.organization o WHERE o.id = a.organization_id), ''))`

// openAsk is a request that can still lead to a start.
const openAsk = `a.state IN ('waiting', 'yes') AND a.expires_at > shop.shop_now()`

const (
	selectAsked = `SELECT ` + askedJSON + ` FROM shop.acting_request a WHERE a.public_id = $1`

	// Persons first, in the order of their ids, as a start locks them: so the two wait for each other instead of crossing.
	lockAskedPersons = `SELECT id FROM shop.person WHERE id IN ($1, $2) ORDER BY id FOR SHARE`

	lockAsked = `SELECT ` + askedJSON + ` FROM shop.acting_request a WHERE a.public_id = $1 FOR UPDATE OF a`

	insertAsked = `
		INSERT INTO shop.acting_request AS a (kind, actor_id, subject_id, sign_in_id, actor_role, rule_id, capacity, vendor_id, organization_id,
		  mode, reason, ticket, return_path, text)
		VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8::bigint, 0), nullif($9::bigint, 0), $10, $11, $12, $13, $14)
		RETURNING ` + askedJSON

	replaceAsked = `
		UPDATE shop.acting_request SET state = CASE WHEN expires_at > shop.shop_now() THEN 'cancelled' ELSE 'lapsed' END
		 WHERE actor_id = $1 AND subject_id = $2 AND kind = $3 AND state IN ('waiting', 'yes')`

	countPrompts = `
		SELECT count(*) AS asked, max(a.asked_at) FILTER (WHERE a.n = $2) + interval '1 hour' AS again
		  FROM (SELECT asked_at, row_number() OVER (ORDER BY asked_at DESC) AS n FROM shop.acting_request
		         WHERE subject_id = $1 AND kind = 'prompt' AND asked_at > shop.shop_now() - interval '1 hour') a`

	answerAsked = `
		UPDATE shop.acting_request SET state = $2, answered_by = $3, answered_at = coalesce(answered_at, shop.shop_now()) WHERE id = $1`

	useAsked = `UPDATE shop.acting_request SET state = 'used', session_id = $2 WHERE id = ANY ($1::bigint[]) AND state = 'yes'`

	cancelAsked = `
		UPDATE shop.acting_request SET state = 'cancelled'
		 WHERE actor_id = $1 AND subject_id = (SELECT p.id FROM shop.person p WHERE p.public_id = $2) AND state IN ('waiting', 'yes')
		   AND expires_at > shop.shop_now()`

	selectLapsedAsked = `
		SELECT id FROM shop.acting_request WHERE state IN ('waiting', 'yes') AND expires_at <= shop.shop_now() ORDER BY id LIMIT 200`

	lapseAsked = `
		UPDATE shop.acting_request SET state = 'lapsed' WHERE id = $1 AND state IN ('waiting', 'yes') AND expires_at <= shop.shop_now()`
)

// askedOfFacts are the actor's ($1) requests about the subject ($2), of the last quarter of an hour, the newest first.
const askedOfFacts = `(SELECT jsonb_agg(` + askedJSON + ` ORDER BY a.id DESC) FROM shop.acting_request a JOIN shop.person u ON u.id = a.subject_id
  WHERE a.actor_id = $1 AND u.public_id = $2 AND a.asked_at > shop.shop_now() - interval '15 minutes')`

// promptsOf are the questions that wait on the screen of a person.
func promptsOf(person string) string {
	return `(SELECT jsonb_agg(` + askedJSON + ` ORDER BY a.id) FROM shop.acting_request a
  WHERE a.subject_id = ` + person + ` AND a.kind = 'prompt' AND a.state = 'waiting' AND a.expires_at > shop.shop_now())`
}
