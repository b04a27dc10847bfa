//! What a commit writes down: the events of its transaction, and then what is delivered of them.

use std::collections::BTreeMap;

use shared::ids::OrganizationId;

use crate::Db;
use crate::deliveries::insert::insert;
use crate::deliveries::plan::plan;
use crate::error::Error;
use crate::events::append::append;
use crate::events::described::{DescribedEvent, describe};
use crate::events::new_event::NewEvent;

/// Writes the events of a transaction that commits, and their deliveries.
pub(crate) async fn write(mut db: Db<'_>, events: Vec<NewEvent>) -> Result<(), Error> {
    // In the order of organisations, so that two transactions never wait for each other.
    let mut organizations = BTreeMap::<OrganizationId, Vec<DescribedEvent>>::new();
    for event in events {
        let organization = organizations.entry(event.organization_id.clone()).or_default();
        organization.push(describe(db.again(), event).await?);
    }
    // All that has to be read is read before a chain is locked.
    let mut planned = Vec::new();
    for (organization, events) in &organizations {
        planned.extend(plan(db.again(), organization, events).await?);
    }
    for (organization, events) in &organizations {
        append(db.again(), organization, events).await?;
    }
    for delivery in &planned {
        insert(db.again(), delivery).await?;
    }
    Ok(())
}
