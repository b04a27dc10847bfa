//! Lists of vehicles and links: filters, orders, what was changed, and cursors that belong to one query.

use serde_json::{Value, json};
use shared::link::{ListedTrackingLink, TrackingLink};
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::vehicle::Vehicle;

use crate::support::people::slug;
use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    vehicles_are_found_by_what_other_systems_know,
    every_order_of_vehicles_is_complete_at_every_size_of_pages,
    a_cursor_of_another_query_is_refused,
    links_are_ordered_and_what_was_changed_is_listed,
    a_link_is_read_by_its_id,
);

async fn vehicles(org: &Organization, query: &str) -> Vec<String> {
    let page = org.viewer.get(format!("{}?{query}", ApiPath::Vehicles)).await;
    page.json::<Page<Vehicle>>(200).data.into_iter().filter_map(|vehicle| vehicle.external_id).collect()
}

async fn vehicles_are_found_by_what_other_systems_know(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let ann = json!({ "name": "Ann O'Neill", "email": "ann@mail.example" });
    let a = json!({ "external_id": "A", "stock_number": "S-A", "vessel": "Morning Calm", "customer": ann });
    let b = json!({ "external_id": "B", "vessel": "Calm 100%", "customer": { "name": "Bo_b" } });
    let c = json!({ "external_id": "C", "customer": { "email": "BOB@mail.example" } });
    let first = org.vehicle_with(a.clone()).await;
    other.vehicle_with(a).await;
    for vehicle in [b, c] {
        app.clock.advance_ms(1);
        let id = org.vehicle_with(vehicle).await.id;
        org.editor.put(ApiPath::VehicleStage(&id), json!({ "stage": "in_transit" })).await.expect(200);
    }
    app.clock.advance_ms(1);
    let arrived = org.vehicle_with(json!({ "external_id": "D" })).await.id;
    org.editor.put(ApiPath::VehicleStage(&arrived), json!({ "stage": "arrived" })).await.expect(200);
    for (query, found) in [
        ("external_id=A", "A"),
        ("external_id=a", ""),
        ("external_id=", ""),
        ("external_id=A&stock_number=S-A&vessel=calm", "A"),
        ("external_id=A&stock_number=S-B", ""),
        ("external_id=A&stage=arrived", ""),
        ("external_id=A&sort=eta&limit=1", "A"),
        ("stock_number=S-A", "A"),
        ("customer=o%27neill+ANN", "A"),
        ("customer=%20neill%20%20mail.example%20", "A"),
        ("customer=ann+ann@", "A"),
        ("customer=NEILL+ann", "A"),
        ("customer=bob", "C"),
        ("customer=bo_b", "B"),
        ("customer=calm", ""),
        ("customer=", "DCBA"),
        ("vessel=CALM", "BA"),
        ("vessel=0%25", "B"),
        ("vessel=%25", "B"),
        ("vessel=bob", ""),
        ("stages=in_transit", "CB"),
        ("stages=purchased,arrived", "DA"),
        ("stages=arrived,%20in_transit,arrived", "DCB"),
        ("stages=in_transit,arrived&vessel=calm&link_state=none", "B"),
        ("stages=sale_ready", ""),
    ] {
        assert_eq!(vehicles(&org, query).await.concat(), found, "{query}");
    }
    for (query, pointer) in [
        ("stages=", "?stages"),
        ("stages=arrived,", "?stages"),
        ("stages=in%25transit", "?stages"),
        ("stages=arrived&stage=arrived", "?stages"),
        ("stages=arrived&stages=arrived", "?stages"),
        ("external_id=%00", "?external_id"),
        ("vessel=%00", "?vessel"),
        ("sort=name", "?sort"),
        ("sort=", "?sort"),
        ("sort=eta,-created_at", "?sort"),
        ("updated_since=2026-05-01T10:00:00Z&sort=-updated_at", "?updated_since"),
        ("updated_since=2026-05-01T10:00:00Z&vessel=a", "?updated_since"),
        ("updated_since=2026-05-01T10:00:00Z&stages=arrived", "?updated_since"),
        ("vessels=a", "?vessels"),
    ] {
        let answer = org.viewer.get(format!("{}?{query}", ApiPath::Vehicles)).await;
        assert_eq!(answer.problem(ProblemCode::ValidationFailed).errors[0].pointer, pointer, "{query}");
    }
    let long = format!("{}?customer={}", ApiPath::Vehicles, "x".repeat(101));
    org.viewer.get(long).await.problem(ProblemCode::ValidationFailed);
    assert_eq!(vehicles(&org, "updated_since=2026-05-01T10:00:00Z&sort=updated_at").await.len(), 4);
    // Names that are free again: the deleted ones are several.
    org.editor.delete(ApiPath::Vehicle(&first.id)).await.expect(204);
    let again = org.vehicle_with(json!({ "external_id": "A", "stock_number": "S-A" })).await;
    assert_eq!(vehicles(&org, "external_id=A").await, ["A"]);
    org.editor.delete(ApiPath::Vehicle(&again.id)).await.expect(204);
    for query in ["external_id=A", "stock_number=S-A"] {
        assert_eq!(vehicles(&org, query).await.len(), 0, "{query}");
        assert_eq!(vehicles(&org, &format!("{query}&deleted=true")).await, ["A", "A"], "{query}");
    }
}

