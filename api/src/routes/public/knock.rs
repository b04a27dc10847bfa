//! Notes that somebody opened a page that is not available: the middleware of `/t/{slug}`.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;

use super::count_view::is_person;
use crate::auth::cookie;
use crate::edge::RequestContext;
use crate::knocks::Knock;
use crate::server::App;

/// Like views, opens are counted of people only, and not of staff who look whether the old URL is off. What is noted does
/// not depend on why nothing is shown; the answer has been made by then.
pub async fn note(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let app = App::of(request.request())?;
    let RequestContext { now, head, .. } = *RequestContext::of(request.request());
    let counts = !head && is_person(request.headers()) && cookie::read(request.request()).is_none();
    let slug_hash = request.match_info().get("slug").map(|slug| app.keys.hash_slug(slug));
    let response = next.call(request).await?;
    if let Some(slug_hash) = slug_hash.filter(|_| counts && response.status() == StatusCode::NOT_FOUND) {
        app.knocks.note(Knock { slug_hash, at: now });
    }
    Ok(response)
}
