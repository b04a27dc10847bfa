//! What can be done with notes, whoever asks.

use shared::ids::NoteId;
use shared::note::{NewNote, Note, NoteScope};

use crate::acting::Acting;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use domain::text::Checks;
use host::random;
use store::Tx;
use store::notes::{self, NewNoteRow};
use store::vehicles::LockedVehicle;

/// The longest note, in characters.
pub const MAX_BODY: usize = 4000;

/// A note as entries of the audit log call it.
pub fn with_article(scope: NoteScope) -> &'static str {
    match scope {
        NoteScope::Internal => "an internal note",
        NoteScope::Customer => "a customer note",
    }
}

/// Writes a note on a vehicle.
pub async fn create(tx: &mut Tx, acting: &Acting<'_>, vehicle: &LockedVehicle, new: NewNote) -> Result<Note, ApiError> {
    let NewNote { scope, body } = new;
    let mut checks = Checks::default();
    let body = checks.lines("/body", &body, MAX_BODY);
    checks.finish().map_err(ApiError::invalid)?;
    let id = NoteId::from_u128(random::id(acting.now));
    let row = NewNoteRow { id: &id, scope, body: &body, author: acting.member };
    notes::insert(tx.db(), vehicle, row, acting.now).await?;
    let summary = format!("wrote {} on {}", with_article(scope), vehicle.title());
    acting.record(tx, AuditAction::NoteCreated, id.as_str(), summary);
    let found = notes::find(tx.db(), &acting.organization.id, &vehicle.id, &id).await?;
    found.ok_or_else(ApiError::not_found)
}