/// Every item of a list, page by page.
async fn all(org: &Organization, path: ApiPath<'_>, query: &str, limit: usize) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page: Value = org.viewer.get(format!("{path}?{query}&limit={limit}{cursor}")).await.value(200);
        let data = page["data"].as_array().unwrap();
        assert!(data.len() <= limit);
        found.extend(data.iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

async fn every_order_of_vehicles_is_complete_at_every_size_of_pages(app: TestApp) {
    let org = app.organization().await;
    let etas = [Some("2026-06-01"), None, Some("2026-05-01"), Some("2026-06-01"), None, Some("9999-12-31"), None];
    let mut ids = Vec::new();
    let stock_numbers = [Some("HB-2"), Some("hb-1"), None, Some("HB-10"), Some("\u{160}-1"), None, Some("Z 9")];
    for (eta, stock_number) in etas.into_iter().zip(stock_numbers) {
        ids.push(org.vehicle_with(json!({ "eta": eta, "stock_number": stock_number })).await.id);
    }
    for (index, stage) in [(2, "in_transit"), (4, "arrived"), (6, "in_transit")] {
        org.editor.put(ApiPath::VehicleStage(&ids[index]), json!({ "stage": stage })).await.expect(200);
    }
    // Two are changed in one instant, one at a later one.
    for (index, after_ms) in [(5, 5), (1, 0), (3, 5)] {
        app.clock.advance_ms(after_ms);
        org.editor.patch(ApiPath::Vehicle(&ids[index]), json!({ "colour": "red" })).await.expect(200);
    }
    let page = all(&org, ApiPath::Vehicles, "sort=created_at", 100).await;
    let by = |key: fn(&Value) -> String| {
        let mut sorted = page.clone();
        sorted.sort_by_key(|vehicle| (key(vehicle), vehicle["id"].as_str().unwrap().to_owned()));
        sorted.into_iter().map(|vehicle| vehicle["id"].clone()).collect::<Vec<_>>()
    };
    let orders = [
        ("created_at", by(|_| String::new())),
        ("updated_at", by(|vehicle| vehicle["updated_at"].to_string())),
        ("eta", by(|vehicle| vehicle["eta"].as_str().unwrap_or("9999-12-31").to_owned())),
        (
            "stage",
            by(|vehicle| {
                let stages = ["purchased", "in_transit", "arrived"];
                stages.iter().position(|stage| vehicle["stage"] == *stage).unwrap().to_string()
            }),
        ),
        ("stock_number", by(|vehicle| vehicle["stock_number"].as_str().unwrap_or_default().to_owned())),
    ];
    for (name, mut expected) in orders {
        assert_eq!(expected.len(), etas.len());
        for sort in [name.to_owned(), format!("-{name}")] {
            for limit in 1..=etas.len() {
                let found =
                    all(&org, ApiPath::Vehicles, &format!("sort={sort}&stages=purchased,in_transit,arrived"), limit)
                        .await;
                let found: Vec<_> = found.into_iter().map(|vehicle| vehicle["id"].clone()).collect();
                assert_eq!(found, expected, "{sort} by {limit}");
                let found = all(&org, ApiPath::Vehicles, &format!("sort={sort}"), limit).await;
                let found: Vec<_> = found.into_iter().map(|vehicle| vehicle["id"].clone()).collect();
                assert_eq!(found, expected, "{sort} by {limit}");
            }
            expected.reverse();
        }
    }
    let newest: Vec<_> = all(&org, ApiPath::Vehicles, "sort=-created_at", 3).await;
    assert_eq!(all(&org, ApiPath::Vehicles, "", 3).await, newest);
}

async fn a_cursor_of_another_query_is_refused(app: TestApp) {
    let org = app.organization().await;
    for _ in 0..3 {
        org.live_slug().await;
    }
    let page: Value = org.viewer.get(format!("{}?limit=1&sort=eta&vessel=", ApiPath::Vehicles)).await.value(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    let ask = async |query: String| org.viewer.get(format!("{}?cursor={cursor}&{query}", ApiPath::Vehicles)).await;
    ask("vessel=&limit=2&sort=eta".to_owned()).await.expect(200);
    for other in
        ["", "sort=eta", "vessel=&sort=-eta", "vessel=&sort=updated_at", "vessel=a&sort=eta", "q=&vessel=&sort=eta"]
    {
        let problem = ask(other.to_owned()).await.problem(ProblemCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, "?cursor", "{other}");
        assert!(problem.errors[0].detail.contains("another query"), "{other}");
    }
    for list in [ApiPath::TrackingLinks, ApiPath::Members] {
        let problem = org.viewer.get(format!("{list}?cursor={cursor}")).await.problem(ProblemCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, "?cursor");
    }
}

async fn links_are_ordered_and_what_was_changed_is_listed(app: TestApp) {
    let org = app.organization().await;
    let mut links = Vec::new();
    for _ in 0..4 {
        app.clock.advance_ms(1000);
        let (vehicle, _) = org.live_slug().await;
        links.push((
            vehicle.clone(),
            org.viewer.get(ApiPath::TrackingLink(&vehicle)).await.json::<TrackingLink>(200).id,
        ));
    }
    app.clock.advance_ms(300_000);
    let since = app.clock.now();
    org.editor.delete(ApiPath::TrackingLink(&links[1].0)).await.expect(204);
    let options = json!({ "options": { "show_eta": false } });
    org.editor.patch(ApiPath::TrackingLink(&links[0].0), options).await.expect(200);
    let order = async |query: &str, limit| {
        let found = all(&org, ApiPath::TrackingLinks, query, limit).await;
        let position = |link: &Value| links.iter().position(|(_, id)| link["link"]["id"] == id.as_str()).unwrap();
        found.iter().map(position).collect::<Vec<_>>()
    };
    for limit in [1, 2, 100] {
        assert_eq!(order("sort=created_at", limit).await, [0, 1, 2, 3]);
        assert_eq!(order("", limit).await, [3, 2, 1, 0]);
        assert_eq!(order("sort=updated_at", limit).await, [2, 3, 0, 1]);
        assert_eq!(order("sort=-updated_at", limit).await, [1, 0, 3, 2]);
        assert_eq!(order("sort=-updated_at&state=active", limit).await, [0, 3, 2]);
        assert_eq!(order(&format!("updated_since={since}"), limit).await, [0, 1]);
        assert_eq!(order(&format!("updated_since={since}&sort=updated_at"), limit).await, [0, 1]);
        // Changes of the minute before are listed too.
        assert_eq!(order("updated_since=2026-05-01T10:01:03Z", limit).await, [2, 3, 0, 1]);
        assert_eq!(order("updated_since=2026-05-01T10:01:04Z", limit).await, [3, 0, 1]);
    }
    app.clock.advance_ms(60_001);
    assert_eq!(order(&format!("updated_since={}", app.clock.now()), 5).await, Vec::<usize>::new());
    for (query, pointer) in [
        ("sort=eta", "?sort"),
        ("updated_since=2026-05-01T10:00:00Z&state=active", "?updated_since"),
        ("updated_since=2026-05-01T10:00:00Z&sort=created_at", "?updated_since"),
    ] {
        let answer = org.viewer.get(format!("{}?{query}", ApiPath::TrackingLinks)).await;
        assert_eq!(answer.problem(ProblemCode::ValidationFailed).errors[0].pointer, pointer, "{query}");
    }
}

async fn a_link_is_read_by_its_id(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle_with(json!({ "customer": { "name": "Ann" } })).await.id;
    let link = org.link(&vehicle).await;
    let answer = org.viewer.get(ApiPath::ListedTrackingLink(&link.id)).await;
    let read: ListedTrackingLink = answer.json(200);
    assert_eq!(read.link, link);
    assert_eq!((read.vehicle.id.clone(), read.vehicle.customer_name.as_deref()), (vehicle.clone(), Some("Ann")));
    let listed: Page<ListedTrackingLink> = org.viewer.get(ApiPath::TrackingLinks).await.json(200);
    assert_eq!(listed.data, [read]);
    let unchanged = org.viewer.with("if-none-match", answer.etag());
    unchanged.get(ApiPath::ListedTrackingLink(&link.id)).await.expect(304);
    // What it says of the vehicle has changed, though the link has not.
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "year": 2022 })).await.expect(200);
    unchanged.get(ApiPath::ListedTrackingLink(&link.id)).await.expect(200);
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    let again = org.link(&vehicle).await;
    assert_ne!(slug(&again), slug(&link));
    let revoked: ListedTrackingLink = org.viewer.get(ApiPath::ListedTrackingLink(&link.id)).await.json(200);
    assert_eq!((revoked.link.url, revoked.link.revoked_at.is_some()), (None, true));
    org.viewer.get(format!("{}/{vehicle}", ApiPath::TrackingLinks)).await.problem(ProblemCode::NotFound);
}
