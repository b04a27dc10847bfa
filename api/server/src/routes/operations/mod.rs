//! What operators, crawlers and the curious ask for.

pub mod docs;
pub mod health;
pub mod security_reports;
pub mod security_txt;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use api_http::operations::Operations;
use api_http::site::Site;
use shared::problem::ProblemCode;

use api_http::error::ApiError;
use public::pages::escape_html;

/// Paths outside the OpenAPI document that answer GET.
pub const PAGES: [&str; 13] = [
    "/t/{slug}",
    "/assets/{name}",
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
];

/// Pages outside the API.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/healthz", web::get().to(health::health))
        .route("/readyz", web::get().to(health::readiness))
        .route("/favicon.svg", web::get().to(favicon))
        .route("/favicon.ico", web::get().to(favicon))
        .route("/api/docs", web::get().to(docs::to_docs))
        .route("/api/docs/openapi.json", web::get().to(docs::reference))
        .route("/api/docs/{file:.*}", web::get().to(docs::docs))
        .route(public::SECURITY_REPORTS, web::post().to(security_reports::receive))
        .route(security_txt::PATH, web::get().to(security_txt::security_txt))
        .route("/robots.txt", web::get().to(robots))
        .route("/problems/{code}", web::get().to(problem_page));
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

/// `GET /problems/{code}`: where the `type` of every problem leads.
async fn problem_page(code: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let code = ProblemCode::ALL.iter().find(|known| known.as_str() == code.as_str()).ok_or_else(ApiError::not_found)?;
    let (title, status) = (escape_html(code.title()), code.status());
    let explanation = escape_html(code.explanation().trim());
    let body = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"></head>\n<body><main><h1>{title}</h1>\
         <p>Status {status}, code <code>{}</code>.</p><p>{explanation}</p></main></body>\n</html>\n",
        code.as_str()
    );
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(body))
}
