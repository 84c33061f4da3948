package custody

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/job"
)

// The settings that say where checkpoints are mailed.
const (
	firstMail  = "checkpoint.mail_first"
	secondMail = "checkpoint.mail_second"
)

// MailKind is the kind of the mails that carry a checkpoint.
const MailKind = "record.checkpoint"

// stale is the age at which the newest copy outside the house is too old: what was changed since then could not be proved.
const stale = 48 * time.Hour

// Copies are the checkpoints that left the house.
type Copies struct {
	First, Second string // addresses; empty for nobody
	Mailed        []Mailed
	Downloaded    *time.Time // when somebody last took one from the page
	Now           time.Time
}

// Mailed is the newest mail to one address.
type Mailed struct {
	Recipient string     `db:"recipient"`
	Size      int64      `db:"size"`
	At        time.Time  `db:"at"`
	SentAt    *time.Time `db:"sent_at"` // nil while it waits to be sent
}

// Newest is when the newest copy left; the zero time when none ever did.
func (c Copies) Newest() (at time.Time) {
	if c.Downloaded != nil {
		at = *c.Downloaded
	}
	for _, m := range c.Mailed {
		if m.SentAt != nil && m.SentAt.After(at) {
			at = *m.SentAt
		}
	}
	return at
}

// Stale tells whether the newest copy is more than two days old, or there is none.
func (c Copies) Stale() bool { return c.Newest().Before(c.Now.Add(-stale)) }

// Copies reads where checkpoints went; it needs the right to read the record.
func (c *Custody) Copies(ctx context.Context, actor account.Actor) (o Copies, err error) {
	defer fault.Wrap(&err, "Custody.Copies")
	if err := actor.May(account.AuditRead); err != nil {
		return o, err
	}
	var row struct {
		First      string     `db:"first"`
		Second     string     `db:"second"`
		Downloaded *time.Time `db:"downloaded"`
		Now        time.Time  `db:"now"`
	}
	if err := c.db.Get(ctx, &row, selectCopies, firstMail, secondMail); err != nil {
		return o, err
	}
	o = Copies{First: row.First, Second: row.Second, Downloaded: row.Downloaded, Now: row.Now}
	err = c.db.Select(ctx, &o.Mailed, selectMailed, MailKind)
	return o, err
}

// SetMails says to which two addresses a checkpoint is mailed each day; either may be empty. It needs settings.edit and a fresh code.
// fault.Invalid names the fields first and second.
func (c *Custody) SetMails(ctx context.Context, actor account.Actor, first, second, code string) (err error) {
	defer fault.Wrap(&err, "Custody.SetMails")
	if first, err = parseMail("first", first); err != nil {
		return err
	}
	if second, err = parseMail("second", second); err != nil {
		return err
	}
	if first != "" && first == second {
		return fault.Field("second", "Two addresses are safer than one: write another here, or leave it empty.")
	}
	return c.decide(ctx, actor, "checkpoint.set_mails", code, func(tx *store.Tx) error {
		for name, address := range map[string]string{firstMail: first, secondMail: second} {
			if _, err := tx.Exec(ctx, saveSetting, name, address); err != nil {
				return err
			}
		}
		return nil
	})
}

func parseMail(field, text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	email, err := account.ParseEmail(text)
	if err != nil {
		return "", fault.Field(field, "Write an e-mail address, like archive@example.com, or leave it empty.").Because(err)
	}
	return string(email), nil
}

// errMailed says that somebody else was first: nothing is sent, and the record holds no entry of it.
var errMailed = errors.New("mailed today")

// MailCheckpoint sends the newest checkpoint to each address that has had none on this day (UTC), and tells how many mails that were.
// A job calls it each hour: however often, and in however many processes, it is one mail a day and address.
func (c *Custody) MailCheckpoint(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "Custody.MailCheckpoint")
	var due []string
	if err := c.db.Select(ctx, &due, dueMails, firstMail, secondMail); err != nil {
		return 0, err
	}
	for _, address := range due {
		err := c.mailTo(ctx, address)
		if errors.Is(err, errMailed) || fault.Is(err, fault.NotFound) { // there is no checkpoint yet
			continue
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (c *Custody) mailTo(ctx context.Context, address string) error {
	var newest struct {
		Size int64  `db:"size"`
		Note string `db:"note"`
	}
	if err := c.db.Get(ctx, &newest, `SELECT size, note FROM audit.checkpoint ORDER BY size DESC LIMIT 1`); err != nil {
		return err
	}
	return c.db.Transact(ctx, account.System("checkpoint"), "checkpoint.mail", func(tx *store.Tx) error {
		n, err := tx.Exec(ctx, insertCopy, address, newest.Size, tx.Now())
		if err != nil {
			return err
		}
		if n == 0 {
			return errMailed
		}
		return job.SendMail(ctx, tx, job.Mail{To: address, Kind: MailKind,
			Subject: fmt.Sprintf("Checkpoint %d of the record, %s", newest.Size, tx.Now().UTC().Format("2 January 2006")),
			Text:    fmt.Sprintf(mailText, newest.Size, newest.Note)})
	})
}

const mailText = `Keep this mail where the shop's own machines cannot reach it.

It holds the checkpoint over the first %d entries of the record, signed by the shop. Whoever has it can tell for ever after whether
one of those entries was changed, removed or slipped in. Save the lines between the rules as a file, and on the shop's machine run

    shop audit verify --since FILE

----------------------------------------------------------------
%s----------------------------------------------------------------
`
