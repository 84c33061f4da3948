package job

const (
	insertMail = `
		INSERT INTO shop.mail (person_id, kind, recipient, subject, body_text, body_html)
		VALUES (nullif($1, 0), $2, $3, $4, $5, $6)
		RETURNING id`

	mailToSend = `
		SELECT id, recipient, subject, body_text, body_html
		  FROM shop.mail
		 WHERE id = $1 AND state = 'waiting'`

	markMailSent = `
		UPDATE shop.mail
		   SET state = 'sent', sent_at = $2,
		       body_text = CASE WHEN $3 THEN body_text ELSE '' END,
		       body_html = CASE WHEN $3 THEN body_html ELSE '' END
		 WHERE id = $1 AND state = 'waiting'`

	mailbox = `
		SELECT id, public_id, recipient, kind, subject, body_text, body_html, state, created_at, sent_at
		  FROM shop.mail
		 WHERE id < $1
		 ORDER BY id DESC
		 LIMIT $2`

	mailByPublicID = `
		SELECT id, public_id, recipient, kind, subject, body_text, body_html, state, created_at, sent_at
		  FROM shop.mail
		 WHERE public_id = $1`
)
