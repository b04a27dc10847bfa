-- How staff share a link: in which language they write to the customer, and when they sent the URL.

-- BCP 47, one of the languages of the tracking page.
ALTER TABLE vehicles ADD COLUMN customer_language TEXT;

-- Of the URL, not of the link: a new URL has not been sent yet.
ALTER TABLE tracking_link_slugs ADD COLUMN sent_at BIGINT;
ALTER TABLE tracking_link_slugs ADD COLUMN sent_by TEXT REFERENCES members (id);
ALTER TABLE tracking_link_slugs ADD COLUMN sent_channel TEXT;
