//! `GET /organization/export`

use actix_web::body::SizedStream;
use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use domain::audit_action::AuditAction;
use serde::Deserialize;
use shared::export::ExportFormat;
use utoipa::{IntoParams, ToSchema};

use crate::auth::ExportData;
use crate::auth::Require;
use crate::export::Exports;
use crate::routes::staff::record;
use api_http::error::ApiError;
use api_http::extract::Query;
use store::Store;
use store::export::OrganizationExport;

/// How the export is written.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    /// `json` by default.
    #[param(inline)]
    format: Option<ExportFormat>,
}

/// The bytes of a ZIP archive.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the answer; the bytes are sent as they are")]
pub struct Archive(Vec<u8>);

/// Export everything
///
/// Everything that the organisation has, as of one moment: one JSON document, or a ZIP archive with a CSV file for each of
/// its tables. It holds no URL of a tracking link, no key and no password, and of photos only what is known of them. In the
/// CSV files a text that a spreadsheet would take for a formula begins with an apostrophe. One export of an organisation is
/// made at a time, and the audit log records who asked for it.
#[utoipa::path(
    operation_id = "export_organization",
    tag = "Organisation",
    security(("member" = [])),
    params(ExportQuery),
    responses(
        (
            status = 200,
            description = "The file.",
            content((OrganizationExport = "application/json"), (Archive = "application/zip")),
            headers(("Content-Disposition" = String))
        )
    )
)]
#[get("/organization/export")]
pub async fn export_organization(
    exports: web::Data<Exports>,
    store: web::Data<Store>,
    caller: Require<ExportData>,
    query: Query<ExportQuery>,
) -> Result<HttpResponse, ApiError> {
    let format = query.format.unwrap_or_default();
    let organization = caller.organization_id();
    let export = exports.make(organization, format, caller.now).await?;
    let mut tx = store.begin(organization).await?;
    let summary = format!("exported all data ({})", format.as_str());
    record(&mut tx, &caller, AuditAction::OrganizationExported, organization.as_str(), summary);
    tx.commit().await?;
    let day = caller.now.to_string();
    let day = day.split('T').next().unwrap_or_default();
    let disposition = format!("attachment; filename=\"importops-{day}.{}\"", format.extension());
    Ok(HttpResponse::Ok()
        .content_type(format.media_type())
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .body(SizedStream::new(export.size_bytes, export.into_stream())))
}
