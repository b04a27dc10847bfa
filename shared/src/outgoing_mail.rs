//! Mails that the server sends by itself.

use serde::{Deserialize, Serialize};

use crate::ids::{MailId, MemberId, VehicleId};
use crate::time::Timestamp;
use crate::wire::wire_enum;

wire_enum! {
    /// What a mail is for.
    MailKind {
        /// Asks a customer whether they want to be told.
        Confirmation = "confirmation",
        /// Tells a customer what is new on the page of their vehicle.
        Update = "update",
    }
}

wire_enum! {
    /// Where a mail stands.
    MailState {
        /// It waits for its first attempt, or for the next one.
        Pending = "pending",
        /// The mail server took it.
        Sent = "sent",
        /// It was given up: after the last attempt, or because the mail server refused it for good.
        Failed = "failed",
        /// There was nobody left to send it to.
        Dropped = "dropped",
    }
}

/// How mail is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailServer {
    /// Whether this server sends mail.
    pub sends_mail: bool,
}

/// A mail that the server sent, sends or gave up. It never says to which address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutgoingMail {
    /// Id of the mail.
    pub id: MailId,
    /// What it is for.
    pub kind: MailKind,
    /// Where it stands.
    pub state: MailState,
    /// The vehicle that it is about.
    pub vehicle_id: Option<VehicleId>,
    /// The member that it is for; null where it is for a customer.
    pub member_id: Option<MemberId>,
    /// How often it was tried.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 8, example = 1))]
    pub tries: i64,
    /// Why the last attempt failed, in a word; null where none did.
    #[cfg_attr(feature = "openapi", schema(example = "recipient_refused"))]
    pub failure: Option<String>,
    /// When the next attempt is due; null once it is settled.
    pub next_attempt_at: Option<Timestamp>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was sent or given up; null before.
    pub settled_at: Option<Timestamp>,
}
