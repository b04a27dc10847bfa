//! What the channel of mails does with an event: those who follow the page of its vehicle are due to be told. What there is to tell
//! is found when the mail is made, behind the one gate, so that many events are one mail and what was hidden meanwhile is in none.

use std::collections::BTreeMap;

use shared::ids::OrganizationId;

use crate::error::Error;
use crate::events::described::DescribedEvent;
use crate::{Db, on};

/// How soon after a mail the next one may follow, in milliseconds.
pub const BETWEEN_MAILS_MS: i64 = 15 * 60 * 1000;

const STIR: &str = "
    UPDATE subscribers SET
        due_at = CASE
            WHEN due_at IS NOT NULL THEN due_at WHEN last_mail_at + $4 > $3 THEN last_mail_at + $4 ELSE $3
        END,
        changes = changes + 1
    WHERE organization_id = $1 AND vehicle_id = $2 AND confirmed_at IS NOT NULL";

/// Makes due those who follow the vehicles of an organisation's events.
pub(super) async fn stir(
    mut db: Db<'_>,
    organization: &OrganizationId,
    events: &[DescribedEvent],
) -> Result<(), Error> {
    let mut vehicles = BTreeMap::new();
    for DescribedEvent { event, delivered } in events {
        if let Some(vehicle) = delivered.as_ref().and_then(|delivered| delivered.vehicle_id.as_ref()) {
            vehicles.insert(vehicle, event.occurred_at);
        }
    }
    for (vehicle, at) in vehicles {
        on!(db.again(), c => sqlx::query(STIR)
            .bind(organization.as_str())
            .bind(vehicle.as_str())
            .bind(at.unix_ms())
            .bind(BETWEEN_MAILS_MS)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}
