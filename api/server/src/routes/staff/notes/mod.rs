//! Notes on vehicles.

pub mod create;
pub mod delete;
pub mod list;
pub mod read;
pub mod update;

use api_http::operations::Operations;

/// The operations on notes.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(list::list_notes)
        .service(create::create_note)
        .service(read::get_note)
        .service(update::update_note)
        .service(delete::delete_note);
}
