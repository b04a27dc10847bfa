//! TypeIDs: opaque, prefixed, sortable by creation. A UUIDv7 in 26 characters of Crockford's base32.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Crockford's base32 in lower case: its order is the order of the number, so ids sort by their time of creation.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const BODY_LENGTH: usize = 26;

/// The text is not a TypeID of the expected kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidId {
    /// The prefix that was expected, without the underscore.
    pub expected_prefix: &'static str,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "is not an id that starts with {}_", self.expected_prefix)
    }
}

impl std::error::Error for InvalidId {}

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident = $prefix:literal, $pattern:literal);+ $(;)?) => { $(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = $pattern))]
        pub struct $name(String);

        impl $name {
            /// The prefix of this kind of id, without the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Writes a 128-bit number (a UUIDv7) as an id of this kind.
            pub fn from_u128(value: u128) -> Self {
                Self(encode($prefix, value))
            }

            /// The id as it goes over the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                if is_well_formed($prefix, &text) { Ok(Self(text)) } else { Err(InvalidId { expected_prefix: $prefix }) }
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )+ };
}

ids! {
    /// TypeID of an organisation.
    OrganizationId = "org", "^org_[0-9a-hjkmnp-tv-z]{26}$";
    /// TypeID of a member of an organisation.
    MemberId = "usr", "^usr_[0-9a-hjkmnp-tv-z]{26}$";
    /// TypeID of a signed-in session.
    SessionId = "ses", "^ses_[0-9a-hjkmnp-tv-z]{26}$";
    /// TypeID of a vehicle.
    VehicleId = "veh", "^veh_[0-9a-hjkmnp-tv-z]{26}$";
    /// TypeID of a photo.
    PhotoId = "pho", "^pho_[0-9a-hjkmnp-tv-z]{26}$";
    /// TypeID of a note.
    NoteId = "not", "^not_[0-9a-hjkmnp-tv-z]{26}$";
    /// TypeID of a tracking link. It is not the slug and opens nothing.
    TrackingLinkId = "lnk", "^lnk_[0-9a-hjkmnp-tv-z]{26}$";
    /// TypeID of an event: an entry of the audit log, or what a webhook delivers.
    EventId = "evt", "^evt_[0-9a-hjkmnp-tv-z]{26}$";
    /// TypeID of an API key. It is not the secret and opens nothing.
    ApiKeyId = "key", "^key_[0-9a-hjkmnp-tv-z]{26}$";
    /// TypeID of a proposal.
    ProposalId = "prp", "^prp_[0-9a-hjkmnp-tv-z]{26}$";
    /// TypeID of a webhook endpoint.
    WebhookEndpointId = "whk", "^whk_[0-9a-hjkmnp-tv-z]{26}$";
    /// TypeID of somebody who asked to be told by mail. It is not the secret of their mails and opens nothing.
    SubscriberId = "sub", "^sub_[0-9a-hjkmnp-tv-z]{26}$";
    /// TypeID of a mail.
    MailId = "mai", "^mai_[0-9a-hjkmnp-tv-z]{26}$";
    /// TypeID of the delivery of an event to an endpoint.
    WebhookDeliveryId = "dlv", "^dlv_[0-9a-hjkmnp-tv-z]{26}$";
}

fn encode(prefix: &str, value: u128) -> String {
    let mut text = String::with_capacity(prefix.len() + 1 + BODY_LENGTH);
    text.push_str(prefix);
    text.push('_');
    for position in (0..BODY_LENGTH).rev() {
        let digit = (value >> (5 * position)) & 31;
        // `digit` is below 32 by the mask, so the index is in range.
        text.push(char::from(ALPHABET[usize::try_from(digit).unwrap_or(0)]));
    }
    text
}

fn is_well_formed(prefix: &str, text: &str) -> bool {
    text.strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .is_some_and(|body| body.len() == BODY_LENGTH && body.bytes().all(|byte| ALPHABET.contains(&byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_as_their_numbers_do() {
        let (small, large) = (VehicleId::from_u128(1 << 80), VehicleId::from_u128((1 << 80) + 1));
        assert!(small < large);
        assert_eq!(small.as_str().len(), "veh_".len() + 26);
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let note = NoteId::from_u128(7).to_string();
        assert!(note.parse::<NoteId>().is_ok());
        assert_eq!(note.parse::<VehicleId>(), Err(InvalidId { expected_prefix: "veh" }));
        assert!("veh_short".parse::<VehicleId>().is_err());
        assert!("veh_UPPERCASEUPPERCASEUPPERCA".parse::<VehicleId>().is_err());
    }
}
