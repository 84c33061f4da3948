-- Categories, products, variants, their stock and their pictures.

-- +goose Up
-- Similar words, for a search that found too little. A trusted extension: the owner of the database may make it.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

-- +goose StatementBegin
CREATE FUNCTION shop.sku_key(sku text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT upper(regexp_replace(sku, '[^[:alnum:]]+', '', 'g'))
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION shop.sku_key(text) IS 'A SKU as people remember it: letters and digits only, in capitals.';
GRANT EXECUTE ON FUNCTION shop.sku_key(text) TO standin_app;

CREATE TABLE shop.category (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  parent_id bigint REFERENCES shop.category,
  slug      text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 80),
  name      text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  intro     text NOT NULL DEFAULT '' CHECK (length(intro) <= 1000),
  position  integer NOT NULL DEFAULT 0,
  picture   text NOT NULL DEFAULT '' CHECK (picture ~ '^[a-z0-9-]*(\.webp)?$'),
  tint      text NOT NULL DEFAULT 'stone' CHECK (tint IN ('clay', 'moss', 'sky', 'rose', 'straw', 'stone')),
  CHECK (parent_id <> id)
);
COMMENT ON TABLE shop.category IS 'The tree of departments and their kinds.';
COMMENT ON COLUMN shop.category.picture IS 'A picture of the program''s own (web/static), shown where a product''s own picture is not there yet.';
CREATE INDEX category_parent ON shop.category (parent_id, position, id);
SELECT audit.watch('shop.category');

CREATE TABLE shop.product (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  vendor_id        bigint NOT NULL REFERENCES shop.vendor,
  slug             text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 160),
  handle           text NOT NULL CHECK (length(handle) BETWEEN 1 AND 200),
  title            text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  description_html text NOT NULL DEFAULT '' CHECK (length(description_html) <= 65536),
  tags             text NOT NULL DEFAULT '' CHECK (length(tags) <= 2000),
  status           text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'active', 'archived')),
  option1_name     text NOT NULL DEFAULT '' CHECK (length(option1_name) <= 60),
  option2_name     text NOT NULL DEFAULT '' CHECK (length(option2_name) <= 60),
  option3_name     text NOT NULL DEFAULT '' CHECK (length(option3_name) <= 60),
  tint             text NOT NULL DEFAULT 'stone' CHECK (tint IN ('clay', 'moss', 'sky', 'rose', 'straw', 'stone')),
  created_at       timestamptz NOT NULL DEFAULT shop.shop_now(),
  updated_at       timestamptz NOT NULL DEFAULT shop.shop_now(),

  price_from    bigint NOT NULL DEFAULT 0,
  was_from      bigint,
  price_to      bigint NOT NULL DEFAULT 0,
  variants      integer NOT NULL DEFAULT 0,
  available     boolean NOT NULL DEFAULT false,
  option_values text[] NOT NULL DEFAULT '{}',
  search        tsvector NOT NULL DEFAULT '',

  CONSTRAINT product_vendor_id_handle_key UNIQUE (vendor_id, handle),
  CONSTRAINT product_id_vendor_id_key UNIQUE (id, vendor_id),
  CHECK (option1_name <> '' OR option2_name = ''),
  CHECK (option2_name <> '' OR option3_name = '')
);
COMMENT ON TABLE shop.product IS 'What a vendor sells; what one can put into a cart is a variant of it.';
COMMENT ON COLUMN shop.product.slug IS 'The address of its page, unique in the shop.';
COMMENT ON COLUMN shop.product.handle IS 'The vendor''s own name for it, unique within the vendor: the key of uploads without SKUs.';
COMMENT ON COLUMN shop.product.description_html IS 'Cleaned by catalog before it is written, and once more before it is shown.';
COMMENT ON COLUMN shop.product.tags IS 'The vendor''s words, comma-separated; searched, not shown.';
COMMENT ON COLUMN shop.product.price_from IS 'From here on derived of the variants by shop.refresh_products, for lists and search: lowest price of the variants.';
COMMENT ON COLUMN shop.product.was_from IS 'Derived: the former price of the cheapest variant, when it is higher.';
COMMENT ON COLUMN shop.product.available IS 'Derived: at least one variant can be bought now.';
COMMENT ON COLUMN shop.product.option_values IS 'Derived: "Name=Value" of each option some variant has, for filters.';
COMMENT ON COLUMN shop.product.search IS 'Derived: title (A), tags and option values (B), vendor and categories (C), description (D).';
CREATE INDEX product_vendor ON shop.product (vendor_id, status, id DESC);
CREATE INDEX product_newest ON shop.product (created_at DESC, id DESC) WHERE status = 'active';
CREATE INDEX product_price ON shop.product (price_from, id) WHERE status = 'active';
CREATE INDEX product_title ON shop.product (lower(title) COLLATE "C", id) WHERE status = 'active';
CREATE INDEX product_search ON shop.product USING gin (search) WHERE status = 'active';
CREATE INDEX product_similar ON shop.product USING gin (lower(title) public.gin_trgm_ops) WHERE status = 'active';
INSERT INTO audit.column VALUES
  ('shop.product', 'price_from', 'omit'), ('shop.product', 'was_from', 'omit'), ('shop.product', 'price_to', 'omit'),
  ('shop.product', 'variants', 'omit'), ('shop.product', 'available', 'omit'), ('shop.product', 'option_values', 'omit'),
  ('shop.product', 'search', 'omit');
