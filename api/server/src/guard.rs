//! The limits for those who show no credential, or a wrong one.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, ResponseError};

use api_http::cookie;
use api_http::error::ApiError;
use api_http::limits::Limits;
use api_http::limits::tracking_urls::{Outcome, Visitor};
use api_http::middleware::RequestContext;
use api_http::route::Audience;
use api_http::state::state;
use public::pages;
use public::slug::OpenedSlug;

/// The middleware. Whether a slug lives is not known before its request was counted, so the 429 cannot tell.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let limits = state::<Limits>(request.request())?;
    let RequestContext { address, uptime, .. } = *RequestContext::of(request.request());
    let audience = Audience::of(request.path());
    if audience.has_slug() {
        let headers = request.headers();
        let client = [header::USER_AGENT, header::ACCEPT_LANGUAGE].map(|name| headers.get(name));
        let client = client.map(|value| value.map_or(&[][..], HeaderValue::as_bytes));
        let slug = OpenedSlug::of_path(request.request());
        let admitted = match limits.tracking_urls.admit(Visitor { address, client: &client, slug }, uptime) {
            Ok(admitted) => admitted,
            Err(refusal) => {
                let answer = if audience == Audience::Page {
                    pages::too_many_requests(request.request(), &refusal)
                } else {
                    Err(refusal)
                };
                return Ok(answer_with(request, answer));
            }
        };
        let response = next.call(request).await;
        let status = response.as_ref().map_or(StatusCode::INTERNAL_SERVER_ERROR, ServiceResponse::status);
        limits.tracking_urls.settle(admitted, outcome(status), uptime);
        return Ok(response?.map_into_boxed_body());
    }
    if audience != Audience::Api {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let shown = request.headers().contains_key(header::AUTHORIZATION) || cookie::read(request.request()).is_some();
    if !shown {
        if let Err(error) = limits.anonymous(address, uptime) {
            return Ok(answer_with(request, Err(error)));
        }
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    // Who shares an address with somebody who shows wrong credentials goes on with a right one.
    let response = next.call(request).await?;
    if response.status() == StatusCode::UNAUTHORIZED
        && let Err(error) = limits.anonymous(address, uptime)
    {
        let (request, _) = response.into_parts();
        return Ok(ServiceResponse::new(request, error.error_response()));
    }
    Ok(response.map_into_boxed_body())
}

/// What an answer says about the link of its path.
fn outcome(status: StatusCode) -> Outcome {
    match status {
        StatusCode::NOT_FOUND => Outcome::Missing,
        StatusCode::NOT_MODIFIED => Outcome::Shown,
        status if status.is_success() => Outcome::Shown,
        _ => Outcome::Undecided,
    }
}

fn answer_with(request: ServiceRequest, answer: Result<HttpResponse, ApiError>) -> ServiceResponse<BoxBody> {
    let (request, _) = request.into_parts();
    ServiceResponse::new(request, answer.unwrap_or_else(|error| error.error_response()))
}
