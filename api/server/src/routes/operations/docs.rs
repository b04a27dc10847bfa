//! The documentation of the API, from inside the binary: Swagger UI over the document, for reading only. Nothing is sent from
//! it, so no key is ever typed into it.

use std::sync::{Arc, OnceLock};

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use utoipa_swagger_ui::{Config, serve};

use super::OpenApiDocuments;
use api_http::error::ApiError;
use api_http::site::Site;

/// Its own scripts, styles and document; icons are `data:` images.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'; report-uri /api/security-reports";

/// Where a credential could be typed in there is nothing to send it with, so it is not shown.
const NO_CREDENTIALS: &str = "\n.swagger-ui .auth-wrapper, .swagger-ui .authorization__btn { display: none }\n";

/// `GET /api/docs`: the page's files are named relative to the slash at the end.
pub async fn to_docs() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/api/docs/")).finish()
}

/// `GET /api/docs/openapi.json`: with the events as `webhooks`, so that Swagger UI shows them. Generators, which would make
/// operations of them, read `/api/v1/openapi.json`.
pub async fn reference(
    documents: web::Data<OpenApiDocuments>,
    site: web::Data<Site>,
) -> Result<HttpResponse, ApiError> {
    let document = (documents.v3_1)(&site.base_url).map_err(ApiError::internal)?;
    let document = document.replacen("\n  \"x-webhooks\": {", "\n  \"webhooks\": {", 1);
    Ok(HttpResponse::Ok().content_type("application/json").body(document))
}

/// `GET /api/docs/{file}`
pub async fn docs(file: web::Path<String>) -> Result<HttpResponse, ApiError> {
    static CONFIG: OnceLock<Arc<Config<'static>>> = OnceLock::new();
    let config = CONFIG.get_or_init(|| {
        let none: [String; 0] = [];
        let config = Config::new(["/api/docs/openapi.json"]);
        Arc::new(config.supported_submit_methods(none).default_models_expand_depth(0).filter(true).use_base_layout())
    });
    let found = serve(&file, Arc::clone(config)).map_err(ApiError::internal)?.ok_or_else(ApiError::not_found)?;
    let mut bytes = found.bytes.into_owned();
    if file.as_str() == "index.css" {
        bytes.extend_from_slice(NO_CREDENTIALS.as_bytes());
    }
    Ok(HttpResponse::Ok()
        .content_type(found.content_type)
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(bytes))
}
