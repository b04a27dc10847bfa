//! The export of an organisation: everything that it has, of one moment, and nothing that lets anybody in.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use serde_json::{Value, json};
use shared::audit::AuditEvent;
use shared::export::ExportFormat;
use shared::ids::VehicleId;
use shared::link::TrackingLink;
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use store::export::TABLES;
use store::{Db, Store, notes, vehicles};
use zip::ZipArchive;

use crate::row_security::full;
use crate::support::people::slug;
use crate::support::{Answer, Organization, TestApp, both_engines};

both_engines!(
    it_holds_every_row_and_no_other_organisations,
    nothing_in_it_opens_a_page_or_lets_anybody_in,
    both_formats_say_the_same,
    no_cell_is_a_formula,
    what_is_deleted_for_good_is_not_in_it,
    it_is_of_one_moment,
    more_rows_than_are_held_at_a_time_are_all_there,
    lockdown_does_not_keep_data_back,
    one_is_made_at_a_time,
    what_cannot_be_written_is_not_sent,
    it_leaves_an_entry_in_the_audit_log,
);

async fn export(org: &Organization, format: ExportFormat) -> Answer {
    let answer = org.admin.get(format!("{}?format={}", ApiPath::Export, format.as_str())).await;
    answer.expect(200);
    assert_eq!(answer.header("content-type"), format.media_type());
    assert_eq!(answer.header("cache-control"), "no-store, no-transform");
    let name = format!("attachment; filename=\"importops-2026-05-01.{}\"", format.extension());
    assert_eq!(answer.header("content-disposition"), name);
    assert_eq!(answer.header("content-length"), answer.body.len().to_string());
    answer
}

async fn document(org: &Organization) -> Value {
    export(org, ExportFormat::Json).await.value(200)
}

/// The records of each file of an archive, with the first line, which names the columns.
fn archived(answer: &Answer) -> Vec<(String, Vec<Vec<String>>)> {
    let mut archive = ZipArchive::new(Cursor::new(&answer.body)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            let text = text.strip_prefix('\u{feff}').expect("spreadsheets learn that it is UTF-8");
            let records = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).into_records();
            let records = records.map(|record| record.unwrap().iter().map(str::to_owned).collect());
            (file.name().unwrap().trim_end_matches(".csv").to_owned(), records.collect())
        })
        .collect()
}

fn rows<'a>(document: &'a Value, table: &str) -> Vec<&'a Value> {
    match &document[table] {
        Value::Array(rows) => rows.iter().collect(),
        row => vec![row],
    }
}

async fn it_holds_every_row_and_no_other_organisations(app: TestApp) {
    let (org, other) = (full(&app).await, full(&app).await);
    let mine = document(&org).await;
    let theirs = document(&other).await;
    let tables: BTreeSet<_> = mine.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(tables, TABLES.iter().map(|(table, _)| *table).chain(["exported_at"]).collect());
    assert_eq!(mine["exported_at"], "2026-05-01T10:00:00.000Z");
    let ids = |document: &Value| {
        let of_table = |(table, _): &(&str, _)| rows(document, table).into_iter().map(|row| row["id"].clone());
        TABLES.iter().flat_map(of_table).filter_map(|id| id.as_str().map(str::to_owned)).collect::<BTreeSet<_>>()
    };
    assert!(ids(&mine).is_disjoint(&ids(&theirs)));
    let theirs: Vec<_> = ids(&theirs).into_iter().collect();
    assert!(!theirs.iter().any(|id| mine.to_string().contains(id)));
    for (table, columns) in TABLES {
        let rows = rows(&mine, table);
        assert!(!rows.is_empty(), "{table}");
        for row in rows {
            let found: BTreeSet<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(found, columns.iter().copied().collect(), "{table}");
        }
    }
    let vehicles: Value = org.viewer.get(ApiPath::Vehicles).await.value(200);
    assert_eq!(mine["vehicles"].as_array().unwrap().len(), vehicles["data"].as_array().unwrap().len());
    assert!(rows(&mine, "vehicles").iter().any(|vehicle| vehicle["eta"] == "2026-05-21"));
    assert_eq!(mine["members"].as_array().unwrap().len(), 4);
    assert_eq!(mine["organization"]["subscription_status"], "active");
    assert!(rows(&mine, "eta_changes").iter().any(|change| change["to_eta"] == "2026-05-20"));
}

