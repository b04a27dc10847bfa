//! `POST /vehicles/{vehicle_id}/photos`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::ids::{PhotoId, VehicleId};
use shared::paths::ApiPath;
use shared::photo::{Photo, PictureUpload};
use shared::problem::ProblemCode;

use super::check_quota;
use super::find;
use super::refused;
use super::warned;
use crate::auth::EditVehicles;
use crate::auth::Require;
use crate::auth::picture::RequireForPicture;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader, Repeatable};
use crate::photos::receive::{drain, receive};
use crate::photos::{PhotoQuota, Uploads};
use crate::routes::VehiclePath;
use crate::routes::staff::record;
use crate::vehicles::lock_existing;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use domain::text::hex;
use host::random;
use pictures::Blobs;
use pictures::pipeline::{self, PreparedPhoto};
use store::Store;
use store::photos::{self, NewPhotoRow};
use store::vehicles;

/// Upload a photo
///
/// JPEG, PNG, WebP or HEIC, up to 20 MB, 64 megapixels and 16,384 pixels a side; the format is determined by decoding the file.
/// What hangs on the end of a picture is ignored, and of an animation the first frame is kept, with a warning in the answer.
/// Only the picture and when it was taken (`capture_time`, which customers never see) are kept: place, camera and everything else
/// that the file carries is dropped. The photo is added at the end of the gallery. The first photo in a gallery is the hero photo of
/// its vehicle, until another one is made it; every other photo is on no page until it is picked. Pages of this server may use the
/// session's cookie, with the header `X-Requested-With`, instead of the access token.
#[utoipa::path(
    operation_id = "create_photo",
    tag = "Photos",
    security(("member" = []), ("api_key" = ["vehicles.write"]), ("refresh_cookie" = [])),
    params(VehiclePath, IdempotencyKeyHeader),
    request_body(content = PictureUpload, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "Uploaded.", body = Photo, headers(("Location" = String), ("Idempotency-Replayed" = String))),
        (status = 409, description = "`photo_quota_exceeded` or `vehicle_deleted`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/vehicles/{vehicle_id}/photos")]
pub async fn create_photo(
    request: HttpRequest,
    store: web::Data<Store>,
    uploads: web::Data<Uploads>,
    caller: RequireForPicture<EditVehicles>,
    path: web::Path<VehiclePath>,
    key: IdempotencyKey,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let vehicle_id = &caller.0.vehicle(&store, &path.vehicle_id).await?;
    let (caller, vehicle) = (caller.0, vehicle_id);
    if let Err(refusal) = check_room(&store, &uploads, &caller, vehicle).await {
        drain(payload).await;
        return Err(refusal);
    }
    let received = receive(&request, payload, &uploads.directory).await?;
    let repeatable = key.of(&caller, &received.digest);
    if let Some(answer) = repeatable.replay().await? {
        return Ok(answer);
    }
    let heic = uploads.heic.clone();
    let prepare = move || {
        let decoded = heic.decoded(received.into_bytes()?)?;
        std::io::Result::Ok(decoded.and_then(|bytes| pipeline::prepare_photo(&bytes)))
    };
    let prepared = uploads.workers.run(prepare).await?.map_err(ApiError::internal)?;
    let mut prepared = prepared.map_err(|rejection| refused(&rejection))?;
    let storage_key = Blobs::new_key();
    let size_bytes = prepared.renditions.iter().map(|rendition| rendition.bytes.len()).sum::<usize>();
    let size_bytes = i64::try_from(size_bytes).map_err(ApiError::internal)?;
    let renditions = std::mem::take(&mut prepared.renditions);
    let added = match uploads.blobs.write(&storage_key, renditions).await {
        Ok(()) => {
            add(
                uploads.quota,
                &caller,
                vehicle,
                StoredFiles { prepared: &prepared, storage_key: &storage_key, size_bytes },
                repeatable,
            )
            .await
        }
        Err(error) => {
            uploads.blobs.remove_later(storage_key);
            return Err(error.into());
        }
    };
    if is_unused(&added) {
        // What cannot be removed now is found by the sweeper.
        let _ = uploads.blobs.remove(&storage_key).await;
    }
    match added? {
        Added::Now(answer) | Added::Before(answer) => Ok(answer),
    }
}

