//! How much the database grows: docs/operating.md ("Sizing") has the figures that this prints. Nothing commits to them, so it
//! only fails when something needs many times as much as it did.

use host::keys::hash_token;
use host::random;
use serde_json::{Value, json};
use shared::ids::{SessionId, VehicleId};
use shared::paths::ApiPath;
use shared::webhook::EventType;
use store::{Store, events, sessions};

use crate::support::people::PASSWORD;
use crate::support::pictures::{jpeg, upload};
use crate::support::random::scale;
use crate::support::receiver::Receiver;
use crate::support::{Organization, TestApp, both_engines_nightly};

both_engines_nightly!(a_year_of_a_vehicle_takes_few_kilobytes);

/// What happens to one vehicle in a year: how often, and what it costs.
struct Activity {
    name: &'static str,
    per_vehicle: i64,
    bytes: i64,
}

/// The size of the database with everything written and nothing left over.
async fn size(app: &TestApp) -> i64 {
    match &app.app.store {
        Store::Sqlite { .. } => {
            app.number("SELECT c.page_count * s.page_size FROM pragma_page_count() c, pragma_page_size() s").await
        }
        Store::Postgres { .. } => {
            app.execute("VACUUM").await;
            app.number(
                "SELECT CAST(SUM(pg_total_relation_size(c.oid)) AS BIGINT) FROM pg_class c
                 JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'",
            )
            .await
        }
    }
}

struct Measured<'a> {
    app: &'a TestApp,
    vehicles: Vec<VehicleId>,
    activities: Vec<Activity>,
}

impl Measured<'_> {
    /// Does something to each vehicle; what it cost is reckoned for as often as it happens in a year.
    async fn each(&mut self, name: &'static str, per_vehicle: i64, act: impl AsyncFn(&VehicleId)) {
        let before = size(self.app).await;
        for vehicle in &self.vehicles {
            act(vehicle).await;
        }
        let bytes = (size(self.app).await - before) / i64::try_from(self.vehicles.len()).unwrap();
        self.activities.push(Activity { name, per_vehicle, bytes });
    }
}

async fn patch(org: &Organization, vehicle: &VehicleId, change: Value) {
    org.editor.patch(ApiPath::Vehicle(vehicle), change).await.expect(200);
}

/// What an event takes that has no entry in the audit log.
async fn unaudited_event(app: &TestApp, org: &Organization, vehicles: &[VehicleId]) -> i64 {
    let before = size(app).await;
    let mut tx = app.app.store.begin_across().await.unwrap();
    for vehicle in vehicles.iter().cycle().take(1_000) {
        events::emit(&mut tx, &org.id, EventType::VehicleEtaChanged, vehicle.as_str(), app.clock.now());
    }
    tx.commit().await.unwrap();
    (size(app).await - before) / 1_000
}

async fn a_year_of_a_vehicle_takes_few_kilobytes(app: TestApp) {
    let org = app.organization().await;
    let count = scale(300, 2000);
    let before = size(&app).await;
    let mut vehicles = Vec::new();
    for number in 0..count {
        let more = json!({ "stock_number": format!("HB-{number:06}"), "external_id": format!("DMS-{number:06}"),
            "colour": "Pearl white", "vin": format!("JTMHX05J{number:09}") });
        let body = json!({ "year": 2021, "make": "Toyota", "model": "Land Cruiser" });
        let mut full = body.clone();
        full.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let created = org.editor.post(ApiPath::Vehicles, &full).await;
        let created = if created.status == 201 { created } else { org.editor.post(ApiPath::Vehicles, &body).await };
        vehicles.push(created.json::<shared::vehicle::Vehicle>(201).id);
    }
    let bytes = (size(&app).await - before) / i64::try_from(count).unwrap();
    let activities = vec![Activity { name: "vehicle created", per_vehicle: 1, bytes }];
    let mut measured = Measured { app: &app, vehicles, activities };
    let text = "The vessel left Yokohama this morning; we expect it in Bremerhaven in five weeks. ".repeat(2);
    measured
        .each("vehicle edited", 10, async |vehicle| patch(&org, vehicle, json!({ "model": "Land Cruiser 300" })).await)
        .await;
    measured
        .each("ETA moved", 4, async |vehicle| {
            patch(&org, vehicle, json!({ "eta": "2026-07-06", "eta_reason": "transport_booked" })).await;
        })
        .await;
    measured
        .each("stage moved", 5, async |vehicle| {
            let transit = json!({ "stage": "in_transit", "eta": "2026-07-14", "eta_reason": "vessel_delayed" });
            org.editor.put(ApiPath::VehicleStage(vehicle), transit).await.expect(200);
        })
        .await;
    measured
        .each("note", 8, async |vehicle| {
            let note = json!({ "scope": "internal", "body": text });
            org.editor.post(ApiPath::Notes(vehicle), note).await.expect(201);
        })
        .await;
    measured.each("photo (its row)", 20, async |vehicle| drop(upload(&org, vehicle, &jpeg(9, 9)).await)).await;
    measured.each("tracking link", 1, async |vehicle| drop(org.link(vehicle).await)).await;
    measured
        .each("URL regenerated", 1, async |vehicle| {
            org.editor.post(ApiPath::Regenerate(vehicle), json!({})).await.expect(200);
        })
        .await;
    let event = unaudited_event(&app, &org, &measured.vehicles).await;
    let receiver = Receiver::start();
    org.admin.post(ApiPath::WebhookEndpoints, json!({ "url": receiver.url })).await.expect(201);
    let edited = measured.activities[1].bytes;
    measured
        .each("edit with a delivery", 0, async |vehicle| patch(&org, vehicle, json!({ "model": "GX 550" })).await)
        .await;
    let delivery = measured.activities.last().unwrap().bytes - edited;
    let (tokens, before) = (4_000, size(&app).await);
    let session = SessionId::from_u128(random::id(app.clock.now()));
    let mut tx = app.app.store.begin_across().await.unwrap();
    sessions::insert(&mut tx, &session, &org.members[0], &hash_token(&random::token()), app.clock.now()).await.unwrap();
    for _ in 0..tokens {
        sessions::refresh(&mut tx, &session, &hash_token(&random::token()), app.clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let token = (size(&app).await - before) / tokens;
    let (sign_ins, before) = (400, size(&app).await);
    for _ in 0..sign_ins {
        let credentials = json!({ "email": org.admin_email, "password": PASSWORD });
        app.anonymous().post(ApiPath::Session, credentials).await.expect(200);
    }
    let sign_in = (size(&app).await - before) / sign_ins;
    let engine = if app.is_sqlite() { "SQLite" } else { "PostgreSQL" };
    println!("{engine}, {count} vehicles, bytes each, with the entry in the audit log:");
    let mut year = 0;
    for Activity { name, per_vehicle, bytes } in &measured.activities {
        println!("  {name}: {bytes} x {per_vehicle}");
        year += bytes * per_vehicle;
    }
    println!("  a delivery, until thirty days later: {delivery}");
    println!("  an event that is not audited, as a moved ETA leaves one, until thirty days later: {event}");
    println!("  a refresh token, until its session is thirty-one days old: {token}");
    println!("  a sign-in, with its session until that is thirty-one days old: {sign_in}");
    println!("  a vehicle in a year: {year}; 10,000 vehicles: {} MB", year * 10_000 / 1_000_000);
    assert!((5_000..200_000).contains(&year), "{year}");
}
