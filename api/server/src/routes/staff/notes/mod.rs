//! Notes on vehicles.

pub mod create;
pub mod delete;
pub mod list;
pub mod read;
pub mod update;

use api_http::operations::Operations;
use shared::note::NoteScope;

/// The longest note, in characters.
pub const MAX_BODY: usize = 4000;

/// The operations on notes.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(list::list_notes)
        .service(create::create_note)
        .service(read::get_note)
        .service(update::update_note)
        .service(delete::delete_note);
}

/// A note as entries of the audit log call it.
fn with_article(scope: NoteScope) -> &'static str {
    match scope {
        NoteScope::Internal => "an internal note",
        NoteScope::Customer => "a customer note",
    }
}