SELECT audit.watch('shop.product');

CREATE TABLE shop.former_slug (
  slug        text NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('product', 'category')),
  product_id  bigint REFERENCES shop.product ON DELETE CASCADE,
  category_id bigint REFERENCES shop.category ON DELETE CASCADE,
  PRIMARY KEY (kind, slug),
  CHECK ((kind = 'product') = (product_id IS NOT NULL) AND (kind = 'category') = (category_id IS NOT NULL))
);
COMMENT ON TABLE shop.former_slug IS 'Addresses that products and categories had; each leads to the present one in a single step.';
SELECT audit.watch('shop.former_slug');

CREATE TABLE shop.product_category (
  product_id  bigint NOT NULL REFERENCES shop.product ON DELETE CASCADE,
  category_id bigint NOT NULL REFERENCES shop.category,
  position    integer NOT NULL DEFAULT 0,
  PRIMARY KEY (product_id, category_id)
);
COMMENT ON TABLE shop.product_category IS 'The categories a product stands in; the one of the lowest position is its own, for the breadcrumb.';
CREATE INDEX product_category_category ON shop.product_category (category_id, product_id);
SELECT audit.watch('shop.product_category');

CREATE TABLE shop.product_picture (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  product_id bigint NOT NULL REFERENCES shop.product ON DELETE CASCADE,
  position   integer NOT NULL CHECK (position BETWEEN 1 AND 250),
  file       text CHECK (file ~ '^[a-z0-9-]+\.webp$'),
  blob       bytea CHECK (length(blob) = 32),
  source_url text NOT NULL DEFAULT '' CHECK (length(source_url) <= 2048),
  state      text NOT NULL DEFAULT 'pending' CHECK (state IN ('ready', 'pending', 'failed')),
  failure    text NOT NULL DEFAULT '' CHECK (length(failure) <= 300),
  tries      integer NOT NULL DEFAULT 0,
  alt        text NOT NULL DEFAULT '' CHECK (length(alt) <= 500),
  hue        smallint NOT NULL DEFAULT 0 CHECK (hue BETWEEN 0 AND 4),
  CONSTRAINT product_picture_position_key UNIQUE (product_id, position) DEFERRABLE,
  CONSTRAINT product_picture_ready_check CHECK (state <> 'ready' OR num_nonnulls(file, blob) = 1)
);
COMMENT ON TABLE shop.product_picture IS 'The pictures of a product in their order. One that is not ready shows the category''s tile, never a broken image.';
COMMENT ON COLUMN shop.product_picture.file IS 'A picture of the program''s own (web/static), for demonstration products.';
COMMENT ON COLUMN shop.product_picture.blob IS 'SHA-256 of the picture in media.blob.';
COMMENT ON COLUMN shop.product_picture.source_url IS 'Where an upload said that the picture lies; fetched in the background.';
COMMENT ON COLUMN shop.product_picture.hue IS 'Shows a colour variant of the picture by a CSS class; 0 is the picture as it is.';
CREATE INDEX product_picture_pending ON shop.product_picture (id) WHERE state = 'pending';
SELECT audit.watch('shop.product_picture');

