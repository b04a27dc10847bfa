//! `POST /vehicles/bulk`

use actix_web::{HttpRequest, HttpResponse, post, web};
use serde_json::Value;
use shared::bulk::{BulkOutcome, BulkVehicleResult, BulkVehicles, BulkVehiclesBody, BulkVehiclesResult, MAX_BYTES};
use shared::vehicle::VehicleUpdate;

use crate::acting::Acting;
use crate::auth::EditVehicles;
use crate::auth::Require;
use crate::bulk::{Done, Rows, answer};
use crate::idempotency::{IdempotencyKey, IdempotencyKeyHeader};
use crate::vehicles::{Upserted, upsert};
use api_http::error::ApiError;
use api_http::extract::Body;
use store::Store;

/// Create or change many vehicles
///
/// Up to 500 rows in at most 1 MiB, each with an `external_id`: a vehicle that is not there is created, one that is there is
/// changed by JSON Merge Patch. What a row does not contain stays, including what staff have typed, and what staff have deleted
/// stays deleted (`vehicle_deleted`). The stage is moved at `/stage`.
///
/// Each row succeeds or fails alone, in its order, with the effects of a call of its own; the answer is 200 with a result for
/// each. The same rows again change nothing. Ten rows count as one request.
#[utoipa::path(
    operation_id = "upsert_vehicles",
    tag = "Vehicles",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(IdempotencyKeyHeader),
    request_body = BulkVehiclesBody,
    responses((status = 200, description = "A result for each row.", body = BulkVehiclesResult, headers(("Idempotency-Replayed" = String))))
)]
#[post("/vehicles/bulk")]
pub async fn upsert_vehicles(
    request: HttpRequest,
    store: web::Data<Store>,
    key: IdempotencyKey,
    caller: Require<EditVehicles>,
    body: Body<BulkVehicles<Value>, MAX_BYTES>,
) -> Result<HttpResponse, ApiError> {
    let (BulkVehicles { vehicles }, digest) = body.with_digest()?;
    let rows = Rows::counted("vehicles", vehicles, &caller, &request)?;
    let repeatable = key.of(&caller, &digest);
    if let Some(earlier) = repeatable.replay().await? {
        return Ok(earlier);
    }
    let act = async |acting: &Acting<'_>, row: VehicleUpdate| upsert(&store, acting, &row).await;
    let done = rows.each(&caller, &request, act).await?;
    answer(repeatable, done, result, |results| BulkVehiclesResult { results }).await
}

fn result(Done { pointer, result }: Done<Upserted>) -> BulkVehicleResult {
    let (outcome, status, vehicle, problem) = match result {
        Ok(Upserted::Created(vehicle)) => (BulkOutcome::Created, 201, Some(vehicle), None),
        Ok(Upserted::Updated(vehicle)) => (BulkOutcome::Updated, 200, Some(vehicle), None),
        Ok(Upserted::Unchanged(vehicle)) => (BulkOutcome::Unchanged, 200, Some(vehicle), None),
        Err(problem) => (BulkOutcome::Failed, problem.status, None, Some(problem)),
    };
    BulkVehicleResult { pointer, outcome, status, vehicle, problem }
}
