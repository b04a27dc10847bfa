//! What operators, crawlers and the curious ask for.

pub mod docs;
pub mod health;
pub mod security_reports;
pub mod security_txt;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use api_http::operations::Operations;
use api_http::site::Site;

use api_http::error::ApiError;

/// Paths outside the OpenAPI document that answer GET.
pub const PAGES: [&str; 16] = [
    "/t/{slug}",
    "/assets/{name}",
    public::bundle::WORKER_PATH,
    "/healthz",
    "/readyz",
    "/favicon.svg",
    "/favicon.ico",
    "/robots.txt",
    security_txt::PATH,
    "/problems/{code}",
    "/api/v1/openapi.json",
    "/api/v1/openapi-3.0.json",
    "/api/docs",
    "/api/docs/{file}",
    "/docs",
    "/docs/{page}*",
];

/// Pages outside the API.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/healthz", web::get().to(health::health))
        .route("/readyz", web::get().to(health::readiness))
        .route("/favicon.svg", web::get().to(favicon))
        .route("/favicon.ico", web::get().to(favicon))
        .route("/docs", web::get().to(docs::page))
        .route("/docs/", web::get().to(docs::without_slash))
        .route("/docs/search", web::get().to(docs::search))
        .route("/docs/search.json", web::get().to(docs::search_json))
        .route("/docs/{page}*", web::get().to(docs::page))
        .route("/api/docs", web::get().to(docs::moved))
        .route("/api/docs/{file:.*}", web::get().to(docs::moved))
        .route(public::SECURITY_REPORTS, web::post().to(security_reports::receive))
        .route(security_txt::PATH, web::get().to(security_txt::security_txt))
        .route("/robots.txt", web::get().to(robots))
        .route("/problems/{code}", web::get().to(docs::problem));
}

/// Routes inside the API that its document does not list.
pub fn configure_api(config: &mut Operations<'_>) {
    config.route("/openapi.json", web::get().to(openapi_3_1));
    config.route("/openapi-3.0.json", web::get().to(openapi_3_0));
}

/// `GET /favicon.svg`, and where browsers look by themselves.
async fn favicon() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("image/svg+xml")
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(include_str!("../../../../../web/html/favicon.svg"))
}

/// `GET /robots.txt`: everything may be fetched, for a crawler must fetch a page to see that it is `noindex`.
async fn robots() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("User-agent: *\nDisallow:\n")
}

/// Where the OpenAPI documents come from: they are collected from all routes, so no route can name what collects them.
#[derive(Debug, Clone, Copy)]
pub struct OpenApiDocuments {
    /// The one in OpenAPI 3.1, for a server with this address.
    pub v3_1: fn(&str) -> Result<String, serde_json::Error>,
    /// The one in OpenAPI 3.0.
    pub v3_0: fn(&str) -> Result<String, serde_json::Error>,
}

/// `GET /api/v1/openapi.json`
async fn openapi_3_1(documents: web::Data<OpenApiDocuments>, site: web::Data<Site>) -> Result<HttpResponse, ApiError> {
    document((documents.v3_1)(&site.base_url))
}

/// `GET /api/v1/openapi-3.0.json`
async fn openapi_3_0(documents: web::Data<OpenApiDocuments>, site: web::Data<Site>) -> Result<HttpResponse, ApiError> {
    document((documents.v3_0)(&site.base_url))
}

fn document(json: Result<String, serde_json::Error>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().content_type("application/json").body(json.map_err(ApiError::internal)?))
}
