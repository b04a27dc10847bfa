//! Records opens of pages that are not available: the middleware of `/t/{slug}`.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;

use super::count_view::is_person;
use api_http::cookie;
use api_http::middleware::RequestContext;
use api_http::state::state;
use tracking::RetiredUrlOpens;

use crate::slug::OpenedSlug;

/// As with views, only opens by people are counted, not those by staff who check that the old URL is off. The record
/// does not depend on why nothing is shown, and is made after the answer.
pub async fn note(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let opens = state::<RetiredUrlOpens>(request.request())?;
    let RequestContext { now, head, .. } = *RequestContext::of(request.request());
    let counts = !head && is_person(request.headers()) && cookie::read(request.request()).is_none();
    let slug = request.extract::<OpenedSlug>().await.ok();
    let response = next.call(request).await?;
    if counts && response.status() == StatusCode::NOT_FOUND {
        opens.note(slug.as_ref().map(|OpenedSlug(slug)| slug), now);
    }
    Ok(response)
}
