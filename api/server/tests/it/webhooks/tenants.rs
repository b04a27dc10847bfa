//! what happens to one organisation is never told to another, neither by the fan-out nor by the sending.

use std::collections::BTreeMap;

use futures_util::{StreamExt, stream};
use serde_json::json;
use shared::paths::ApiPath;
use sqlx::AssertSqlSafe;
use store::Store;

use super::{deliver, deliveries, listen};
use crate::support::receiver::Receiver;
use crate::support::{Organization, TestApp, both_engines, database};

both_engines!(of_a_thousand_events_each_receiver_gets_its_own, what_was_addressed_to_another_is_not_sent);

/// How many vehicles an organisation has; five events tell of each.
const VEHICLES: usize = 100;

/// What happens to the vehicles of an organisation: their ids, and of how many events each is told.
async fn live(org: &Organization) -> BTreeMap<String, usize> {
    let vehicles = (0..VEHICLES).map(async |number| {
        // The other organisation calls its vehicles alike.
        let vehicle = org.vehicle_with(json!({ "external_id": format!("DMS-{number}") })).await.id;
        let moved = json!({ "stage": "in_transit", "eta": "2026-06-01" });
        org.editor.put(ApiPath::VehicleStage(&vehicle), moved).await.expect(200);
        let changed = format!("{}/ext:DMS-{number}", ApiPath::Vehicles);
        org.editor.patch(changed, json!({ "colour": "red" })).await.expect(200);
        org.link(&vehicle).await;
        (vehicle.to_string(), 5)
    });
    // A few at a time: who crowds waits for the database longer than a request may.
    stream::iter(vehicles).buffer_unordered(4).collect().await
}

async fn of_a_thousand_events_each_receiver_gets_its_own(app: TestApp) {
    let (one, two) = (app.organization().await, app.organization().await);
    let (first, second) = (Receiver::start(), Receiver::start());
    listen(&one, &first).await;
    listen(&two, &second).await;
    let (of_one, of_two) = tokio::join!(live(&one), live(&two));
    assert_eq!(deliver(&app).await, 10 * VEHICLES);
    let told = |receiver: &Receiver| {
        let mut told = BTreeMap::new();
        for post in receiver.take() {
            let event = post.event();
            *told.entry(event["data"]["vehicle_id"].as_str().unwrap().to_owned()).or_insert(0) += 1;
        }
        told
    };
    assert_eq!((told(&first), told(&second)), (of_one, of_two));
}

/// A statement that the database would refuse: its own fence is taken down for it.
async fn tamper(app: &TestApp, statement: &str) {
    match &app.app.store {
        Store::Sqlite { writer, .. } => {
            let script = format!("PRAGMA foreign_keys = OFF; {statement}; PRAGMA foreign_keys = ON");
            sqlx::raw_sql(AssertSqlSafe(script)).execute(writer).await.map(drop).unwrap();
        }
        Store::Postgres(_) => {
            database::tamper(app.database_url(), &format!("SET session_replication_role = replica; {statement}")).await;
        }
    }
}

async fn what_was_addressed_to_another_is_not_sent(app: TestApp) {
    let (one, two) = (app.organization().await, app.organization().await);
    let (first, second) = (Receiver::start(), Receiver::start());
    let hook = listen(&one, &first).await;
    listen(&two, &second).await;
    two.vehicle().await;
    // An event of the second organisation, at the endpoint of the first: no code writes this.
    let id = &hook.webhook_endpoint.id;
    tamper(&app, &format!("UPDATE deliveries SET endpoint_id = '{id}'")).await;
    assert_eq!((deliver(&app).await, first.connections(), second.connections()), (0, 0, 0));
    assert!(deliveries(&app, &one, &hook).await.is_empty());
    // Control: it would be sent where it belongs.
    tamper(&app, &format!("UPDATE deliveries SET organization_id = '{}'", one.id)).await;
    assert_eq!((deliver(&app).await, first.connections()), (1, 1));
}
