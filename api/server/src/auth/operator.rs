//! The operator's credential: the billing system's, of no organisation.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use shared::problem::ProblemCode;
use shared::time::Timestamp;
use subtle::ConstantTimeEq;

use crate::auth::bearer;
use crate::config::Secret;
use api_http::error::ApiError;
use api_http::middleware::RequestContext;
use api_http::state::state;

/// The credential that the operator configured, if there is one.
#[derive(Debug, Clone)]
pub struct OperatorToken(pub Option<Secret>);

/// A caller who has the operator's credential.
#[derive(Debug)]
pub struct Operator {
    /// The instant of the request.
    pub now: Timestamp,
    /// Id of the request.
    pub request_id: String,
}

impl FromRequest for Operator {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(check(request))
    }
}

fn check(request: &HttpRequest) -> Result<Operator, ApiError> {
    let configured = state::<OperatorToken>(request)?;
    let denied = || ApiError::new(ProblemCode::AuthenticationRequired).detail("This needs the operator's credential.");
    let token = bearer(request)?.ok_or_else(denied)?;
    let expected = configured.0.as_ref().ok_or_else(denied)?;
    if bool::from(token.as_bytes().ct_eq(expected.as_bytes())) {
        let context = RequestContext::of(request);
        let (now, request_id) = (context.now, context.request_id.clone());
        Ok(Operator { now, request_id })
    } else {
        Err(denied())
    }
}
