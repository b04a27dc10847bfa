//! What staff have typed stays, and what they have taken away does not come back.

use serde_json::json;
use shared::bulk::BulkOutcome;
use shared::link::LinkState;
use shared::vehicle::Vehicle;

use super::{EVENTS, car, ext, link, outcomes, upsert};
use crate::support::{TestApp, both_engines};

both_engines!(what_staff_typed_stays, what_staff_took_away_does_not_come_back,);

async fn what_staff_typed_stays(app: TestApp) {
    let org = app.organization().await;
    let mut row = car("A-1");
    row["customer"] = json!({ "name": "Sam Osei", "phone": "+49 171 1234567" });
    row["eta"] = json!("2026-06-01");
    row["eta_reason"] = json!("vessel_delayed");
    upsert(&org.editor, &[row.clone()]).await;
    org.editor.post(format!("{}/tracking-link", ext("A-1")), json!({})).await.expect(201);
    let typed = json!({ "colour": "red", "customer": { "email": "sam@customer.example" }, "stock_number": "S-7" });
    org.editor.patch(ext("A-1"), typed).await.expect(200);
    org.editor.put(format!("{}/stage", ext("A-1")), json!({ "stage": "in_transit" })).await.expect(200);
    // The reason is for the customer, once: the first row created the vehicle, the third repeats the second.
    let before: Vehicle = org.viewer.get(ext("A-1")).await.json(200);
    let mut moved = row.clone();
    moved["eta"] = json!("2026-06-20");
    let result = upsert(&org.editor, &[row, moved.clone(), moved]).await;
    assert_eq!(outcomes(&result), [("unchanged", 200), ("updated", 200), ("unchanged", 200)]);
    let after: Vehicle = org.viewer.get(ext("A-1")).await.json(200);
    assert_eq!(after.version, before.version + 1);
    let expected = Vehicle { eta: after.eta, version: after.version, updated_at: after.updated_at, ..before };
    assert_eq!(after, expected);
    let changes = org.viewer.get(format!("{}/eta-changes", ext("A-1"))).await.value(200);
    assert_eq!(changes["data"].as_array().unwrap().len(), 1);
    assert_eq!(changes["data"][0]["reason"], "vessel_delayed");
    // Only null clears. Another customer is noticed, as by a call of its own.
    let customer = json!({ "name": "Kim Park", "email": "kim@customer.example" });
    let result = upsert(&org.editor, &[json!({ "external_id": "A-1", "colour": null, "customer": customer })]).await;
    let vehicle = result.results[0].vehicle.as_ref().unwrap();
    assert_eq!((&vehicle.colour, vehicle.customer.phone.as_deref()), (&None, Some("+49 171 1234567")));
    let link = org.viewer.get(format!("{}/tracking-link", ext("A-1"))).await.value(200);
    assert_eq!(link["customer_changed"], json!(true));
}

async fn what_staff_took_away_does_not_come_back(app: TestApp) {
    let org = app.organization().await;
    for id in ["revoked", "expired", "set", "deleted"] {
        org.vehicle_with(json!({ "external_id": id })).await;
    }
    let rows: Vec<_> = ["revoked", "expired", "set", "deleted"]
        .map(|id| json!({ "vehicle_id": format!("ext:{id}"), "expires_at": "2026-05-02T00:00:00Z", "options": { "show_eta": true } }))
        .into();
    let first = link(&org.editor, &rows).await;
    org.editor.delete(format!("{}/tracking-link", ext("revoked"))).await.expect(204);
    let options = json!({ "options": { "show_eta": false }, "expires_at": null });
    org.editor.patch(format!("{}/tracking-link", ext("set")), options).await.expect(200);
    org.editor.delete(ext("deleted")).await.expect(204);
    app.move_to("2026-05-02T00:00:01Z");
    let org = app.second_session(&org).await;
    let events = app.number(EVENTS).await;
    let again = link(&org.editor, &rows).await;
    let links: Vec<_> = again.results.iter().map(|row| row.tracking_link.as_ref().unwrap()).collect();
    assert!(again.results.iter().all(|row| row.outcome == BulkOutcome::Unchanged));
    assert_eq!((links[0].state, &links[0].url), (LinkState::Revoked, &None));
    let same_url = |index: usize| links[index].url == first.results[index].tracking_link.as_ref().unwrap().url;
    assert_eq!((links[1].state, same_url(1)), (LinkState::Expired, true));
    assert_eq!((links[2].state, links[2].options.show_eta, same_url(2)), (LinkState::Active, false, true));
    assert_eq!((links[3].state, &links[3].url), (LinkState::Revoked, &None));
    assert_eq!(app.number(EVENTS).await, events);
}
