//! `GET /public/tracking/{slug}/eta.ics`

use ::page::Word;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::problem::ProblemCode;

use super::pages;
use crate::slug::{OpenedSlug, SlugPath};
use api_http::error::ApiError;
use api_http::middleware::RequestContext;
use domain::calendar::{CalendarWords, calendar};
use tracking::PublicReader;

/// Get the estimated arrival as a calendar file
///
/// One event that lasts the whole day (RFC 5545). It keeps its `UID`, and its `SEQUENCE` grows whenever the date is
/// moved, so a calendar that gets a later file moves the event. If the page shows no date, or only a past one, the
/// answer is the same 404 as for a slug that opens nothing. Its text is in the first available language of
/// `Accept-Language`, else in that of the organisation.
#[utoipa::path(
    operation_id = "get_public_calendar",
    tag = "Public",
    params(
        SlugPath,
        ("Accept-Language" = Option<String>, Header, description = "The languages that the visitor reads.")
    ),
    responses((
        status = 200,
        description = "The file.",
        body = String,
        content_type = "text/calendar",
        headers(("Content-Disposition" = String))
    ))
)]
#[get("/public/tracking/{slug}/eta.ics")]
pub async fn get_public_calendar(
    request: HttpRequest,
    reader: web::Data<PublicReader>,
    OpenedSlug(slug): OpenedSlug,
) -> Result<HttpResponse, ApiError> {
    let now = RequestContext::of(&request).now;
    let event = reader.find_arrival(&slug, now).await?;
    let event = event.ok_or_else(|| ApiError::new(ProblemCode::LinkNotAvailable))?;
    let words = pages::words(&request, Some(&event.locale));
    let (arrival, hint) = (words.get(Word::ArrivalExpected), words.get(Word::ArrivalExpectedHint));
    let words = CalendarWords { language: &words.language, arrival: &arrival, hint: &hint };
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"arrival.ics\""))
        .body(calendar(&event, words)))
}