async fn nothing_in_it_opens_a_page_or_lets_anybody_in(app: TestApp) {
    let org = full(&app).await;
    let (vehicle, slug) = org.live_slug().await;
    let key = org.key_made(&[shared::api_key::Scope::VehiclesRead]).await.secret;
    for format in [ExportFormat::Json, ExportFormat::Csv] {
        let answer = export(&org, format).await;
        let text = match format {
            ExportFormat::Json => answer.text(),
            ExportFormat::Csv => format!("{:?}", archived(&answer)),
        };
        assert!(text.contains(vehicle.as_str()), "the search finds what is there");
        for secret in [slug.as_str(), &key, "/t/", "$argon2", "whsec_"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}

async fn both_formats_say_the_same(app: TestApp) {
    let org = full(&app).await;
    let body = "Two lines,\r\nand \"quotes\"; and a comma, äöü 車";
    let vehicle = org.vehicle_with(json!({ "colour": "red, \"dark\"" })).await.id;
    org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "customer", "body": body })).await.expect(201);
    let mut document = document(&org).await;
    let answer = export(&org, ExportFormat::Csv).await;
    let archive = archived(&answer);
    assert_eq!(archive.len(), TABLES.len());
    // The second export finds what the first one left in the audit log.
    let (_, audit) = archive.iter().find(|(table, _)| table == "audit_events").unwrap();
    assert!(audit.last().unwrap().contains(&"exported all data (json)".to_owned()));
    for ((table, records), (expected, columns)) in archive.into_iter().zip(TABLES) {
        assert_eq!(table, *expected);
        assert_eq!(records[0], *columns);
        let mut rows = rows(&document, &table);
        let added = usize::from(table == "audit_events");
        assert_eq!(records.len(), rows.len() + 1 + added, "{table}");
        for (record, row) in records[1..].iter().zip(rows.drain(..)) {
            for (cell, column) in record.iter().zip(*columns) {
                let expected = match &row[column] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    value => value.to_string(),
                };
                assert_eq!(*cell, expected, "{table}.{column}");
            }
        }
    }
    assert!(document["notes"].as_array_mut().unwrap().iter().any(|note| note["body"] == body.replace("\r\n", "\n")));
}

async fn no_cell_is_a_formula(app: TestApp) {
    let org = app.organization().await;
    let customer = json!({ "name": "=HYPERLINK(\"https://evil.example\")", "phone": "+49 30 1234" });
    org.vehicle_with(json!({ "customer": customer })).await;
    let (_, vehicles) = archived(&export(&org, ExportFormat::Csv).await).into_iter().nth(2).unwrap();
    let cell = |name: &str| {
        let column = vehicles[0].iter().position(|column| column == name).unwrap();
        vehicles[1][column].clone()
    };
    assert_eq!(cell("customer_name"), "'=HYPERLINK(\"https://evil.example\")");
    assert_eq!(cell("customer_phone"), "'+49 30 1234");
    assert_eq!(document(&org).await["vehicles"][0]["customer_phone"], "+49 30 1234");
}

async fn what_is_deleted_for_good_is_not_in_it(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let note = json!({ "scope": "internal", "body": "Never mind" });
    let note: shared::note::Note = org.editor.post(ApiPath::Notes(&vehicle), note).await.json(201);
    org.editor.delete(ApiPath::Note(&vehicle, &note.id)).await.expect(204);
    org.editor.delete(ApiPath::Vehicle(&vehicle)).await.expect(204);
    let document = document(&org).await;
    assert_eq!(document["notes"], json!([]));
    // An admin can restore the vehicle, so it is still there.
    assert_eq!(document["vehicles"][0]["deleted_at"], "2026-05-01T10:00:00.000Z");
}

async fn it_is_of_one_moment(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let mut snapshot = app.app.store.snapshot(&org.id).await.unwrap();
    assert_eq!(count_notes(snapshot.db(), &org, &vehicle).await, 0);
    let note = json!({ "scope": "internal", "body": "Meanwhile" });
    org.editor.post(ApiPath::Notes(&vehicle), note).await.expect(201);
    assert_eq!(count_notes(snapshot.db(), &org, &vehicle).await, 0);
    drop(snapshot);
    assert_eq!(count_notes(app.app.store.read(&org.id).await.unwrap().db(), &org, &vehicle).await, 1);
}

