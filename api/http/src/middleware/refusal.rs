//! Requests that are refused unread: URLs that are too long, bodies with two lengths, invalid hosts.

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::uri::Authority;
use actix_web::http::{ConnectionType, Uri, Version, header};
use shared::problem::ProblemCode;

use crate::connections;
use crate::error::ApiError;

/// The longest URL, with its query.
pub const MAX_URI_BYTES: usize = 8 * 1024;

/// Why a request is not even looked at.
pub(super) fn refusal(request: &ServiceRequest) -> Option<ApiError> {
    if connections::is_one_too_many(request) {
        let detail = "The server has no connection left. Try again in a moment.";
        return Some(ApiError::new(ProblemCode::ServiceUnavailable).detail(detail));
    }
    if connections::hides_its_body(request) {
        let detail = "Connections are not upgraded to WebSocket. Send the request without `Upgrade`.";
        return Some(ApiError::new(ProblemCode::BadRequest).detail(detail));
    }
    if uri_length(request.uri()) > MAX_URI_BYTES {
        return Some(ApiError::new(ProblemCode::UriTooLong));
    }
    if !names_a_host(request) {
        return Some(ApiError::new(ProblemCode::BadRequest).detail("Host must name a host, and no user."));
    }
    // Two statements of where a body ends: a proxy may have used the other one (R-47; RFC 9112, section 6.1).
    let headers = request.headers();
    let encoded = headers.contains_key(header::TRANSFER_ENCODING);
    let ambiguous = encoded && (headers.contains_key(header::CONTENT_LENGTH) || request.version() < Version::HTTP_11);
    ambiguous
        .then(|| ApiError::new(ProblemCode::BadRequest).detail("Send Content-Length or Transfer-Encoding, not both."))
}

/// How long a URL is, as written in the first line.
fn uri_length(uri: &Uri) -> usize {
    let authority = uri.authority().map_or(0, |authority| authority.as_str().len() + "https://".len());
    authority + uri.path_and_query().map_or(0, |path| path.as_str().len())
}

/// Whether the host is valid wherever it is given (RFC 9112, section 3.2): it is not used here, but a proxy in front
/// may have parsed it differently.
fn names_a_host(request: &ServiceRequest) -> bool {
    let is_host = |authority: &str| {
        authority.parse::<Authority>().is_ok_and(|authority| !authority.host().is_empty()) && !authority.contains('@')
    };
    let given = request.headers().get_all(header::HOST).map(|value| value.to_str().unwrap_or_default());
    given.chain(request.uri().authority().map(Authority::as_str)).all(is_host)
}

/// The refusal, after which the connection is closed: what follows on it may not be a request.
pub(super) fn refused(request: ServiceRequest, refusal: ApiError) -> ServiceResponse<BoxBody> {
    let (request, _) = request.into_parts();
    let mut response = actix_web::ResponseError::error_response(&refusal);
    response.head_mut().set_connection_type(ConnectionType::Close);
    ServiceResponse::new(request, response)
}