/// When the photo came into the gallery.
enum Added {
    /// By this request.
    Now(HttpResponse),
    /// By a request with the same key that came first.
    Before(HttpResponse),
}

/// Whether no row refers to the files. A commit whose answer got lost may have happened: the sweeper finds out.
fn is_unused(added: &Result<Added, ApiError>) -> bool {
    match added {
        Ok(Added::Now(_)) => false,
        Ok(Added::Before(_)) => true,
        Err(error) => error.code().status() < 500,
    }
}

/// Pictures can be stored, and the vehicle is there and has room, as far as is known before the file is.
async fn check_room(
    store: &Store,
    uploads: &Uploads,
    caller: &Require<EditVehicles>,
    vehicle: &VehicleId,
) -> Result<(), ApiError> {
    uploads.pairing.require().await?;
    let organization = caller.organization_id();
    let mut reader = store.read(caller.organization_id()).await?;
    let found = vehicles::find(reader.db(), organization, vehicle, caller.now).await?;
    if found.ok_or_else(ApiError::not_found)?.deleted_at.is_some() {
        return Err(ApiError::new(ProblemCode::VehicleDeleted));
    }
    check_quota(reader.db(), uploads.quota, organization, vehicle, 0).await
}

/// A photo whose files are durable.
struct StoredFiles<'a> {
    prepared: &'a PreparedPhoto,
    storage_key: &'a str,
    size_bytes: i64,
}

/// Adds the photo whose files are durable to the gallery.
async fn add(
    quota: PhotoQuota,
    caller: &Require<EditVehicles>,
    vehicle: &VehicleId,
    stored: StoredFiles<'_>,
    repeatable: Repeatable,
) -> Result<Added, ApiError> {
    let StoredFiles { prepared, storage_key, size_bytes } = stored;
    let (organization, now) = (caller.organization_id(), caller.now);
    let (mut tx, claim) = match repeatable.begin().await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(Added::Before(answer)),
    };
    let vehicle = lock_existing(&mut tx, organization, vehicle, now).await?;
    check_quota(tx.db(), quota, organization, &vehicle.id, size_bytes).await?;
    let (count, _) = photos::usage(tx.db(), organization, &vehicle.id).await?;
    let id = PhotoId::from_u128(random::id(now));
    let row = NewPhotoRow {
        id: &id,
        width: i64::from(prepared.width),
        height: i64::from(prepared.height),
        placeholder: &hex(&prepared.placeholder),
        storage_key,
        size_bytes,
        capture_time: prepared.capture_time,
        created_by: &caller.member.id,
    };
    photos::insert(tx.db(), &vehicle, row, now).await?;
    if count == 0 {
        // Whoever leaves a vehicle without a hero photo later is not contradicted by the next upload.
        photos::set_hero(&mut tx, &vehicle, Some(&id)).await?;
        photos::touch_hero(tx.db(), &vehicle, now).await?;
    }
    photos::touch_gallery(tx.db(), &vehicle).await?;
    let title = vehicle.title();
    let summary = if count == 0 {
        format!("uploaded the first photo of {title}, its hero photo")
    } else {
        format!("uploaded a photo of {title}")
    };
    record(&mut tx, caller, AuditAction::PhotoCreated, id.as_str(), summary);
    let warnings = warned(&prepared.warnings);
    let photo = Photo { warnings, ..find(&mut tx, organization, &vehicle.id, &id).await? };
    let answer = Answer::json(StatusCode::CREATED, &photo)?.located(ApiPath::Photo(&vehicle.id, &id));
    claim.commit(tx, answer).await.map(Added::Now)
}
