//! The audit log: one entry for every change, never changed, and a chain that shows it.

use actix_web::http::Method;
use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::api_key::Scope;
use shared::audit::{AuditEvent, EventDeliveries, VehicleHistoryEvent};
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use store::Store;
use store::audit;

use crate::support::{Organization, TestApp, both_engines, database};

both_engines!(
    every_change_leaves_one_entry,
    a_change_that_fails_leaves_none,
    the_log_is_read_by_category_and_page,
    the_log_is_read_by_person_vehicle_and_date,
    every_member_reads_the_history_of_a_vehicle,
    entries_cannot_be_changed_or_deleted,
    a_changed_entry_breaks_the_chain,
    many_writers_make_one_chain,
);

async fn entries(org: &Organization) -> Vec<AuditEvent> {
    org.admin.get(format!("{}?limit=100", ApiPath::AuditEvents)).await.json::<Page<AuditEvent>>(200).data
}

async fn every_change_leaves_one_entry(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let note = org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "internal", "body": "Secret text" })).await;
    let note = note.value(201)["id"].as_str().unwrap().parse().unwrap();
    let steps: Vec<(Method, String, Value, &str)> = vec![
        (Method::PATCH, ApiPath::Note(&vehicle, &note).to_string(), json!({ "scope": "customer" }), "note.updated"),
        (Method::DELETE, ApiPath::Note(&vehicle, &note).to_string(), Value::Null, "note.deleted"),
        (Method::PATCH, ApiPath::Vehicle(&vehicle).to_string(), json!({ "colour": "red" }), "vehicle.updated"),
        (
            Method::PUT,
            ApiPath::Vehicle(&vehicle).to_string(),
            json!({ "year": 2021, "make": "A", "model": "B" }),
            "vehicle.updated",
        ),
        (
            Method::PUT,
            ApiPath::VehicleStage(&vehicle).to_string(),
            json!({ "stage": "in_transit" }),
            "vehicle.stage_changed",
        ),
        (Method::POST, ApiPath::TrackingLink(&vehicle).to_string(), json!({}), "tracking_link.created"),
        (
            Method::PATCH,
            ApiPath::TrackingLink(&vehicle).to_string(),
            json!({ "options": { "show_eta": false } }),
            "tracking_link.updated",
        ),
        (Method::POST, ApiPath::Regenerate(&vehicle).to_string(), json!({}), "tracking_link.regenerated"),
        (Method::DELETE, ApiPath::TrackingLink(&vehicle).to_string(), Value::Null, "tracking_link.revoked"),
        (Method::DELETE, ApiPath::Vehicle(&vehicle).to_string(), Value::Null, "vehicle.deleted"),
        (Method::POST, ApiPath::VehicleRestore(&vehicle).to_string(), json!({}), "vehicle.restored"),
        (Method::PATCH, ApiPath::Organization.to_string(), json!({ "name": "New name" }), "organization.updated"),
        (Method::PATCH, ApiPath::Member(&org.members[2]).to_string(), json!({ "role": "editor" }), "member.updated"),
        (Method::POST, ApiPath::MemberInvitation(&org.members[2]).to_string(), json!({}), "member.invited"),
        (
            Method::POST,
            ApiPath::ApiKeys.to_string(),
            json!({ "name": "K", "expires_at": "2027-01-01T00:00:00Z" }),
            "api_key.created",
        ),
    ];
    for (method, path, body, action) in steps {
        let before = entries(&org).await.len();
        let request_id = format!("request-{before}");
        let admin = org.admin.with("x-request-id", &request_id);
        let answer = match body {
            Value::Null => admin.send(method, &path, None, Vec::new()).await,
            body => admin.json(method, &path, body).await,
        };
        assert!((200..300).contains(&answer.status), "{path}: {}", answer.text());
        let after = entries(&org).await;
        assert_eq!(after.len(), before + 1, "{action}");
        let entry = &after[0];
        assert_eq!((entry.action.as_str(), entry.request_id.as_str()), (action, request_id.as_str()));
        assert_eq!(
            (entry.actor.name.as_str(), entry.actor.id.as_deref()),
            ("Alex Admin", Some(org.members[0].as_str()))
        );
        assert_eq!(entry.category.as_str(), action.split('.').next().unwrap());
        assert!(!entry.summary.is_empty() && !entry.summary.contains("Secret text"));
    }
}

