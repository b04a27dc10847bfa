//! What live updates ask of the database.

use std::collections::BTreeMap;

use shared::ids::OrganizationId;

use super::on;
use super::stored;
use crate::AcrossReader;
use crate::error::Error;

/// How many organisations one statement asks about; a last statement asks about one of them several times.
const AT_A_TIME: usize = 16;

const NEWEST_ENTRIES: &str = "SELECT organization_id, chain FROM audit_heads WHERE organization_id IN \
     ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";

/// The hash of the newest entry in the audit log of each of these organisations, which stands for all before it. Its number would
/// come again when a database is put back, or when a standby is promoted that had not received everything.
pub async fn newest_entries(
    reader: &mut AcrossReader,
    organizations: &[OrganizationId],
) -> Result<BTreeMap<OrganizationId, String>, Error> {
    let mut newest = BTreeMap::new();
    for chunk in organizations.chunks(AT_A_TIME) {
        let rows: Vec<(String, String)> = on!(reader.db(), c => {
            let mut query = sqlx::query_as(NEWEST_ENTRIES);
            for organization in chunk.iter().cycle().take(AT_A_TIME) {
                query = query.bind(organization.as_str());
            }
            query.fetch_all(c).await?
        });
        for (organization, chain) in rows {
            newest.insert(stored(OrganizationId::try_from(organization), "organisation id")?, chain);
        }
    }
    Ok(newest)
}