CREATE TABLE shop.variant (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  product_id       bigint NOT NULL,
  vendor_id        bigint NOT NULL,
  position         integer NOT NULL DEFAULT 0,
  sku              text CHECK (length(sku) BETWEEN 1 AND 100),
  sku_key          text GENERATED ALWAYS AS (shop.sku_key(sku)) STORED,
  option1          text NOT NULL DEFAULT '' CHECK (length(option1) <= 100),
  option2          text NOT NULL DEFAULT '' CHECK (length(option2) <= 100),
  option3          text NOT NULL DEFAULT '' CHECK (length(option3) <= 100),
  price_minor      bigint NOT NULL CONSTRAINT variant_price_check CHECK (price_minor BETWEEN 0 AND 10000000000000),
  compare_at_minor bigint CONSTRAINT variant_compare_at_check CHECK (compare_at_minor BETWEEN 0 AND 10000000000000),
  weight_grams     integer NOT NULL DEFAULT 0 CHECK (weight_grams BETWEEN 0 AND 10000000),
  barcode          text NOT NULL DEFAULT '' CHECK (length(barcode) <= 60),
  hue              smallint NOT NULL DEFAULT 0 CHECK (hue BETWEEN 0 AND 4),
  picture_id       bigint REFERENCES shop.product_picture ON DELETE SET NULL,
  archived         boolean NOT NULL DEFAULT false,
  FOREIGN KEY (product_id, vendor_id) REFERENCES shop.product (id, vendor_id) ON DELETE CASCADE,
  CONSTRAINT variant_options_key UNIQUE (product_id, option1, option2, option3) DEFERRABLE
);
COMMENT ON TABLE shop.variant IS 'What can be bought: one combination of a product''s options, with its price. A product without options has one, with empty options.';
COMMENT ON COLUMN shop.variant.vendor_id IS 'The product''s vendor once more, so that a SKU can be unique within it.';
COMMENT ON COLUMN shop.variant.sku IS 'The vendor''s article number; empty where the vendor has none.';
COMMENT ON COLUMN shop.variant.archived IS 'No longer sold; kept for orders and carts that name it, and revived when an upload brings it back.';
CREATE UNIQUE INDEX variant_vendor_sku_key ON shop.variant (vendor_id, sku) WHERE sku IS NOT NULL AND NOT archived;
CREATE INDEX variant_sku_key ON shop.variant (sku_key text_pattern_ops) WHERE sku_key IS NOT NULL;
CREATE INDEX variant_picture ON shop.variant (picture_id) WHERE picture_id IS NOT NULL;
INSERT INTO audit.column VALUES ('shop.variant', 'sku_key', 'omit');
SELECT audit.watch('shop.variant');

CREATE TABLE shop.stock (
  variant_id bigint PRIMARY KEY REFERENCES shop.variant ON DELETE CASCADE,
  tracked    boolean NOT NULL DEFAULT false,
  quantity   integer NOT NULL DEFAULT 0 CHECK (quantity BETWEEN -1000000000 AND 1000000000),
  oversell   boolean NOT NULL DEFAULT false,
  CONSTRAINT stock_not_below_zero CHECK (NOT tracked OR oversell OR quantity >= 0)
);
COMMENT ON TABLE shop.stock IS 'How many of a variant there are. Each variant has a row; orders lock the rows in the order of variant_id.';
COMMENT ON COLUMN shop.stock.tracked IS 'Whether pieces are counted at all; an upload with a blank inventory tracker says no.';
COMMENT ON COLUMN shop.stock.oversell IS 'Selling goes on when none is left.';
SELECT audit.watch('shop.stock');

