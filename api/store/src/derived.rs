//! What the database itself derives of vehicles and their links, in the transaction of every write, whichever version of the
//! program writes: the state of each vehicle's link, how many vehicles there are, and whether customers have seen what changed. The engines have no common language for
//! triggers, so this is no migration; it does nothing where the triggers are there already.

mod postgres;
mod sqlite;
mod unseen;

pub(crate) use postgres::derive as derive_in_postgres;
pub(crate) use sqlite::derive as derive_in_sqlite;

/// Sets what a vehicle knows of its link. An expiry is told apart later, by [`crate::settling`]: triggers know no clock.
macro_rules! follow_link {
    ($vehicle:literal) => {
        concat!(
            "UPDATE vehicles SET settled_link_state = CASE
                 WHEN EXISTS (SELECT 1 FROM tracking_links l WHERE l.vehicle_id = vehicles.id AND l.revoked_at IS NULL)
                     THEN 'active'
                 WHEN EXISTS (SELECT 1 FROM tracking_links l WHERE l.vehicle_id = vehicles.id) THEN 'revoked'
                 ELSE 'none'
             END,
             link_expires_at = (
                 SELECT l.expires_at FROM tracking_links l WHERE l.vehicle_id = vehicles.id AND l.revoked_at IS NULL
             ) WHERE ",
            $vehicle,
            ";"
        )
    };
}
use follow_link;

/// What is there before the triggers are. A vehicle without any link has the column's default.
macro_rules! derive_all {
    () => {
        concat!(
            $crate::derived::follow_link!("EXISTS (SELECT 1 FROM tracking_links l WHERE l.vehicle_id = vehicles.id)"),
            "DELETE FROM vehicle_counts;
             INSERT INTO vehicle_counts (organization_id, deleted, stage, link_state, vehicles)
             SELECT organization_id, deleted_at IS NOT NULL, stage, settled_link_state, COUNT(*) FROM vehicles
             GROUP BY organization_id, deleted_at IS NOT NULL, stage, settled_link_state;"
        )
    };
}
use derive_all;

/// Counts a row of a trigger, `NEW` or `OLD`.
macro_rules! count {
    ("NEW") => {
        "INSERT INTO vehicle_counts (organization_id, deleted, stage, link_state, vehicles)
         VALUES (NEW.organization_id, NEW.deleted_at IS NOT NULL, NEW.stage, NEW.settled_link_state, 1)
         ON CONFLICT (organization_id, deleted, stage, link_state)
         DO UPDATE SET vehicles = vehicle_counts.vehicles + 1;"
    };
    ("OLD") => {
        "UPDATE vehicle_counts SET vehicles = vehicles - 1
         WHERE organization_id = OLD.organization_id AND deleted = (OLD.deleted_at IS NOT NULL) AND stage = OLD.stage
         AND link_state = OLD.settled_link_state;"
    };
}
use count;
