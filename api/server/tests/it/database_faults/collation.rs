//! A database that compares text by the rules of a language, as most do unless they are told otherwise: ids are compared by
//! their bytes all the same, so lists have all their rows, in the order of time.

use serde_json::{Value, json};
use shared::api_key::Scope;
use shared::paths::ApiPath;

use crate::support::cluster::{Cluster, Collation};
use crate::support::receiver::Receiver;
use crate::support::{Caller, Organization, TestApp};

/// Reads a list page by page, two items each.
async fn walk(caller: &Caller, path: &str) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let sign = if path.contains('?') { '&' } else { '?' };
        let page: Value = caller.get(format!("{path}{sign}limit=2{cursor}")).await.value(200);
        ids.extend(page["data"].as_array().unwrap().iter().map(|item| {
            let id = item.get("id").or_else(|| item.get("changed_at")).or_else(|| item["link"].get("id"));
            id.and_then(Value::as_str).unwrap_or_else(|| panic!("{path}: {item}")).to_owned()
        }));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
    }
}

/// Lists of every kind with five items, and that they are whole and have the newest first.
async fn lists_are_whole(app: &TestApp, org: &Organization) {
    let receiver = Receiver::start();
    let mut vehicles = Vec::new();
    for number in 0..5 {
        let vehicle = org.vehicle_with(json!({ "stock_number": format!("No {number}") })).await.id;
        org.link(&vehicle).await;
        org.key(&[Scope::VehiclesRead]).await;
        org.admin.post(ApiPath::WebhookEndpoints, json!({ "url": receiver.url })).await.expect(201);
        let email = format!("{number}-{}@new.example", org.id);
        org.admin.post(ApiPath::Members, json!({ "name": "N", "email": email, "role": "viewer" })).await.expect(201);
        app.clock.advance_ms(1000);
        vehicles.push(vehicle);
    }
    let vehicle = &vehicles[0];
    for day in 1..=5 {
        org.editor.patch(ApiPath::Vehicle(vehicle), json!({ "eta": format!("2026-06-0{day}") })).await.expect(200);
        org.editor.post(ApiPath::Notes(vehicle), json!({ "scope": "internal", "body": "A" })).await.expect(201);
        app.clock.advance_ms(1000);
    }
    let endpoints: Value = org.admin.get(ApiPath::WebhookEndpoints).await.value(200);
    let endpoint = endpoints["data"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
    let deliveries = format!("{}/{endpoint}/deliveries", ApiPath::WebhookEndpoints);
    for (path, at_least) in [
        (ApiPath::Vehicles.to_string(), 5),
        (format!("{}?q=toyota", ApiPath::Vehicles), 5),
        (ApiPath::TrackingLinks.to_string(), 5),
        (ApiPath::ApiKeys.to_string(), 5),
        (ApiPath::WebhookEndpoints.to_string(), 5),
        (ApiPath::Notes(vehicle).to_string(), 5),
        (ApiPath::EtaChanges(vehicle).to_string(), 5),
        (deliveries, 5),
    ] {
        let ids = walk(&org.admin, &path).await;
        assert!(ids.len() >= at_least, "{path}: {ids:?}");
        let mut newest_first = ids.clone();
        newest_first.sort_by(|a, b| b.cmp(a));
        newest_first.dedup();
        assert_eq!(ids, newest_first, "{path}");
    }
    assert_eq!(walk(&org.admin, &ApiPath::Members.to_string()).await.len(), 8);
    assert!(walk(&org.admin, &ApiPath::AuditEvents.to_string()).await.len() > 25);
    let since = format!("{}?updated_since=2026-01-01T00:00:00Z", ApiPath::Vehicles);
    assert_eq!(walk(&org.admin, &since).await.len(), 5);
}

#[actix_web::test]
async fn every_list_is_whole_where_text_is_compared_by_the_rules_of_english() {
    let cluster = Cluster::start(Collation::English);
    let app = TestApp::on(&cluster.database().await).await;
    lists_are_whole(&app, &app.organization().await).await;
}

#[actix_web::test]
async fn a_database_of_an_older_version_gets_ids_that_compare_by_bytes() {
    let cluster = Cluster::start(Collation::English);
    let url = cluster.database().await;
    let app = TestApp::on(&url).await;
    let org = app.organization().await;
    org.link(&org.vehicle().await.id).await;
    // As it was left by a version that took the default.
    let name = url.rsplit('/').next().unwrap();
    let columns = "SELECT table_name::text, column_name::text FROM information_schema.columns
                   WHERE table_schema = 'public' AND collation_name = 'C' AND table_name <> '_sqlx_migrations'
                     AND (column_name = 'id' OR column_name LIKE '%!_id' ESCAPE '!')";
    let pool = sqlx::PgPool::connect(&format!("postgres://postgres@{}/{name}", cluster.address())).await.unwrap();
    let found: Vec<(String, String)> = sqlx::query_as(columns).fetch_all(&pool).await.unwrap();
    assert!(found.len() > 40, "{found:?}");
    // That version had no triggers that hold on to columns.
    let policies = "SELECT format('DROP POLICY %I ON %I', policyname, tablename) FROM pg_policies UNION ALL
                    SELECT format('DROP TRIGGER %I ON %s', tgname, CAST(tgrelid AS regclass)) FROM pg_trigger
                    WHERE NOT tgisinternal";
    let mut statements: Vec<String> = sqlx::query_scalar(policies).fetch_all(&pool).await.unwrap();
    statements.extend(found.iter().map(|(table, column)| {
        format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE TEXT COLLATE pg_catalog.\"default\"")
    }));
    sqlx::raw_sql(sqlx::AssertSqlSafe(statements.join(";"))).execute(&pool).await.unwrap();
    let checked = crate::support::program::importops(&app.directory())
        .env("IMPORTOPS_DATABASE_URL", &url)
        .args(["check-config", "--json"])
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&checked.stdout).contains("compare TypeIDs by the rules of a language"));
    let again = app.other_parts().await;
    again.store.close().await;
    let changed: Vec<(String, String)> = sqlx::query_as(columns).fetch_all(&pool).await.unwrap();
    assert_eq!(changed.len(), found.len());
    lists_are_whole(&app, &app.organization().await).await;
}

