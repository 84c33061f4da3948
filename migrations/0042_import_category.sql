-- Where an upload puts new products whose file names no category the shop knows.

-- +goose Up
ALTER TABLE shop.import_run ADD COLUMN category_id bigint REFERENCES shop.category;
COMMENT ON COLUMN shop.import_run.category_id IS 'Where most of the vendor''s products stood when the file came; kept, so that what is done is what was shown.';

-- +goose Down
ALTER TABLE shop.import_run DROP COLUMN category_id;
