//! Calls about the notes on a vehicle.

use shared::ids::{NoteId, VehicleId};
use shared::note::{NewNote, Note, NoteUpdate};
use shared::page::Page;
use shared::paths::ApiPath;

use super::error::ApiError;
use super::http::{Etag, Method, Request};
use super::staff::StaffClient;

impl StaffClient {
    /// One page of the notes on a vehicle, newest first.
    pub async fn notes(&self, vehicle: &VehicleId, cursor: Option<&str>) -> Result<Page<Note>, ApiError> {
        self.call(Request::get(ApiPath::Notes(vehicle)).query("cursor", cursor)).await
    }

    /// Writes a note.
    pub async fn create_note(&self, vehicle: &VehicleId, note: &NewNote) -> Result<Note, ApiError> {
        self.call(Request::new(Method::Post, ApiPath::Notes(vehicle)).json(note)?).await
    }

    /// Changes a note; the entity tag is that of the version that was read.
    pub async fn update_note(
        &self,
        vehicle: &VehicleId,
        note: &NoteId,
        etag: &Etag,
        update: &NoteUpdate,
    ) -> Result<Note, ApiError> {
        let request = Request::new(Method::Patch, ApiPath::Note(vehicle, note)).json(update)?;
        self.call(request.if_match(Some(etag))).await
    }

    /// Deletes a note; the entity tag is that of the version that was read.
    pub async fn delete_note(&self, vehicle: &VehicleId, note: &NoteId, etag: &Etag) -> Result<(), ApiError> {
        let request = Request::new(Method::Delete, ApiPath::Note(vehicle, note));
        self.command(request.if_match(Some(etag))).await
    }
}
