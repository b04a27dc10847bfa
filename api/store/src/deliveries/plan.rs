//! What is to be delivered, channel by channel.

use domain::channel::Channel;
use shared::ids::OrganizationId;

use super::insert::NewDelivery;
use super::webhook;
use crate::Db;
use crate::error::Error;
use crate::events::described::DescribedEvent;

/// What is to be delivered of an organisation's events.
pub(crate) async fn plan(
    mut db: Db<'_>,
    organization: &OrganizationId,
    events: &[DescribedEvent],
) -> Result<Vec<NewDelivery>, Error> {
    let mut planned = Vec::new();
    for channel in Channel::ALL {
        planned.extend(match channel {
            Channel::Webhook => webhook::plan(db.again(), organization, events).await?,
        });
    }
    Ok(planned)
}