async fn count_notes(db: Db<'_>, org: &Organization, vehicle: &VehicleId) -> usize {
    notes::list(db, &org.id, vehicle, None, 10).await.unwrap().len()
}

async fn more_rows_than_are_held_at_a_time_are_all_there(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let now = app.clock.now();
    let mut tx = app.app.store.begin(&org.id).await.unwrap();
    let vehicle = vehicles::lock(&mut tx, &org.id, &vehicle, now).await.unwrap().unwrap();
    for number in 0..1203 {
        let id = shared::ids::NoteId::from_u128(host::random::id(now));
        let body = format!("Note {number}");
        let scope = shared::note::NoteScope::Internal;
        let row = notes::NewNoteRow { id: &id, scope, body: &body, author: &org.members[1] };
        notes::insert(tx.db(), &vehicle, row, now).await.unwrap();
    }
    tx.commit().await.unwrap();
    let document = document(&org).await;
    let bodies: BTreeSet<_> = rows(&document, "notes").into_iter().map(|note| note["body"].to_string()).collect();
    assert_eq!(bodies.len(), 1203);
    let archive = archived(&export(&org, ExportFormat::Csv).await);
    assert_eq!(archive.iter().find(|(table, _)| table == "notes").unwrap().1.len(), 1204);
}

async fn lockdown_does_not_keep_data_back(app: TestApp) {
    let org = app.organization().await;
    let set = format!("{}?organization_id={}", ApiPath::Subscription, org.id);
    let over = json!({ "status": "canceled", "access_until": "2026-04-01T00:00:00Z" });
    app.operator().put(set, over).await.expect(200);
    org.editor.post(ApiPath::Vehicles, json!({ "year": 2021, "make": "A", "model": "B" })).await.expect(402);
    assert_eq!(document(&org).await["organization"]["subscription_status"], "canceled");
}

async fn one_is_made_at_a_time(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let exports = &app.app.exports;
    let make = |org: &Organization| {
        let id = org.id.clone();
        async move { exports.make(&id, ExportFormat::Json, app.clock.now()).await }
    };
    let first = make(&org).await.unwrap();
    // It is made, but not downloaded yet.
    let refused = org.admin.get(ApiPath::Export).await;
    refused.problem(ProblemCode::TooManyRequests);
    assert_eq!(refused.header("retry-after"), "10");
    other.admin.get(ApiPath::Export).await.expect(200);
    drop(first);
    org.admin.get(ApiPath::Export).await.expect(200);
}

async fn what_cannot_be_written_is_not_sent(app: TestApp) {
    let org = app.organization().await;
    std::fs::remove_dir(app.app.config.uploads_dir()).unwrap();
    let refused = org.admin.get(ApiPath::Export).await;
    refused.problem(ProblemCode::ServiceUnavailable);
    let entries: Page<AuditEvent> = org.admin.get(ApiPath::AuditEvents).await.json(200);
    assert!(entries.data.iter().all(|entry| entry.action != "organization.exported"));
    std::fs::create_dir(app.app.config.uploads_dir()).unwrap();
    org.admin.get(ApiPath::Export).await.expect(200);
}

async fn it_leaves_an_entry_in_the_audit_log(app: TestApp) {
    let org = app.organization().await;
    export(&org, ExportFormat::Csv).await;
    let entries: Page<AuditEvent> = org.admin.get(ApiPath::AuditEvents).await.json(200);
    let entry = &entries.data[0];
    assert_eq!((entry.action.as_str(), entry.summary.as_str()), ("organization.exported", "exported all data (csv)"));
    assert_eq!(entry.actor.name, "Alex Admin");
}

