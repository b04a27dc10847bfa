//! `GET /healthz` and `GET /readyz`, for those who start servers and send requests to them. No credential and no limit,
//! so they tell nothing but yes or no.

use actix_web::{HttpResponse, web};

use api_http::error::ApiError;

use crate::readiness::Readiness;

/// `GET /healthz`: the process lives. It asks nobody, for a process is not to be restarted because its database is
/// down.
pub async fn health() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "ok" }))
}

/// `GET /readyz`: requests should come here, for the database and the photo store answer, and the server is not about
/// to stop.
pub async fn readiness(readiness: web::Data<Readiness>) -> Result<HttpResponse, ApiError> {
    readiness.check().await?;
    Ok(HttpResponse::Ok().json(serde_json::json!({ "status": "ready" })))
}
