-- How often an old URL is opened after it was replaced or revoked: staff learn that somebody has not got the new one.
CREATE TABLE retired_slug_knocks (
    slug_hash TEXT NOT NULL REFERENCES tracking_link_slugs (slug_hash),
    -- When the newest URL of the vehicle retired: with the next one counting begins anew, and no row has to be changed.
    since BIGINT NOT NULL,
    knock_count BIGINT NOT NULL,
    last_knock_at BIGINT NOT NULL,
    PRIMARY KEY (slug_hash, since)
);
CREATE INDEX tracking_link_slugs_of_link ON tracking_link_slugs (tracking_link_id);
