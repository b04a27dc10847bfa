//! Many rows in one call do what calls of their own do, and one that fails takes no other with it.

mod effects;
mod limits;
mod races;
mod rows;
mod staff;

use serde_json::{Value, json};
use shared::bulk::{BulkOutcome, BulkTrackingLinksResult, BulkVehiclesResult};
use shared::paths::ApiPath;

use crate::support::Caller;

fn car(external_id: impl ToString) -> Value {
    json!({ "external_id": external_id.to_string(), "year": 2021, "make": "Toyota", "model": "Hilux" })
}

fn ext(id: impl ToString) -> String {
    format!("{}/ext:{}", ApiPath::Vehicles, id.to_string())
}

async fn upsert(caller: &Caller, rows: &[Value]) -> BulkVehiclesResult {
    let result: BulkVehiclesResult = caller.post(ApiPath::BulkVehicles, json!({ "vehicles": rows })).await.json(200);
    for (index, row) in result.results.iter().enumerate() {
        assert_eq!(row.pointer, format!("/vehicles/{index}"));
        assert_eq!(row.problem.is_some(), row.outcome == BulkOutcome::Failed);
        assert_eq!(row.vehicle.is_some(), row.outcome != BulkOutcome::Failed);
    }
    assert_eq!(result.results.len(), rows.len());
    result
}

async fn link(caller: &Caller, rows: &[Value]) -> BulkTrackingLinksResult {
    let body = json!({ "tracking_links": rows });
    let result: BulkTrackingLinksResult = caller.post(ApiPath::BulkTrackingLinks, body).await.json(200);
    for (index, row) in result.results.iter().enumerate() {
        assert_eq!(row.pointer, format!("/tracking_links/{index}"));
        assert_eq!(row.problem.is_some(), row.outcome == BulkOutcome::Failed);
    }
    assert_eq!(result.results.len(), rows.len());
    result
}

fn outcomes(result: &BulkVehiclesResult) -> Vec<(&str, u16)> {
    result.results.iter().map(|row| (row.outcome.as_str(), row.status)).collect()
}

/// How many events there are.
const EVENTS: &str = "SELECT COUNT(*) FROM events";
