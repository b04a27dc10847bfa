//! What is to be delivered, channel by channel.

use domain::channel::Channel;
use shared::ids::OrganizationId;

use super::insert::NewDelivery;
use super::{mail, webhook};
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
            // Mails are not made of events but of what the page shows when they are sent.
            Channel::Mail => {
                mail::stir(db.again(), organization, events).await?;
                Vec::new()
            }
        });
    }
    Ok(planned)
}
