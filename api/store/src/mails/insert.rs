//! A mail to be sent.

use shared::ids::{MailId, MemberId, OrganizationId, SubscriberId, TrackingLinkId, VehicleId};
use shared::outgoing_mail::{MailKind, MailState};
use shared::time::Timestamp;

use crate::error::Error;
use crate::{Db, on, one_row};

const INSERT: &str = "
    INSERT INTO mails (
        id, organization_id, kind, subscriber_id, vehicle_id, tracking_link_id, member_id, mailbox_hash, sealed_letter,
        state, tries, next_attempt_at, failure, created_at, settled_at
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";

/// A mail.
#[derive(Debug)]
pub struct NewMail<'a> {
    /// Its id.
    pub id: &'a MailId,
    /// Whose it is.
    pub organization_id: &'a OrganizationId,
    /// What it is for.
    pub kind: MailKind,
    /// The customer that it is for.
    pub subscriber: Option<&'a SubscriberId>,
    /// The vehicle and the link that it is about.
    pub about: Option<(&'a VehicleId, &'a TrackingLinkId)>,
    /// The member that it is for.
    pub member: Option<&'a MemberId>,
    /// The hash of the address, where it has to be counted how often it was sent something.
    pub mailbox_hash: Option<&'a str>,
    /// What it says and to whom, sealed for `id`, where no other row knows it.
    pub sealed_letter: Option<&'a str>,
    /// How it was settled at once, with the reason where it failed; none of one that is to be sent.
    pub settled: Option<(MailState, Option<&'static str>)>,
    /// How often it was tried.
    pub tries: i64,
}

/// Keeps a mail; what is not settled is due at once.
pub async fn insert(db: Db<'_>, new: &NewMail<'_>, now: Timestamp) -> Result<(), Error> {
    let at = now.unix_ms();
    let (due_at, settled_at) = if new.settled.is_some() { (None, Some(at)) } else { (Some(at), None) };
    let rows = on!(db, c => sqlx::query(INSERT)
        .bind(new.id.as_str())
        .bind(new.organization_id.as_str())
        .bind(new.kind.as_str())
        .bind(new.subscriber.map(SubscriberId::as_str))
        .bind(new.about.map(|(vehicle, _)| vehicle.as_str()))
        .bind(new.about.map(|(_, link)| link.as_str()))
        .bind(new.member.map(MemberId::as_str))
        .bind(new.mailbox_hash)
        .bind(new.sealed_letter)
        .bind(new.settled.map_or(MailState::Pending, |(state, _)| state).as_str())
        .bind(new.tries)
        .bind(due_at)
        .bind(new.settled.and_then(|(_, failure)| failure))
        .bind(at)
        .bind(settled_at)
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}
