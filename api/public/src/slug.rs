//! The slug of a path is parsed and hashed here, once, and handlers know it only as [`OpenedSlug`].

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use api_http::ApiError;
use api_http::state::state;
use domain::slug::{HashedSlug, SlugHash};
use serde::Deserialize;
use shared::problem::ProblemCode;
use tracking::PublicReader;
use utoipa::IntoParams;

/// A slug in a path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct SlugPath {
    /// The secret part of the tracking URL, upper or lower case.
    slug: String,
}

/// The slug of a request. One that is not well-formed opens nothing, and gets the same 404 as one that is unknown.
#[derive(Debug, Clone)]
pub struct OpenedSlug(pub HashedSlug);

impl OpenedSlug {
    /// The hash of the slug in a path, before it is known which route the path belongs to; none if no plain slug is there.
    pub fn of_path(request: &HttpRequest) -> Option<SlugHash> {
        let path = request.path();
        let rest = path.strip_prefix("/t/").or_else(|| path.strip_prefix("/api/v1/public/tracking/"))?;
        let slug = rest.split_once('/').map_or(rest, |(slug, _)| slug);
        let read = state::<PublicReader>(request).ok()?.read_slug(slug)?;
        let hash = read.hash().clone();
        request.extensions_mut().insert(Self(read));
        Some(hash)
    }
}

impl FromRequest for OpenedSlug {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // The middleware and the handler of one request parse it once.
        if let Some(opened) = request.extensions().get::<Self>() {
            return ready(Ok(opened.clone()));
        }
        let path = web::Path::<SlugPath>::from_request(request, payload).into_inner();
        ready(state::<PublicReader>(request).and_then(|reader| {
            let read = path.ok().and_then(|path| reader.read_slug(&path.slug));
            let opened = read.map(Self).ok_or_else(|| ApiError::new(ProblemCode::LinkNotAvailable))?;
            request.extensions_mut().insert(opened.clone());
            Ok(opened)
        }))
    }
}
