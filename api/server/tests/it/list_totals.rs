//! What the database derives for lists can never differ from what vehicles and links say: their states, and how many there are.

use serde_json::{Value, json};
use shared::paths::ApiPath;
use store::settling;

use crate::support::random::Random;
use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    every_state_and_stage_is_listed_and_counted_as_it_is,
    a_list_is_complete_whatever_was_settled,
    two_at_once_are_both_counted,
);

const STATES: [&str; 4] = ["none", "active", "expired", "revoked"];
const STAGES: [&str; 6] = ["purchased", "in_transit", "arrived", "preparation", "sale_ready", "sold_delivered"];

/// What a list has, page by page: ids, and the total that every page says.
pub(crate) async fn listed(org: &Organization, query: &str, limit: usize) -> (Vec<String>, i64) {
    let (mut ids, mut cursor, mut totals) = (Vec::new(), String::new(), Vec::new());
    loop {
        let path = format!("{}?{query}&limit={limit}{cursor}", ApiPath::Vehicles);
        let page: Value = org.viewer.get(path).await.value(200);
        ids.extend(page["data"].as_array().unwrap().iter().map(|vehicle| vehicle["id"].as_str().unwrap().to_owned()));
        totals.push(page["total"].as_i64().unwrap());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    totals.dedup();
    assert_eq!(totals.len(), 1, "{query}");
    (ids, totals[0])
}

/// Lists everything in every way, and compares it with what each vehicle says of itself.
async fn check(app: &TestApp, org: &Organization, sort: &str) {
    for deleted in [false, true] {
        let all = org.viewer.get(format!("{}?deleted={deleted}&limit=100&sort={sort}", ApiPath::Vehicles)).await;
        let all = all.value(200)["data"].as_array().unwrap().clone();
        let queries = STATES.iter().flat_map(|state| {
            let of_stages = STAGES.iter().map(move |stage| format!("link_state={state}&stage={stage}"));
            [format!("link_state={state}"), format!("link_state={state}&stages=purchased,arrived,in_transit")]
                .into_iter()
                .chain(of_stages)
        });
        let queries = queries.chain(STAGES.map(|stage| format!("stage={stage}")));
        let queries = queries.chain([String::new(), "stages=purchased,arrived".to_owned()]);
        for query in queries {
            let value = |name: &str| query.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
            let stages: Vec<_> = value("stages").or(value("stage")).map_or(vec![], |text| text.split(',').collect());
            let expected: Vec<_> = all
                .iter()
                .filter(|vehicle| value("link_state").is_none_or(|state| vehicle["tracking_link_state"] == state))
                .filter(|vehicle| stages.is_empty() || stages.iter().any(|stage| vehicle["stage"] == *stage))
                .map(|vehicle| vehicle["id"].as_str().unwrap().to_owned())
                .collect();
            let total = i64::try_from(expected.len()).unwrap();
            let found = listed(org, &format!("deleted={deleted}&sort={sort}&{query}"), 3).await;
            assert_eq!(found, (expected, total), "{sort} {deleted} {query}");
        }
    }
    let wrong = app.number(
        "SELECT COUNT(*) FROM vehicles v LEFT JOIN tracking_links l ON l.vehicle_id = v.id AND l.revoked_at IS NULL
         WHERE COALESCE(v.link_expires_at, -1) <> COALESCE(l.expires_at, -1)
         OR (l.id IS NOT NULL) <> (v.settled_link_state IN ('active', 'expired'))
         OR EXISTS (SELECT 1 FROM tracking_links r WHERE r.vehicle_id = v.id) <> (v.settled_link_state <> 'none')",
    );
    assert_eq!(wrong.await, 0);
    let uncounted = app.number(
        "SELECT COUNT(*) FROM vehicle_counts c WHERE c.vehicles <> (
             SELECT COUNT(*) FROM vehicles v WHERE v.organization_id = c.organization_id AND v.stage = c.stage
             AND (v.deleted_at IS NOT NULL) = c.deleted AND v.settled_link_state = c.link_state
         )",
    );
    assert_eq!(uncounted.await, 0);
    let sums = "SELECT (SELECT COUNT(*) FROM vehicles) - (SELECT CAST(SUM(vehicles) AS BIGINT) FROM vehicle_counts)";
    assert_eq!(app.number(sums).await, 0);
}

