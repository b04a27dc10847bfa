//! An event with what is delivered of it.

use shared::webhook::EventType;

use super::message::{body, message};
use super::new_event::NewEvent;
use super::subject::read;
use crate::Db;
use crate::error::Error;

/// An event, with what is delivered of it as things are at the end of the transaction.
#[derive(Debug)]
pub(crate) struct DescribedEvent {
    pub(crate) event: NewEvent,
    /// None if it is not delivered, or if what it is about no longer exists.
    pub(crate) delivered: Option<Delivered>,
}

/// What is delivered of an event.
#[derive(Debug)]
pub(crate) struct Delivered {
    pub(crate) event_type: EventType,
    /// The vehicle that it is about.
    pub(crate) vehicle_id: Option<String>,
    /// What is posted.
    pub(crate) body: String,
}

/// Reads what an event is about, and writes what is posted of it.
pub(crate) async fn describe(db: Db<'_>, event: NewEvent) -> Result<DescribedEvent, Error> {
    let Some(event_type) = event.event_type else { return Ok(DescribedEvent { event, delivered: None }) };
    let subject = read(db, &event, event_type).await?;
    let delivered = subject.map(|subject| {
        let body = body(&message(&event, event_type, &subject))?;
        Ok::<_, Error>(Delivered { event_type, vehicle_id: subject.vehicle_id, body })
    });
    Ok(DescribedEvent { delivered: delivered.transpose()?, event })
}