/// What is stored and not exported, and why.
const LEFT_OUT: &[(&str, &str)] = &[
    // What lets somebody in.
    ("members", "password_hash"),
    ("invitations", ""),
    ("sessions", ""),
    ("refresh_tokens", ""),
    ("tracking_link_slugs", ""),
    ("retired_slug_knocks", ""),
    ("api_keys", "secret_hash"),
    ("api_keys", "prefix"),
    ("api_key_places", ""),
    ("webhook_endpoints", "sealed_secret"),
    ("webhook_endpoints", "previous_sealed_secret"),
    ("webhook_endpoints", "previous_secret_expires_at"),
    ("webhook_endpoints", "older_sealed_secret"),
    ("webhook_endpoints", "older_secret_expires_at"),
    // Addresses that customers gave for one link alone, and mails without their content.
    ("subscribers", ""),
    ("mails", ""),
    // What the server remembers for itself.
    ("idempotency_keys", ""),
    ("installation", ""),
    ("audit_heads", ""),
    ("events", "chain"),
    ("events", "event_type"),
    ("events", "vehicle_id"),
    ("events", "position"),
    ("events", "body"),
    ("deliveries", ""),
    ("delivery_attempts", ""),
    ("webhook_endpoints", "failing_since"),
    ("webhook_endpoints", "backing_off_until"),
    ("webhook_endpoints", "unanswered"),
    ("webhook_endpoints", "served_by"),
    ("webhook_endpoints", "served_until"),
    ("subscriptions", "lock_told"),
    ("subscriptions", "updated_at"),
    ("subscriptions", "links_suspended_at"),
    ("tracking_links", "expiry_told"),
    ("vehicles", "gallery_version"),
    ("vehicles", "hero_changed_at"),
    ("stage_moves", "id"),
    ("eta_changes", "id"),
    // What a move is taken back to, for a minute.
    ("stage_moves", "version"),
    ("stage_moves", "moved_by_key"),
    ("stage_moves", "from_arrival_detail"),
    ("stage_moves", "from_eta"),
    ("stage_moves", "from_etd"),
    ("stage_moves", "from_vessel"),
    ("stage_moves", "from_arrived_on"),
    // Files, and how a picture looks before it is there.
    ("organizations", "logo_key"),
    ("organizations", "logo_width"),
    ("organizations", "logo_height"),
    ("organizations", "logo_fallback"),
    ("photos", "storage_key"),
    ("photos", "avif_widths"),
    ("photos", "placeholder"),
    // Which pages are to be made again.
    ("page_changes", ""),
    // What follows from the table, or is only of rows that are not deleted.
    ("notes", "deleted_at"),
    ("photos", "deleted_at"),
    ("webhook_endpoints", "deleted_at"),
    ("tracking_link_photos", "vehicle_id"),
    // What is derived from vehicles and links, for lists.
    ("vehicles", "search_version"),
    ("vehicles", "settled_link_state"),
    ("vehicles", "link_expires_at"),
    ("tracking_links", "unseen_change_at"),
    ("vehicle_counts", ""),
    ("vehicle_searches", ""),
    ("vehicle_grams", ""),
    ("vehicle_grams_config", ""),
    ("vehicle_grams_data", ""),
    ("vehicle_grams_docsize", ""),
    ("vehicle_grams_idx", ""),
];

/// Whoever adds a column decides whether it is exported.
#[actix_web::test]
async fn every_column_is_exported_or_left_out_for_a_reason() {
    let app = TestApp::sqlite().await;
    let Store::Sqlite { readers, .. } = &app.app.store else { unreachable!() };
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name <> '_sqlx_migrations'",
    )
    .fetch_all(readers)
    .await
    .unwrap();
    let (mut missing, mut used) = (Vec::new(), BTreeSet::new());
    for (table, column) in &columns {
        let exported = match (table.as_str(), column.as_str()) {
            ("subscriptions", "status") => ("organization", "subscription_status"),
            ("organizations" | "subscriptions", column) => ("organization", column),
            ("vehicles", "trim_level") => ("vehicles", "trim"),
            ("events", column) => ("audit_events", column),
            (table, column) => (table, column),
        };
        let by_the_table = ["organization_id", "version"].contains(&column.as_str());
        let is_exported = TABLES.iter().any(|(table, columns)| *table == exported.0 && columns.contains(&exported.1));
        let left_out = LEFT_OUT.iter().find(|(t, c)| t == table && (c == column || c.is_empty()));
        used.extend(left_out);
        if !(is_exported && left_out.is_none() || left_out.is_some() || by_the_table) {
            missing.push(format!("{table}.{column}"));
        }
    }
    assert!(columns.len() > 150, "{}", columns.len());
    assert_eq!(missing, Vec::<String>::new());
    assert_eq!(used, LEFT_OUT.iter().collect(), "what is left out exists");
}

/// A link without its URL says which vehicle it showed.
#[actix_web::test]
async fn links_are_named_by_their_vehicle() {
    let app = TestApp::sqlite().await;
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let link: TrackingLink = org.link(&vehicle).await;
    let document = document(&org).await;
    assert_eq!(document["tracking_links"][0]["vehicle_id"], vehicle.as_str());
    assert!(!document.to_string().contains(&slug(&link)));
}
