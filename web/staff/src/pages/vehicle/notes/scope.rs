//! Who may read a note, in words.

use shared::note::NoteScope;

/// What a scope is called.
pub fn scope_name(scope: NoteScope) -> &'static str {
    match scope {
        NoteScope::Internal => "Internal",
        NoteScope::Customer => "Customer",
    }
}
