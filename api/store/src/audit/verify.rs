//! Whether the chains are as they were written.

use shared::ids::OrganizationId;

use super::chain::{ChainedRow, audit_columns, link};
use crate::error::Error;
use crate::{Across, on, stored};

const HEADS: &str = "SELECT organization_id, sequence, chain FROM audit_heads ORDER BY organization_id";

const CHAIN: &str = concat!(
    "SELECT ",
    audit_columns!(),
    ", a.sequence, a.chain FROM events a WHERE a.organization_id = $1 AND a.sequence > $2
     ORDER BY a.sequence LIMIT 1000"
);

/// What a check of one organisation's chain found.
#[derive(Debug, PartialEq, Eq)]
pub struct ChainCheck {
    /// Whose chain.
    pub organization_id: OrganizationId,
    /// How many entries are as they were written.
    pub intact: i64,
    /// The number of the first entry that was changed or is missing; none when all is well.
    pub broken_at: Option<i64>,
}

/// Checks every chain from its beginning.
pub async fn verify(across: Across<'_>) -> Result<Vec<ChainCheck>, Error> {
    let mut db = across.db();
    let heads: Vec<(String, i64, String)> = on!(db.again(), c => sqlx::query_as(HEADS).fetch_all(c).await?);
    let mut checks = Vec::with_capacity(heads.len());
    for (organization, length, end) in heads {
        let (mut intact, mut chain) = (0, String::new());
        let broken_at = 'chain: loop {
            let rows = on!(db.again(), c => sqlx::query_as::<_, ChainedRow>(CHAIN)
                .bind(organization.as_str())
                .bind(intact)
                .fetch_all(c)
                .await?);
            if rows.is_empty() {
                break (intact != length || chain != end).then_some(intact + 1);
            }
            for row in rows {
                let expected = link(&chain, intact + 1, &row.entry);
                if row.sequence != intact + 1 || row.chain != expected {
                    break 'chain Some(intact + 1);
                }
                (intact, chain) = (intact + 1, expected);
            }
        };
        let organization_id = stored(OrganizationId::try_from(organization), "organisation id")?;
        checks.push(ChainCheck { organization_id, intact, broken_at });
    }
    Ok(checks)
}
