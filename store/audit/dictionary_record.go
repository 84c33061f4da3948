package audit

import "maps"

// The words of what happens to the record itself.
func init() {
	maps.Copy(tables, map[string]Words{
		"shop.legal_hold": {Thing: "Legal hold", Columns: map[string]string{"session_id": "session", "person_id": "person", "from_at": "from",
			"until_at": "until", "reason": "why", "set_by": "set by", "released_at": "released", "released_by": "released by", "release_reason": "why released"}},
		"shop.checkpoint_copy": {Thing: "Copy of a checkpoint", About: "recipient", Columns: map[string]string{"day": "day", "size": "leaves"}},
	})
	maps.Copy(actions, map[string]string{
		"record.set_months": "Set how long the record is kept", "record.hold": "Put a legal hold on part of the record",
		"record.release": "Released a legal hold", "checkpoint.set_mails": "Set where checkpoints are mailed", "checkpoint.mail": "Mailed a checkpoint",
		"export.checkpoint": "Downloaded a checkpoint", "audit.read_review": "Read the access review", "audit.read_members": "Read the sessions on members",
		"export.review": "Downloaded the access review",
	})
}