async fn a_change_that_fails_leaves_none(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle_with(json!({ "stock_number": "S" })).await;
    let before = entries(&org).await.len();
    let body = json!({ "year": 2021, "make": "A", "model": "B", "stock_number": "S" });
    org.editor.post(ApiPath::Vehicles, body).await.expect(409);
    org.editor.put(ApiPath::VehicleStage(&vehicle.id), json!({ "stage": "sold_delivered" })).await.expect(409);
    assert_eq!(entries(&org).await.len(), before);
}

async fn the_log_is_read_by_category_and_page(app: TestApp) {
    let (org, others) = (app.organization().await, app.organization().await);
    for _ in 0..52 {
        org.vehicle().await;
    }
    org.admin.patch(ApiPath::Organization, json!({ "name": "Renamed" })).await.expect(200);
    let first: Page<AuditEvent> = org.admin.get(ApiPath::AuditEvents).await.json(200);
    assert_eq!((first.data.len(), first.data[0].action.as_str()), (50, "organization.updated"));
    let rest = format!("{}?cursor={}", ApiPath::AuditEvents, first.next_cursor.unwrap());
    let rest: Page<AuditEvent> = org.admin.get(rest).await.json(200);
    assert_eq!((rest.data.len(), rest.next_cursor), (3, None));
    let settings = org.admin.get(format!("{}?category=organization", ApiPath::AuditEvents)).await;
    assert_eq!(settings.json::<Page<AuditEvent>>(200).data.len(), 1);
    assert!(entries(&others).await.is_empty());
    org.editor.get(ApiPath::AuditEvents).await.expect(403);
    org.key(&[Scope::AuditRead]).await.get(ApiPath::AuditEvents).await.expect(200);
    org.admin.get(format!("{}?category=secrets", ApiPath::AuditEvents)).await.expect(422);
}

/// Runs a statement past everything that the program forbids; the error of the database, if it has one.
async fn run(app: &TestApp, sql: &'static str) -> Option<String> {
    match &app.app.store {
        Store::Sqlite { writer, .. } => sqlx::raw_sql(sql).execute(writer).await.err(),
        Store::Postgres(_) => {
            let pool = database::everything(app.database_url()).await;
            sqlx::raw_sql(sql).execute(&pool).await.err()
        }
    }
    .map(|error| error.to_string())
}

async fn the_log_is_read_by_person_vehicle_and_date(app: TestApp) {
    let org = app.organization().await;
    let (first, second) = (org.vehicle().await.id, org.vehicle().await.id);
    app.clock.advance_ms(60_000);
    let later = app.clock.now();
    org.editor.patch(ApiPath::Vehicle(&second), json!({ "colour": "red" })).await.expect(200);
    org.admin.patch(ApiPath::Vehicle(&first), json!({ "colour": "blue" })).await.expect(200);
    let editor: Value = org.editor.get(ApiPath::Session).await.value(200);
    let editor = editor["member"]["id"].as_str().unwrap().to_owned();
    let log = async |query: String| {
        let page: Page<AuditEvent> = org.admin.get(format!("{}?{query}", ApiPath::AuditEvents)).await.json(200);
        page.data.into_iter().map(|entry| (entry.action, entry.subject_id)).collect::<Vec<_>>()
    };
    let (created, updated) = ("vehicle.created".to_owned(), "vehicle.updated".to_owned());
    let of_second = [(updated.clone(), second.to_string()), (created, second.to_string())];
    assert_eq!(log(format!("vehicle_id={second}")).await, of_second);
    assert_eq!(log(format!("vehicle_id={second}&since={later}")).await, of_second[..1]);
    assert_eq!(log(format!("vehicle_id={second}&until={later}")).await, of_second[1..]);
    assert_eq!(log(format!("actor_id={editor}&since={later}&category=vehicle")).await, of_second[..1]);
    assert_eq!(log("actor_id=usr_00000000000000000000000000".to_owned()).await, []);
    // A vehicle of somebody else has no entries here.
    let other = app.organization().await.vehicle().await.id;
    assert_eq!(log(format!("vehicle_id={other}")).await, []);
    let query = format!("{}?since=yesterday", ApiPath::AuditEvents);
    org.admin.get(query).await.problem(ProblemCode::ValidationFailed);
}

