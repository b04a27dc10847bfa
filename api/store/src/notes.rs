//! Notes on vehicles.

use shared::ids::{MemberId, NoteId, OrganizationId, VehicleId};
use shared::member::MemberRef;
use shared::note::{Note, NoteScope};
use shared::time::Timestamp;

use crate::change::Change;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::vehicles::LockedVehicle;
use crate::{Db, Pages, instant, on, one_row, pages, stored};

macro_rules! note_select {
    () => {
        "SELECT n.id, n.scope, n.body, n.author_id, m.name AS author_name, n.created_at, n.updated_at, n.version \
         FROM notes n JOIN members m ON m.id = n.author_id \
         WHERE n.organization_id = $1 AND n.vehicle_id = $2 AND n.deleted_at IS NULL "
    };
}

#[derive(Debug, sqlx_macros::FromRow)]
struct NoteRow {
    id: String,
    scope: String,
    body: String,
    author_id: String,
    author_name: String,
    created_at: i64,
    updated_at: i64,
    version: i64,
}

impl NoteRow {
    fn read(self) -> Result<Note, Error> {
        Ok(Note {
            id: stored(NoteId::try_from(self.id), "note id")?,
            scope: stored(NoteScope::parse(&self.scope), "note scope")?,
            body: self.body,
            author: MemberRef { id: stored(MemberId::try_from(self.author_id), "member id")?, name: self.author_name },
            created_at: instant(self.created_at)?,
            updated_at: instant(self.updated_at)?,
            version: self.version,
        })
    }
}

const FIND: &str = concat!(note_select!(), "AND n.id = $3");

/// Finds a note on a vehicle.
pub async fn find(
    db: Db<'_>,
    organization: &OrganizationId,
    vehicle: &VehicleId,
    id: &NoteId,
) -> Result<Option<Note>, Error> {
    on!(db, c => sqlx::query_as::<_, NoteRow>(FIND)
        .bind(organization.as_str())
        .bind(vehicle.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await?)
    .map(NoteRow::read)
    .transpose()
}

const IS_DELETED: &str = "
    SELECT COUNT(*) FROM notes
    WHERE organization_id = $1 AND vehicle_id = $2 AND id = $3 AND deleted_at IS NOT NULL";

/// Whether there was a note on a vehicle that was deleted.
pub async fn is_deleted(
    db: Db<'_>,
    organization: &OrganizationId,
    vehicle: &VehicleId,
    id: &NoteId,
) -> Result<bool, Error> {
    let count: i64 = on!(db, c => sqlx::query_scalar(IS_DELETED)
        .bind(organization.as_str())
        .bind(vehicle.as_str())
        .bind(id.as_str())
        .fetch_one(c)
        .await?);
    Ok(count > 0)
}

const LIST: Pages = pages!([note_select!(), "AND"], "$3", "n.id < $3", ["ORDER BY n.id DESC LIMIT $4"]);

/// Lists the notes on a vehicle, newest first: all, or those before an id.
pub async fn list(
    db: Db<'_>,
    organization: &OrganizationId,
    vehicle: &VehicleId,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<Note>, Error> {
    on!(db, c => sqlx::query_as::<_, NoteRow>(LIST.sql(before))
        .bind(organization.as_str())
        .bind(vehicle.as_str())
        .bind(before)
        .bind(limit)
        .fetch_all(c)
        .await?)
    .into_iter()
    .map(NoteRow::read)
    .collect()
}

const INSERT: &str = "
    INSERT INTO notes (
        id, organization_id, vehicle_id, scope, body, author_id, created_at, updated_at, deleted_at, version
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, NULL, 1)";

/// A note to write.
#[derive(Debug)]
pub struct NewNoteRow<'a> {
    /// Id of the note.
    pub id: &'a NoteId,
    /// Who may read it.
    pub scope: NoteScope,
    /// Plain text.
    pub body: &'a str,
    /// Who wrote it.
    pub author: &'a MemberId,
}

/// Writes a note on a vehicle.
pub async fn insert(db: Db<'_>, vehicle: &LockedVehicle, note: NewNoteRow<'_>, now: Timestamp) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(INSERT)
        .bind(note.id.as_str())
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(note.scope.as_str())
        .bind(note.body)
        .bind(note.author.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const UPDATE: &str = "
    UPDATE notes SET scope = $4, body = $5, updated_at = $6, version = version + 1
    WHERE organization_id = $1 AND vehicle_id = $2 AND id = $3 AND deleted_at IS NULL";

/// What can be changed on a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteFields {
    /// Who may read it.
    pub scope: NoteScope,
    /// Plain text.
    pub body: String,
}

/// Changes a note.
pub async fn update(
    db: Db<'_>,
    vehicle: &LockedVehicle,
    id: &NoteId,
    fields: &Change<NoteFields>,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(UPDATE)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(id.as_str())
        .bind(fields.scope.as_str())
        .bind(fields.body.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const DELETE: &str = "
    UPDATE notes SET deleted_at = $4, updated_at = $4, version = version + 1
    WHERE organization_id = $1 AND vehicle_id = $2 AND id = $3 AND deleted_at IS NULL";

/// Deletes a note softly.
pub async fn delete(db: Db<'_>, vehicle: &LockedVehicle, id: &NoteId, now: Timestamp) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(DELETE)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(id.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}
