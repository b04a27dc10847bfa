-- The list of links is narrowed to those that nobody has opened, whose customer changed, or that end soon; and counted so.
-- What is the same in all of an index stands in it all the same: an engine without statistics prefers what names more of it.
CREATE INDEX tracking_links_unopened ON tracking_links (organization_id, view_count, id, expires_at)
    WHERE revoked_at IS NULL AND view_count = 0;
CREATE INDEX tracking_links_of_changed_customers ON tracking_links (organization_id, customer_changed, id, expires_at)
    WHERE revoked_at IS NULL AND customer_changed = TRUE;
CREATE INDEX tracking_links_ending ON tracking_links (organization_id, expires_at, id)
    WHERE revoked_at IS NULL AND expires_at IS NOT NULL;