-- +goose StatementBegin
CREATE FUNCTION shop.refresh_products(ids bigint[]) RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Locked first, in order: what is derived below then sees what whoever came first has committed.
  PERFORM 1 FROM shop.product WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
  UPDATE shop.product p SET price_from = coalesce(d.price_from, 0), price_to = coalesce(d.price_to, 0), was_from = d.was_from,
    variants = d.variants, available = d.available, option_values = d.option_values,
    search = setweight(to_tsvector('english', p.title), 'A')
          || setweight(to_tsvector('english', p.tags || ' ' || d.words), 'B')
          || setweight(to_tsvector('english', d.surroundings), 'C')
          || setweight(to_tsvector('english', p.description_html), 'D')
  FROM (
    SELECT p.id, min(v.price_minor) AS price_from, max(v.price_minor) AS price_to,
      (array_agg(CASE WHEN v.compare_at_minor > v.price_minor THEN v.compare_at_minor END ORDER BY v.price_minor, v.position, v.id))[1] AS was_from,
      count(v.id)::integer AS variants,
      coalesce(bool_or(NOT s.tracked OR s.oversell OR s.quantity > 0), false) AS available,
      coalesce((SELECT array_agg(DISTINCT replace(o.name, '=', ' ') || '=' || o.value)
         FROM shop.variant w, LATERAL (VALUES (p.option1_name, w.option1), (p.option2_name, w.option2), (p.option3_name, w.option3)) o(name, value)
        WHERE w.product_id = p.id AND NOT w.archived AND o.name <> '' AND o.value <> ''), '{}') AS option_values,
      left(coalesce(string_agg(concat_ws(' ', v.option1, v.option2, v.option3, v.sku), ' '), ''), 20000) AS words,
      concat_ws(' ', m.name, (SELECT string_agg(c.name, ' ') FROM shop.product_category pc JOIN shop.category c ON c.id = pc.category_id
                               WHERE pc.product_id = p.id)) AS surroundings
    FROM shop.product p JOIN shop.vendor m ON m.id = p.vendor_id
      LEFT JOIN (shop.variant v JOIN shop.stock s ON s.variant_id = v.id) ON v.product_id = p.id AND NOT v.archived
    WHERE p.id = ANY (ids)
    GROUP BY p.id, m.name
  ) d
  WHERE d.id = p.id;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION shop.refresh_products(bigint[]) IS
  'Derives what lists and search need of products; catalog calls it at the end of each verb that changed one, its variants, stock or categories.';
GRANT EXECUTE ON FUNCTION shop.refresh_products(bigint[]) TO standin_app;

-- +goose StatementBegin
CREATE FUNCTION shop.words_like(word text) RETURNS SETOF text LANGUAGE sql STABLE
  SET search_path = pg_catalog, pg_temp SET pg_trgm.word_similarity_threshold = 0.2 AS $$
  SELECT DISTINCT t FROM shop.product p, regexp_split_to_table(lower(p.title), '[^[:alnum:]]+') t
   WHERE p.status = 'active' AND word OPERATOR(public.<%) lower(p.title)
     AND length(t) BETWEEN length(word) - 2 AND length(word) + 2 AND public.similarity(t, word) >= 0.2
   LIMIT 500
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION shop.words_like(text) IS 'Words of titles that look like the given one: candidates for what was meant. Low threshold, since the caller measures.';
GRANT EXECUTE ON FUNCTION shop.words_like(text) TO standin_app;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO standin_auditor;

-- +goose Down
DROP FUNCTION shop.words_like(text);
DROP FUNCTION shop.refresh_products(bigint[]);
DROP TABLE shop.stock, shop.variant, shop.product_picture, shop.product_category, shop.former_slug, shop.product, shop.category;
DROP FUNCTION shop.sku_key(text);
DELETE FROM audit.column WHERE table_name IN ('shop.product', 'shop.variant');