async fn settle(app: &TestApp) {
    let mut tx = app.app.store.begin_across().await.unwrap();
    settling::settle(&mut tx, app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn every_state_and_stage_is_listed_and_counted_as_it_is(app: TestApp) {
    let mut random = Random(20_260_503);
    let (org, other) = (app.organization().await, app.organization().await);
    other.live_slug().await;
    let mut vehicles = Vec::new();
    for _ in 0..8 {
        app.clock.advance_ms(1);
        vehicles.push(org.vehicle().await.id);
    }
    let sorts = ["created_at", "-created_at", "updated_at", "-eta", "stage", "-stage", "stock_number"];
    for step in 0..84 {
        app.clock.advance_ms(700);
        let vehicle = random.one(&vehicles);
        let soon = app.clock.now().unix_ms() + 1_500;
        let soon = shared::time::Timestamp::from_unix_ms(soon).unwrap().to_string();
        let expiry = random.one(&[Value::Null, json!(soon), json!(soon), json!("2030-01-01T00:00:00Z")]);
        let link = ApiPath::TrackingLink(&vehicle);
        // Whether it is allowed is not what this test is about.
        match random.below(12) {
            0..=3 => drop(org.editor.post(link, json!({ "expires_at": expiry })).await),
            4 => drop(org.editor.patch(link, json!({ "expires_at": expiry })).await),
            5 => drop(org.editor.post(ApiPath::Regenerate(&vehicle), json!({ "expires_at": expiry })).await),
            6 => drop(org.editor.delete(link).await),
            7 => drop(org.editor.delete(ApiPath::Vehicle(&vehicle)).await),
            8 => drop(org.admin.post(format!("{}/restore", ApiPath::Vehicle(&vehicle)), json!({})).await),
            9 | 10 => {
                let stage = random.one(&STAGES);
                drop(org.editor.put(ApiPath::VehicleStage(&vehicle), json!({ "stage": stage })).await);
            }
            _ => settle(&app).await,
        }
        if step % 6 == 0 {
            check(&app, &org, sorts[step / 6 % sorts.len()]).await;
        }
    }
    assert!(app.number("SELECT COUNT(DISTINCT settled_link_state) FROM vehicles").await >= 3);
}

async fn a_list_is_complete_whatever_was_settled(app: TestApp) {
    let org = app.organization().await;
    for second in 0..6 {
        app.clock.advance_ms(1);
        let vehicle = org.vehicle().await.id;
        let expiry = format!("2026-05-01T10:00:0{}Z", second + 2);
        org.link_with(&vehicle, json!({ "expires_at": expiry })).await;
    }
    // An older version, and somebody who repairs by hand.
    app.execute("UPDATE tracking_links SET expires_at = NULL WHERE id = (SELECT MIN(id) FROM tracking_links)").await;
    app.move_to("2026-05-01T10:00:04.500Z");
    let org = app.second_session(&org).await;
    check(&app, &org, "-created_at").await;
    settle(&app).await;
    check(&app, &org, "-created_at").await;
    app.move_to("2026-05-01T10:00:06.000Z");
    check(&app, &org, "created_at").await;
    // A clock that was ahead settled what has not expired.
    app.move_to("2026-05-01T10:00:09.000Z");
    settle(&app).await;
    app.move_to("2026-05-01T10:00:05.000Z");
    check(&app, &org, "-created_at").await;
    settle(&app).await;
    check(&app, &org, "-eta").await;
    app.execute("DELETE FROM tracking_link_slugs").await;
    app.execute("DELETE FROM tracking_links WHERE id = (SELECT MAX(id) FROM tracking_links)").await;
    check(&app, &org, "-created_at").await;
}

async fn two_at_once_are_both_counted(app: TestApp) {
    let org = app.organization().await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(org.vehicle().await.id);
    }
    for id in &ids[3..] {
        org.editor.put(ApiPath::VehicleStage(id), json!({ "stage": "in_transit" })).await.expect(200);
    }
    let changes = ids.iter().enumerate().map(async |(place, id)| {
        if place < 3 {
            org.editor.put(ApiPath::VehicleStage(id), json!({ "stage": "in_transit" })).await.expect(200);
        } else {
            org.editor.put(ApiPath::VehicleStage(id), json!({ "stage": "arrived" })).await.expect(200);
        }
    });
    futures_util::future::join_all(changes).await;
    check(&app, &org, "stage").await;
}
