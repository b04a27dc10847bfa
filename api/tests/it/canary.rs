//! Fifth fence: every private field of two organisations holds a unique marker, and no public byte has one of them.

use serde_json::{Value, json};
use shared::link::TrackingLink;
use shared::paths::ApiPath;

use crate::support::people::slug;
use crate::support::{Organization, TestApp, both_engines};

both_engines!(no_private_marker_reaches_a_public_byte);

/// Fills everything private; gives the markers, upper case without anything that an encoding would change.
async fn fill(org: &Organization, name: &str) -> (shared::ids::VehicleId, Vec<String>) {
    let marker = |field: &str| format!("CANARY{name}{field}").to_uppercase();
    let vehicle = org
        .vehicle_with(json!({
            "eta": "2026-05-14",
            "trim": marker("trim"), "colour": marker("colour"), "vin": marker("vin"),
            "stock_number": marker("stock"), "vessel": marker("vessel"), "etd": "2001-02-03",
            "mileage": { "value": 7_654_321, "unit": "km" },
            "customer": { "name": marker("customer"), "email": format!("{}@c.example", marker("email")),
                "phone": marker("phone") },
            "agreed_sale_price": { "amount_minor": 98_765_432_109_i64, "currency": "XTS" }
        }))
        .await;
    let note = json!({ "scope": "internal", "body": marker("internalnote") });
    org.editor.post(ApiPath::Notes(&vehicle.id), note).await.expect(201);
    let turned = json!({ "scope": "customer", "body": marker("turnednote") });
    let turned: shared::note::Note = org.editor.post(ApiPath::Notes(&vehicle.id), turned).await.json(201);
    org.editor.patch(ApiPath::Note(&vehicle.id, &turned.id), json!({ "scope": "internal" })).await.expect(200);
    let deleted = json!({ "scope": "customer", "body": marker("deletednote") });
    let deleted: shared::note::Note = org.editor.post(ApiPath::Notes(&vehicle.id), deleted).await.json(201);
    org.editor.delete(ApiPath::Note(&vehicle.id, &deleted.id)).await.expect(204);
    org.editor.post(ApiPath::Notes(&vehicle.id), json!({ "scope": "customer", "body": "Hello" })).await.expect(201);
    let mut secrets: Vec<_> = ["7654321", "98765432109", "XTS", "2001-02-03", "Alex Admin", "Eli Editor", "Vic Viewer"]
        .map(str::to_owned)
        .into();
    secrets.push(format!("CANARY{name}").to_uppercase());
    secrets.extend([vehicle.id.to_string(), org.id.to_string(), turned.id.to_string(), org.admin_email.clone()]);
    secrets.extend(org.members.iter().map(ToString::to_string));
    (vehicle.id, secrets)
}

async fn no_private_marker_reaches_a_public_byte(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    let (vehicle, mut secrets) = fill(&org, "one").await;
    secrets.extend(fill(&other, "two").await.1);
    // The other organisation has a customer note that is public there, and must not be here.
    let (other_vehicle, _) = other.live_slug().await;
    let note = json!({ "scope": "customer", "body": "CANARYTWOPUBLIC" });
    other.editor.post(ApiPath::Notes(&other_vehicle), note).await.expect(201);
    let link: TrackingLink = org.link(&vehicle).await;
    secrets.push(link.id.to_string());
    let slug = slug(&link);
    let anonymous = app.anonymous();
    let mut shown = 0;
    for bits in 0..16 {
        let options = json!({ "show_photo": bits & 1 != 0, "show_eta": bits & 2 != 0, "show_progress": bits & 4 != 0,
            "show_notes": bits & 8 != 0 });
        org.editor.patch(ApiPath::TrackingLink(&vehicle), json!({ "options": options })).await.expect(200);
        let json = anonymous.get(ApiPath::PublicTracking(&slug)).await;
        let page: Value = json.value(200);
        shown += usize::from(page.get("notes").is_some());
        let switched = [("eta", bits & 2), ("progress", bits & 4), ("notes", bits & 8)];
        for (key, on) in switched {
            assert_eq!(page.get(key).is_some(), on != 0, "{key} with {bits:04b}");
        }
        let answers = [
            json,
            anonymous.get(format!("/t/{slug}")).await,
            anonymous.head(format!("/t/{slug}")).await,
            anonymous.post(ApiPath::PublicViews(&slug), json!({})).await,
            anonymous.put(ApiPath::PublicTracking(&slug), json!({})).await,
            anonymous.get(format!("{}?x=1", ApiPath::PublicTracking(&slug))).await,
            anonymous.get(format!("/t/{slug}/photo.jpg")).await,
        ];
        for answer in answers {
            let headers = format!("{:?}", answer.headers);
            for secret in &secrets {
                let text = answer.text();
                assert!(!text.contains(secret) && !headers.contains(secret), "{secret} with {bits:04b}: {text}");
            }
        }
    }
    assert_eq!(shown, 8);
    // Control: the search finds what is there.
    let staff = org.viewer.get(ApiPath::Vehicle(&vehicle)).await.text();
    assert!(secrets.iter().any(|secret| staff.contains(secret)));
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    let dead = anonymous.get(ApiPath::PublicTracking(&slug)).await.text();
    assert!(!secrets.iter().any(|secret| dead.contains(secret)) && !dead.contains(&slug));
}