async fn every_member_reads_the_history_of_a_vehicle(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, other) = (org.vehicle().await.id, org.vehicle().await.id);
    let change = json!({ "customer": { "phone": "+49 40 1" }, "vessel": "Morning Star", "eta": "2026-06-14" });
    org.editor.patch(ApiPath::Vehicle(&vehicle), change).await.expect(200);
    let note = json!({ "scope": "internal", "body": "Secret text" });
    org.editor.post(ApiPath::Notes(&vehicle), note).await.expect(201);
    org.link(&vehicle).await;
    org.editor.post(ApiPath::SentMark(&vehicle), json!({ "channel": "sms" })).await.expect(200);
    org.link(&other).await;
    let path = ApiPath::VehicleHistory(&vehicle);
    let history: Page<VehicleHistoryEvent> = org.viewer.get(path).await.json(200);
    let summaries: Vec<_> = history.data.iter().map(|entry| entry.event.summary.as_str()).collect();
    assert!(history.data.iter().all(|entry| entry.deliveries == EventDeliveries::default()), "there is no endpoint");
    assert_eq!(
        summaries,
        [
            "said that the tracking link of 2021 Toyota Land Cruiser was sent by SMS",
            "created the tracking link of 2021 Toyota Land Cruiser",
            "wrote an internal note on 2021 Toyota Land Cruiser",
            "changed 2021 Toyota Land Cruiser (customer's phone number, vessel); ETA now 2026-06-14, was unknown",
            "created 2021 Toyota Land Cruiser",
        ]
    );
    // In pages, and to nobody else.
    let first: Page<VehicleHistoryEvent> = org.viewer.get(format!("{path}?limit=2")).await.json(200);
    let cursor = first.next_cursor.unwrap();
    let rest: Page<VehicleHistoryEvent> = org.viewer.get(format!("{path}?limit=100&cursor={cursor}")).await.json(200);
    assert_eq!((first.data.len(), rest.data.len(), rest.next_cursor), (2, 3, None));
    app.organization().await.admin.get(path).await.problem(ProblemCode::NotFound);
}

async fn entries_cannot_be_changed_or_deleted(app: TestApp) {
    let org = app.organization().await;
    org.vehicle().await;
    for sql in ["UPDATE events SET summary = 'nothing happened'", "DELETE FROM events"] {
        assert!(run(&app, sql).await.unwrap().contains("never changed"), "{sql}");
    }
    assert_eq!(entries(&org).await[0].summary, "created 2021 Toyota Land Cruiser");
}

async fn a_changed_entry_breaks_the_chain(app: TestApp) {
    let org = app.organization().await;
    for _ in 0..5 {
        org.vehicle().await;
    }
    let check = async || {
        let mut reader = app.app.store.read_across().await.unwrap();
        let mut found = audit::verify(reader.across()).await.unwrap();
        found.retain(|check| check.organization_id == org.id);
        (found[0].intact, found[0].broken_at)
    };
    assert_eq!(check().await, (5, None));
    let off = if app.is_sqlite() {
        "DROP TRIGGER events_no_update; DROP TRIGGER events_no_delete"
    } else {
        "ALTER TABLE events DISABLE TRIGGER USER"
    };
    assert_eq!(run(&app, off).await, None);
    assert_eq!(run(&app, "UPDATE events SET summary = 'created nothing' WHERE sequence = 3").await, None);
    assert_eq!(check().await, (2, Some(3)));
    assert_eq!(run(&app, "DELETE FROM events WHERE sequence >= 3").await, None);
    assert_eq!(check().await, (2, Some(3)), "an end that was cut off shows too");
}

async fn many_writers_make_one_chain(app: TestApp) {
    let org = app.organization().await;
    let (second, _) = app.second_node().await;
    let nodes = [org.editor.clone(), org.editor.at(&second)];
    let body = json!({ "year": 2021, "make": "A", "model": "B" });
    let answers = join_all((0..40).map(|index| nodes[index % 2].post(ApiPath::Vehicles, body.clone()))).await;
    assert!(answers.iter().all(|answer| answer.status == 201));
    let mut reader = app.app.store.read_across().await.unwrap();
    let found = audit::verify(reader.across()).await.unwrap();
    let own = found.into_iter().find(|check| check.organization_id == org.id).unwrap();
    assert_eq!((own.intact, own.broken_at), (40, None));
}
