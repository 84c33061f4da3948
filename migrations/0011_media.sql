-- Pictures and files, by what they hold.

-- +goose Up
CREATE TABLE media.blob (
  sha256     bytea PRIMARY KEY CHECK (length(sha256) = 32),
  bytes      bytea NOT NULL,
  type       text NOT NULL CHECK (length(type) BETWEEN 3 AND 100),
  width      integer NOT NULL DEFAULT 0 CHECK (width BETWEEN 0 AND 20000),
  height     integer NOT NULL DEFAULT 0 CHECK (height BETWEEN 0 AND 20000),
  created_at timestamptz NOT NULL DEFAULT shop.shop_now()
);
COMMENT ON TABLE media.blob IS 'A file under the SHA-256 of its bytes: never changed, so its address may be kept for ever. Width and height are of pictures.';
-- Pictures and uploads are compressed already: packing them again would only cost time.
ALTER TABLE media.blob ALTER COLUMN bytes SET STORAGE EXTERNAL;
REVOKE UPDATE ON media.blob FROM standin_app;

-- +goose Down
DROP TABLE media.blob;
