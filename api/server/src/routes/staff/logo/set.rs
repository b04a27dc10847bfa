//! `PUT /organization/logo`

use actix_web::{HttpRequest, put, web};
use shared::organization::Organization;
use shared::photo::PictureUpload;

use crate::auth::EditOrganization;
use crate::auth::Require;
use crate::auth::picture::RequireForPicture;
use crate::photos::Uploads;
use crate::photos::receive::{drain, receive};
use crate::routes::staff::photos::{refused, warned};
use crate::routes::staff::record;
use api_http::error::ApiError;
use api_http::extract::Tagged;
use domain::audit_action::AuditAction;
use domain::picture::Format;
use pictures::Blobs;
use pictures::blobs::Why;
use pictures::pipeline::{self, Rendition};
use store::logos::{self, StoredLogo};
use store::{Change, Store, organizations};

/// Set the logo
///
/// JPEG, PNG, WebP or HEIC, as for a photo; transparency is kept, and of an animation the first frame. It is made to fit 640 by 320 pixels and shows in the app and on
/// every tracking page. Pages of this server may use the session's cookie, with the header `X-Requested-With`, instead of
/// the access token.
#[utoipa::path(
    operation_id = "set_logo",
    tag = "Organisation",
    security(("member" = []), ("api_key" = ["organization.write"]), ("refresh_cookie" = [])),
    request_body(content = PictureUpload, content_type = "multipart/form-data"),
    responses((status = 200, description = "The organisation as it is now.", body = Organization, headers(("ETag" = String))))
)]
#[put("/organization/logo")]
pub async fn set_logo(
    request: HttpRequest,
    store: web::Data<Store>,
    uploads: web::Data<Uploads>,
    caller: RequireForPicture<EditOrganization>,
    payload: web::Payload,
) -> Result<Tagged<Organization>, ApiError> {
    let caller = caller.0;
    if let Err(refusal) = uploads.pairing.require().await {
        drain(payload).await;
        return Err(refusal.into());
    }
    let received = receive(&request, payload, &uploads.directory).await?;
    let heic = uploads.heic.clone();
    let prepare = move || {
        let decoded = heic.decoded(received.into_bytes()?)?;
        std::io::Result::Ok(decoded.and_then(|bytes| pipeline::prepare_logo(&bytes)))
    };
    let prepared = uploads.workers.run(prepare).await?.map_err(ApiError::internal)?;
    let prepared = prepared.map_err(|rejection| refused(&rejection))?;
    let logo_warnings = warned(&prepared.warnings);
    if let Some(present) = with_this_logo(&store, &uploads.blobs, &caller, &prepared.renditions).await? {
        return Ok(Tagged::ok(present.version, Organization { logo_warnings, ..present }));
    }
    let fallback = prepared.renditions.iter().map(|rendition| rendition.format).find(|format| *format != Format::WebP);
    let logo = StoredLogo {
        storage_key: Blobs::new_key(),
        width: i64::from(prepared.width),
        height: i64::from(prepared.height),
        fallback: fallback.ok_or_else(|| ApiError::internal("a logo was prepared in no common format"))?,
    };
    if let Err(error) = uploads.blobs.write(&logo.storage_key, prepared.renditions).await {
        uploads.blobs.remove_later(logo.storage_key);
        return Err(error.into());
    }
    let written = replace(&store, &uploads.blobs, &caller, Some(logo.clone())).await;
    // A commit whose answer got lost may have happened: the sweeper finds out.
    if written.as_ref().is_err_and(|error| error.code().status() < 500) {
        let _ = uploads.blobs.remove(&logo.storage_key).await;
    }
    let organization = written?;
    Ok(Tagged::ok(organization.version, Organization { logo_warnings, ..organization }))
}

/// The organisation, if its logo is this picture already: the same file becomes the same renditions.
async fn with_this_logo(
    store: &Store,
    blobs: &Blobs,
    caller: &Require<EditOrganization>,
    renditions: &[Rendition],
) -> Result<Option<Organization>, ApiError> {
    let id = caller.organization_id();
    let mut reader = store.read(id).await?;
    let Some(logo) = logos::find(reader.db(), id).await? else { return Ok(None) };
    let found = organizations::find(reader.db(), id, caller.now).await?;
    drop(reader);
    for rendition in renditions {
        match blobs.read(&logo.storage_key, rendition.width, rendition.format).await {
            Ok(bytes) if bytes == rendition.bytes => {}
            // What cannot be read is written again.
            _ => return Ok(None),
        }
    }
    Ok(found.map(|stored| stored.organization))
}

/// Puts another logo, or none, in the place of the one that is.
pub(super) async fn replace(
    store: &Store,
    blobs: &Blobs,
    caller: &Require<EditOrganization>,
    logo: Option<StoredLogo>,
) -> Result<Organization, ApiError> {
    let id = caller.organization_id();
    let mut tx = store.begin(caller.organization_id()).await?;
    organizations::lock(tx.db(), id).await?;
    let before = logos::find(tx.db(), id).await?;
    let Some(logo) = Change::between(&before, logo) else {
        let present = organizations::find(tx.db(), id, caller.now).await?.ok_or_else(ApiError::not_found)?;
        return Ok(present.organization);
    };
    logos::set(tx.db(), id, &logo).await?;
    let summary = if logo.is_some() { "set the logo" } else { "removed the logo" };
    record(&mut tx, caller, AuditAction::OrganizationUpdated, id.as_str(), summary.to_owned());
    let after = organizations::find(tx.db(), id, caller.now).await?.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    if let Some(before) = before {
        // An older copy of the database may refer to it. What cannot be put aside now is put aside by the sweeper.
        let _ = blobs.put_aside(&before.storage_key, Why::Deleted, caller.now).await;
    }
    Ok(after.organization)
}
