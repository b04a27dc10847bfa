//! Vehicles by the id that another system gave them.

use shared::ids::{OrganizationId, VehicleId};

use crate::error::Error;
use crate::{Db, on, stored};

const FIND_BY_EXTERNAL_ID: &str = "
    SELECT v.id FROM vehicles v WHERE v.organization_id = $1 AND v.external_id = $2
    ORDER BY v.deleted_at IS NOT NULL, v.deleted_at DESC LIMIT 1";

/// The vehicle that another system calls so: the one that is not deleted, else the one that was deleted last.
pub async fn find_by_external_id(
    db: Db<'_>,
    organization: &OrganizationId,
    external_id: &str,
) -> Result<Option<VehicleId>, Error> {
    let id: Option<String> = on!(db, c => sqlx::query_scalar(FIND_BY_EXTERNAL_ID)
        .bind(organization.as_str())
        .bind(external_id)
        .fetch_optional(c)
        .await?);
    id.map(|id| stored(VehicleId::try_from(id), "vehicle id")).transpose()
}

const EXTERNAL_ID_TAKEN: &str = "
    SELECT COUNT(*) FROM vehicles v
    WHERE v.organization_id = $1 AND v.external_id = $2 AND v.id <> $3 AND v.deleted_at IS NULL";

/// Whether a vehicle that is not deleted, and not this one, has this `external_id`.
pub async fn is_external_id_taken(
    db: Db<'_>,
    organization: &OrganizationId,
    external_id: &str,
    id: &VehicleId,
) -> Result<bool, Error> {
    let count: i64 = on!(db, c => sqlx::query_scalar(EXTERNAL_ID_TAKEN)
        .bind(organization.as_str())
        .bind(external_id)
        .bind(id.as_str())
        .fetch_one(c)
        .await?);
    Ok(count > 0)
}

#[cfg(test)]
mod tests {
    use super::FIND_BY_EXTERNAL_ID;
    use crate::Store;

    #[tokio::test]
    async fn a_vehicle_is_found_without_reading_the_others() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", directory.path().join("test.sqlite").display())).await.unwrap();
        store.migrate().await.unwrap();
        let Store::Sqlite { readers, .. } = &store else { panic!("this is SQLite") };
        let statement = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {FIND_BY_EXTERNAL_ID}"));
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(statement).bind("org").bind("DMS-1").fetch_all(readers).await.unwrap();
        assert!(plan.iter().any(|step| step.3.contains("(organization_id=? AND external_id=?)")), "{plan:?}");
    }
}
