package bulkimport

import (
	"context"
	"time"

	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/job"
)

// PicturesArgs asks for pictures that nobody has tried to fetch yet.
type PicturesArgs struct{}

// Kind names the sort of job.
func (PicturesArgs) Kind() string { return "import.pictures" }

// PictureArgs names one picture to fetch.
type PictureArgs struct {
	Picture catalog.PictureID `json:"picture"`
}

// Kind names the sort of job.
func (PictureArgs) Kind() string { return "import.picture" }

// pictureTries is how often a picture is asked for, with longer and longer pauses: the last is a day after the one before.
const pictureTries = 8

// fetching is the actor of what this file does.
var fetching = account.System("pictures")

// FetchPictures enqueues a job for each picture that was not tried yet.
func (im *Imports) FetchPictures(ctx context.Context, _ PicturesArgs) (err error) {
	defer fault.Wrap(&err, "Imports.FetchPictures")
	var waiting []catalog.PictureID
	if err := im.db.Select(ctx, &waiting, untriedPicturesSQL); err != nil || len(waiting) == 0 {
		return err
	}
	return im.db.Transact(ctx, fetching, "picture.enqueue", func(tx *store.Tx) error {
		for _, id := range waiting {
			if err := job.Enqueue(ctx, tx, PictureArgs{Picture: id}, job.Once(), job.Tries(3)); err != nil {
				return err
			}
		}
		return nil
	})
}

// FetchPicture gets one picture and makes it ready. What will never come (a refused address, a 404, no picture) is marked as
// failed with a sentence; anything else stays pending and is tried again later. Its product is sold all the while.
func (im *Imports) FetchPicture(ctx context.Context, args PictureArgs) (err error) {
	defer fault.Wrap(&err, "Imports.FetchPicture(%d)", args.Picture)
	var p struct {
		URL   string `db:"source_url"`
		Tries int    `db:"tries"`
	}
	err = im.db.Get(ctx, &p, pendingPictureSQL, args.Picture)
	if fault.Is(err, fault.NotFound) {
		return nil // somebody took it away
	}
	if err != nil {
		return err
	}
	raw, err := im.fetch(ctx, p.URL)
	if err != nil {
		return im.notFetched(ctx, args.Picture, p.Tries+1, err)
	}
	err = im.fetched(ctx, args.Picture, raw)
	if fault.Is(err, fault.Invalid) { // no picture, or none the shop reads
		return im.notFetched(ctx, args.Picture, p.Tries+1, err)
	}
	return err
}

// fetched draws the picture anew, as our own, and shows it.
func (im *Imports) fetched(ctx context.Context, id catalog.PictureID, raw []byte) error {
	return im.db.Transact(ctx, fetching, "picture.fetch", func(tx *store.Tx) error {
		if err := tx.About(ctx, "picture", int64(id)); err != nil {
			return err
		}
		sha, err := im.blobs.PutPicture(ctx, tx, raw)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, readyPictureSQL, id, sha)
		return err
	})
}

func (im *Imports) notFetched(ctx context.Context, id catalog.PictureID, tries int, cause error) error {
	message, never := "", fault.Is(cause, fault.Invalid)
	if never {
		message = fault.As(cause).Message
	}
	if !never && tries >= pictureTries {
		message, never = "The address did not answer in several days.", true
	}
	return im.db.Transact(ctx, fetching, "picture.fail", func(tx *store.Tx) error {
		if err := tx.About(ctx, "picture", int64(id)); err != nil {
			return err
		}
		if never {
			_, err := tx.Exec(ctx, failPictureSQL, id, clip(message, 200))
			return err
		}
		if _, err := tx.Exec(ctx, triedPictureSQL, id, tries); err != nil {
			return err
		}
		return job.Enqueue(ctx, tx, PictureArgs{Picture: id}, job.At(tx.Now().Add(pause(tries))), job.Tries(3))
	})
}

// pause is how long to wait after a try: 2 minutes, then longer each time, a day at the most.
func pause(tries int) time.Duration {
	return min(2*time.Minute<<(2*min(tries-1, 10)), 24*time.Hour)
}
