//! The limits for those who show no credential, or a wrong one.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, ResponseError};

use api_http::cookie;
use api_http::error::ApiError;
use api_http::limits::Limits;
use api_http::middleware::RequestContext;
use api_http::route::Audience;
use api_http::state::state;
use public::pages;

/// The middleware. Whether a slug lives is not known before its request was counted, so the 429 cannot tell.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let limits = state::<Limits>(request.request())?;
    let RequestContext { address, uptime, .. } = *RequestContext::of(request.request());
    let audience = Audience::of(request.path());
    if audience.has_slug() {
        if let Err(refusal) = limits.public(address, uptime) {
            let answer = if audience == Audience::Page {
                pages::too_many_requests(request.request(), &refusal)
            } else {
                Err(refusal)
            };
            return Ok(answer_with(request, answer));
        }
        let response = next.call(request).await?;
        if response.status() == StatusCode::NOT_FOUND {
            limits.missed(address, uptime);
        }
        return Ok(response.map_into_boxed_body());
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

fn answer_with(request: ServiceRequest, answer: Result<HttpResponse, ApiError>) -> ServiceResponse<BoxBody> {
    let (request, _) = request.into_parts();
    ServiceResponse::new(request, answer.unwrap_or_else(|error| error.error_response()))
}
