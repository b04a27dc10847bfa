-- The list of links is narrowed to those that work, that nobody has opened, whose customer changed, or that end soon; and counted so.
CREATE INDEX tracking_links_living ON tracking_links (organization_id, id, expires_at) WHERE revoked_at IS NULL;
CREATE INDEX tracking_links_unopened ON tracking_links (organization_id, id, expires_at)
    WHERE revoked_at IS NULL AND view_count = 0;
CREATE INDEX tracking_links_of_changed_customers ON tracking_links (organization_id, id, expires_at)
    WHERE revoked_at IS NULL AND customer_changed;
CREATE INDEX tracking_links_ending ON tracking_links (organization_id, expires_at, id)
    WHERE revoked_at IS NULL AND expires_at IS NOT NULL;
