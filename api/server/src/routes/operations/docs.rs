//! The documentation for integrators: no account, nothing of any organisation, and nothing from another host.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use api_http::error::ApiError;
use api_http::extract::Query;
use api_http::middleware::OwnBody;
use api_http::site::Site;
use public::coding;
use serde::Deserialize;

use super::OpenApiDocuments;
use crate::documentation::{Documentation, Kept, Prepared};

/// Its own scripts, styles and search, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'; report-uri /api/security-reports";
/// Revalidated each time: an upgrade of the server changes pages under the same addresses.
const REVALIDATED: &str = "public, no-cache";
/// The name changes with the content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// `GET /api/docs`, where the reference was before.
pub async fn moved() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/docs/reference")).finish()
}

/// `GET /docs/`: pages have no slash at their end.
pub async fn without_slash() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/docs")).finish()
}

/// `GET /problems/{code}`: where the `type` of every problem leads.
pub async fn problem(request: HttpRequest, source: Source) -> Result<HttpResponse, ApiError> {
    let kept = source.kept().await?;
    let page = kept.page(request.path()).ok_or_else(ApiError::not_found)?;
    answer(&request, page, REVALIDATED)
}

/// `GET /docs` and `GET /docs/{page}`
pub async fn page(request: HttpRequest, source: Source) -> Result<HttpResponse, ApiError> {
    let kept = source.kept().await?;
    if let Some(page) = kept.page(request.path()) {
        return answer(&request, page, REVALIDATED);
    }
    if let Some(asset) = kept.asset(request.path()) {
        return answer(&request, asset, IMMUTABLE);
    }
    let mut lost = HttpResponse::NotFound()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(kept.library().not_found_page());
    lost.extensions_mut().insert(OwnBody);
    Ok(lost)
}

/// `GET /docs/search`: what was found, as a page. It works without scripts.
pub async fn search(source: Source, asked: Query<Asked>) -> Result<HttpResponse, ApiError> {
    let kept = source.kept().await?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(kept.library().search_page(&asked.q)))
}

/// `GET /docs/search.json`: the same for the script.
pub async fn search_json(source: Source, asked: Query<Asked>) -> Result<HttpResponse, ApiError> {
    let kept = source.kept().await?;
    Ok(HttpResponse::Ok().json(kept.library().search(&asked.q)))
}

/// What is searched for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// What the pages are made from when somebody first asks for one.
#[derive(Debug)]
pub struct Source {
    documentation: Arc<Documentation>,
    documents: OpenApiDocuments,
    site: Arc<Site>,
}

impl Source {
    async fn kept(self) -> Result<Arc<Kept>, ApiError> {
        let Self { documentation, documents, site } = self;
        documentation.kept(documents.v3_1, &site.base_url).await
    }
}

impl actix_web::FromRequest for Source {
    type Error = ApiError;
    type Future = std::future::Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let source = || {
            Some(Self {
                documentation: Arc::clone(request.app_data::<web::Data<Documentation>>()?),
                documents: ***request.app_data::<web::Data<OpenApiDocuments>>()?,
                site: Arc::clone(request.app_data::<web::Data<Site>>()?),
            })
        };
        std::future::ready(source().ok_or_else(|| ApiError::internal("the state lacks the documentation")))
    }
}

fn answer(request: &HttpRequest, prepared: &Prepared, caching: &'static str) -> Result<HttpResponse, ApiError> {
    let coding = coding::of(request);
    let tag = prepared.tag(coding);
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::ETAG, tag.as_str()))
        .insert_header((header::VARY, "accept-encoding"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY));
    if api_http::entity_tag::has_copy(request, &prepared.tag(tracking::Coding::Identity)) {
        return Ok(answer.status(actix_web::http::StatusCode::NOT_MODIFIED).finish());
    }
    coding::set_headers(coding, &mut answer);
    Ok(answer.content_type(prepared.content_type).body(prepared.body(coding)?))
}
