-- Lists of vehicles that need attention: overdue, arriving soon, without a link that works, changed since the customer last looked.

-- The last change of what the customer sees, until the page is opened; none while there is nothing new to see. Triggers keep it
-- (store/src/derived).
ALTER TABLE tracking_links ADD COLUMN unseen_change_at BIGINT;
CREATE INDEX tracking_links_unseen ON tracking_links (organization_id, vehicle_id, expires_at)
    WHERE revoked_at IS NULL AND unseen_change_at IS NOT NULL;

-- Those that have not arrived, in the order of their ETA.
CREATE INDEX vehicles_awaited ON vehicles (organization_id, (CASE WHEN eta IS NULL THEN '9999-12-31' ELSE eta END), id)
    WHERE deleted_at IS NULL AND stage IN ('purchased', 'in_transit');

-- Those that the customer does not have yet, and cannot follow.
CREATE INDEX vehicles_without_link ON vehicles (organization_id, id)
    WHERE deleted_at IS NULL AND settled_link_state <> 'active' AND stage <> 'sold_delivered';

-- What was changed before there were triggers, as far as it can be told.
UPDATE tracking_links SET unseen_change_at = (
    SELECT MAX(c.changed_at) FROM (
        SELECT v.stage_changed_at AS changed_at FROM vehicles v
        WHERE v.id = tracking_links.vehicle_id AND tracking_links.show_progress
        UNION ALL SELECT v.eta_changed_at FROM vehicles v
        WHERE v.id = tracking_links.vehicle_id AND tracking_links.show_eta
        UNION ALL SELECT v.hero_changed_at FROM vehicles v
        WHERE v.id = tracking_links.vehicle_id AND tracking_links.show_photo
        UNION ALL SELECT n.updated_at FROM notes n
        WHERE n.vehicle_id = tracking_links.vehicle_id AND n.scope = 'customer' AND tracking_links.show_notes
    ) c
    WHERE c.changed_at > CASE
        WHEN tracking_links.last_viewed_at IS NULL THEN tracking_links.created_at ELSE tracking_links.last_viewed_at
    END
)
WHERE revoked_at IS NULL AND EXISTS (
    SELECT 1 FROM vehicles v WHERE v.organization_id = tracking_links.organization_id
        AND v.id = tracking_links.vehicle_id AND v.stage <> 'sold_delivered'
);