/// Names with everything that languages order and capitalise in ways of their own.
const NAMES: [&str; 12] = [
    "Istanbul",
    "istanbul",
    "\u{130}stanbul",
    "Straße",
    "STRASSE",
    "Škoda",
    "škoda",
    "O'Neil & Söhne",
    "100% _neu_",
    "a-1",
    "A1",
    "Éclair",
];

/// What a search finds, page by page: the stock numbers.
async fn found(caller: &Caller, query: &str) -> Vec<String> {
    let query = query.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let (mut numbers, mut cursor) = (Vec::new(), String::new());
    loop {
        let page: Value = caller.get(format!("{}?q={query}&limit=2{cursor}", ApiPath::Vehicles)).await.value(200);
        let data = page["data"].as_array().unwrap().iter();
        numbers.extend(data.map(|vehicle| vehicle["stock_number"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return numbers,
        }
    }
}

/// Everything that is searched for, and what is found.
async fn searches(app: &TestApp) -> Vec<(String, Vec<String>)> {
    let org = app.organization().await;
    for (number, name) in NAMES.iter().enumerate() {
        let customer = json!({ "stock_number": format!("No {number}"), "customer": { "name": name } });
        org.vehicle_with(customer).await;
        app.clock.advance_ms(1000);
    }
    let mut searches = Vec::new();
    for name in NAMES {
        for query in [name.to_owned(), name.to_lowercase(), name.to_uppercase()] {
            let numbers = found(&org.viewer, &query).await;
            searches.push((query, numbers));
        }
    }
    searches
}

#[actix_web::test]
async fn a_search_finds_the_same_whatever_the_language_of_the_database() {
    let expected = searches(&TestApp::sqlite().await).await;
    let of = |query: &str| expected.iter().find(|(asked, _)| asked == query).unwrap().1.clone();
    assert_eq!(
        (of("ISTANBUL"), of("100% _NEU_")),
        // A dot above a letter is an accent.
        (vec!["No 2".to_owned(), "No 1".to_owned(), "No 0".to_owned()], vec!["No 8".to_owned()])
    );
    for collation in [Collation::C, Collation::English, Collation::Turkish] {
        let cluster = Cluster::start(collation);
        let app = TestApp::on(&cluster.database().await).await;
        assert_eq!(searches(&app).await, expected, "{collation:?}");
    }
}
