package catalog

import (
	"context"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/job"
	"standin/store/media"
)

// fetchPictures is the job that goes through the pictures whose time has come.
type fetchPictures struct{}

// Kind names the job.
func (fetchPictures) Kind() string { return "catalog.fetch_pictures" }

// How pictures are fetched: so many in one run of the job, which begins this often; a picture that does not come is tried again
// after a minute, then after four, and so on, and given up after the last try.
const (
	pictureBatch    = 40
	pictureInterval = 15 * time.Second
	pictureTries    = 6
)

// FetchPictures plans the job that brings pictures which uploads name by address.
func (ps *Products) FetchPictures(plan *job.Plan, blobs *media.Blobs, fetch func(ctx context.Context, address string) ([]byte, error)) {
	job.Register(plan, func(ctx context.Context, _ fetchPictures) error {
		_, err := ps.FetchDue(ctx, blobs, fetch)
		return err
	})
	plan.Every(pictureInterval, fetchPictures{})
}

type duePicture struct {
	ID      PictureID `db:"id"`
	Product ProductID `db:"product_id"`
	URL     string    `db:"source_url"`
	Tries   int       `db:"tries"`
}

// FetchDue fetches the pictures whose time has come, at most forty, and tells how many it tried. No connection to the database
// is held while one is on its way. That a picture cannot be had is noted with it, and is no error.
func (ps *Products) FetchDue(ctx context.Context, blobs *media.Blobs, fetch func(ctx context.Context, address string) ([]byte, error)) (n int, err error) {
	defer fault.Wrap(&err, "Products.FetchDue")
	var due []duePicture
	err = ps.db.Select(ctx, &due, `
		SELECT id, product_id, source_url, tries FROM shop.product_picture
		WHERE state = 'pending' AND retry_at <= shop.shop_now() ORDER BY retry_at, id LIMIT $1`, pictureBatch)
	if err != nil {
		return 0, err
	}
	for _, p := range due {
		raw, err := fetch(ctx, p.URL)
		if ctx.Err() != nil {
			return n, ctx.Err()
		}
		if err == nil {
			err = ps.keepPicture(ctx, blobs, p, raw)
		}
		if err != nil {
			err = ps.notePicture(ctx, p, err)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// fetcher is who writes what became of a picture.
func fetcher() account.Actor { return account.System(fetchPictures{}.Kind()) }

func (ps *Products) keepPicture(ctx context.Context, blobs *media.Blobs, p duePicture, raw []byte) error {
	picture, err := media.Picture(raw)
	if err != nil {
		return err
	}
	return ps.db.Transact(ctx, fetcher(), "catalog.keep_picture", func(tx *store.Tx) error {
		sha, err := blobs.Put(ctx, tx, picture)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			UPDATE shop.product_picture SET blob = decode($2, 'hex'), state = 'ready', failure = '', tries = tries + 1
			WHERE id = $1 AND state = 'pending'`, p.ID, sha)
		if err != nil {
			return err
		}
		return dateProduct(ctx, tx, p.Product)
	})
}

// notePicture writes down why a picture did not come. What trying again will not mend is given up at once.
func (ps *Products) notePicture(ctx context.Context, p duePicture, cause error) error {
	f := fault.As(cause)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.Unavailable {
		return cause
	}
	state := PicturePending
	if f.Kind == fault.Invalid || p.Tries+1 >= pictureTries {
		state = PictureFailed
	}
	wait := time.Minute << (2 * p.Tries)
	return ps.db.Transact(ctx, fetcher(), "catalog.miss_picture", func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `
			UPDATE shop.product_picture SET state = $2, failure = left($3, 300), tries = tries + 1, retry_at = $4
			WHERE id = $1 AND state = 'pending'`, p.ID, string(state), f.Message, tx.Now().Add(wait))
		return err
	})
}

func dateProduct(ctx context.Context, tx *store.Tx, id ProductID) error {
	_, err := tx.Exec(ctx, `UPDATE shop.product SET updated_at = shop.shop_now() WHERE id = $1`, id)
	return err
}
