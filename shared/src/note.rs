//! Notes on a vehicle.

use serde::{Deserialize, Serialize};

use crate::ids::NoteId;
use crate::member::MemberRef;
use crate::patch::not_null;
use crate::time::Timestamp;
use crate::wire::wire_enum;

wire_enum! {
    /// Who may read a note.
    NoteScope {
        /// Staff only.
        Internal = "internal",
        /// Staff, and the customer on the tracking page when its notes are switched on.
        Customer = "customer",
    }
}

/// A note on a vehicle. The author never reaches a tracking page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Note {
    /// TypeID of the note.
    pub id: NoteId,
    /// Who may read it.
    pub scope: NoteScope,
    /// Plain text with line breaks.
    #[cfg_attr(feature = "openapi", schema(example = "Your car has been loaded."))]
    pub body: String,
    /// Who wrote it.
    pub author: MemberRef,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Counts the changes of the note.
    pub version: i64,
}

/// A note to write. The scope is required: nothing becomes public by omission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewNote {
    /// Who may read it.
    pub scope: NoteScope,
    /// Plain text with line breaks, 1 to 4,000 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 4000))]
    pub body: String,
}

/// A change of a note (JSON Merge Patch, RFC 7396).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoteUpdate {
    /// Who may read it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub scope: Option<NoteScope>,
    /// Plain text with line breaks, 1 to 4,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, min_length = 1, max_length = 4000))]
    pub body: Option<String>,
}
