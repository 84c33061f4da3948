package catalog

import (
	"database/sql"
	"encoding/hex"
)

// pictureColumns are the columns of a picture i that pictureRow takes; all may be null where there is none.
const pictureColumns = `i.id AS picture_id, i.position AS picture_position, i.file AS picture_file, i.blob AS picture_blob,
  i.state AS picture_state, i.alt AS picture_alt, i.hue AS picture_hue`

type pictureRow struct {
	PictureID       sql.NullInt64  `db:"picture_id"`
	PicturePosition sql.NullInt64  `db:"picture_position"`
	PictureFile     sql.NullString `db:"picture_file"`
	PictureBlob     []byte         `db:"picture_blob"`
	PictureState    sql.NullString `db:"picture_state"`
	PictureAlt      sql.NullString `db:"picture_alt"`
	PictureHue      sql.NullInt64  `db:"picture_hue"`
}

func (r *pictureRow) picture() Picture {
	return Picture{ID: PictureID(r.PictureID.Int64), Position: int(r.PicturePosition.Int64), File: r.PictureFile.String,
		Blob: hex.EncodeToString(r.PictureBlob), State: PictureState(r.PictureState.String), Alt: r.PictureAlt.String,
		Hue: int(r.PictureHue.Int64)}
}

// Ready tells whether there is a picture to show.
func (p Picture) Ready() bool { return p.File != "" || p.Blob != "" }
