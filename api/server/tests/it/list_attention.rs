//! Lists and counts of vehicles that need attention say what vehicles, links and the pages of customers say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use shared::attention::{VehicleAttention, VehicleCounts};
use shared::ids::VehicleId;
use shared::link::{LinkState, TrackingLink, VehicleLinkState};
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::public_tracking::{PublicEta, PublicEtaStatus};
use shared::stage::Stage;
use shared::time::CivilDate;
use shared::vehicle::Vehicle;
use store::settling;

use crate::list_totals::listed;
use crate::list_unseen::{attentive, view};
use crate::support::people::slug;
use crate::support::random::Random;
use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    lists_and_counts_say_what_vehicles_and_pages_say,
    a_day_begins_at_midnight_where_the_organisation_works,
    only_living_vehicles_need_attention,
);

async fn vehicles(org: &Organization, sort: &str) -> Vec<Vehicle> {
    let page: Value = org.viewer.get(format!("{}?limit=100&sort={sort}", ApiPath::Vehicles)).await.value(200);
    page["data"].as_array().unwrap().iter().map(|vehicle| serde_json::from_value(vehicle.clone()).unwrap()).collect()
}

fn needs_attention(vehicle: &Vehicle, today: CivilDate, unseen: &BTreeSet<VehicleId>) -> Vec<VehicleAttention> {
    let has_arrived = vehicle.stage >= Stage::Arrived;
    let (status, _) = PublicEta::status_on(today, has_arrived, vehicle.eta, vehicle.arrived_on);
    let within_a_week = vehicle.eta.is_some_and(|eta| eta <= today.plus_days(6).unwrap());
    let is_alive = vehicle.tracking_link_state == VehicleLinkState::Active;
    let is_delivered = vehicle.stage == Stage::SoldDelivered;
    let needs = |why: &VehicleAttention| match why {
        VehicleAttention::Overdue => status == PublicEtaStatus::BeingUpdated,
        VehicleAttention::ArrivingThisWeek => status == PublicEtaStatus::Expected && within_a_week,
        VehicleAttention::NoLink => !is_delivered && !is_alive,
        VehicleAttention::UnseenChange => !is_delivered && is_alive && unseen.contains(&vehicle.id),
    };
    VehicleAttention::ALL.into_iter().filter(needs).collect()
}

/// Whether a query lets a vehicle through.
type Narrowed<'a> = &'a dyn Fn(&Vehicle) -> bool;

/// Compares every list and every count with what each vehicle says of itself.
async fn check(app: &TestApp, org: &Organization, sort: &str, unseen: &BTreeSet<VehicleId>) {
    let today = domain::zone::civil_date(app.clock.now(), "Europe/Berlin").unwrap();
    let all = vehicles(org, sort).await;
    let counts: VehicleCounts = org.viewer.get(ApiPath::VehicleCounts).await.json(200);
    assert_eq!(counts.total, i64::try_from(all.len()).unwrap());
    for why in VehicleAttention::ALL {
        let of = |narrowed: Narrowed<'_>| -> Vec<String> {
            let needing = all.iter().filter(|vehicle| needs_attention(vehicle, today, unseen).contains(&why));
            needing.filter(|vehicle| narrowed(vehicle)).map(|vehicle| vehicle.id.to_string()).collect()
        };
        let is_on_the_way = |vehicle: &Vehicle| vehicle.stage <= Stage::InTransit;
        let has_none = |vehicle: &Vehicle| vehicle.tracking_link_state == VehicleLinkState::None;
        let is_expired = |vehicle: &Vehicle| vehicle.tracking_link_state == VehicleLinkState::Expired;
        let asked: [(&str, Narrowed<'_>); 5] = [
            ("", &|_| true),
            ("&stages=purchased,in_transit", &is_on_the_way),
            ("&link_state=none", &has_none),
            ("&link_state=expired&stages=purchased,in_transit", &|vehicle| {
                is_expired(vehicle) && is_on_the_way(vehicle)
            }),
            ("&q=toyota", &|vehicle| vehicle.make == "Toyota"),
        ];
        for (query, narrowed) in asked {
            let expected = of(narrowed);
            let total = i64::try_from(expected.len()).unwrap();
            let query = format!("attention={}&sort={sort}{query}", why.as_str());
            assert_eq!(listed(org, &query, 3).await, (expected, total), "{query}");
        }
        assert_eq!(counts.of(why), i64::try_from(of(&|_| true).len()).unwrap(), "{why:?}");
    }
}

/// The unrevoked link of each vehicle and what its page shows or, once it has expired, would show, without what only the calendar makes
/// of it.
type Pages = BTreeMap<VehicleId, (TrackingLink, Value)>;

async fn pages(org: &Organization, vehicles: &[VehicleId]) -> Pages {
    let mut pages = Pages::new();
    for id in vehicles {
        let answer = org.viewer.get(ApiPath::TrackingLink(id)).await;
        if answer.status != 200 {
            continue;
        }
        let link: TrackingLink = answer.json(200);
        if link.state == LinkState::Revoked {
            continue;
        }
        let mut page: Value =
            org.viewer.post(ApiPath::Preview(id), json!({ "options": link.options })).await.value(200);
        for member in ["updated_on", "revision"] {
            page.as_object_mut().unwrap().remove(member);
        }
        pages.insert(id.clone(), (link, page));
    }
    pages
}

/// Does something with a vehicle; whether it is allowed is not what this test is about.
async fn act(app: &TestApp, org: &Organization, random: &mut Random, vehicle: &VehicleId) {
    let today = domain::zone::civil_date(app.clock.now(), "Europe/Berlin").unwrap();
    let link = ApiPath::TrackingLink(vehicle);
    let soon = app.clock.now().unix_ms() + 9 * 3_600_000;
    let soon = shared::time::Timestamp::from_unix_ms(soon).unwrap().to_string();
    let expiry = random.one(&[Value::Null, Value::Null, json!(soon)]);
    let is_on = random.below(2) == 0;
    let option = random.one(&["show_eta", "show_progress", "show_notes"]);
    let eta = today.plus_days(i64::try_from(random.below(20)).unwrap() - 9).unwrap();
    let (model, number) = (random.below(3), random.below(1_000));
    let change = random.one(&[
        json!({ "eta": eta }),
        json!({ "eta": eta }),
        json!({ "eta": null }),
        json!({ "model": format!("Supra {model}") }),
        json!({ "vin": format!("JZX100-{number:07}") }),
        json!({ "arrived_on": today }),
        json!({ "customer": { "name": format!("Customer {number}") } }),
    ]);
    let note = json!({ "scope": random.one(&["internal", "customer"]), "body": "Loaded." });
    match random.below(13) {
        0 | 1 => drop(org.editor.post(link, json!({ "expires_at": expiry })).await),
        2 => drop(org.editor.patch(link, json!({ "expires_at": expiry })).await),
        3 | 4 => drop(org.editor.patch(link, json!({ "options": { option: is_on } })).await),
        5 => drop(org.editor.post(ApiPath::Regenerate(vehicle), json!({})).await),
        6 if is_on => drop(org.editor.delete(link).await),
        7 if is_on => drop(org.editor.delete(ApiPath::Vehicle(vehicle)).await),
        8 => drop(org.admin.post(ApiPath::VehicleRestore(vehicle), json!({})).await),
        9 => {
            let stage = random.one(&Stage::ALL).as_str();
            drop(org.editor.put(ApiPath::VehicleStage(vehicle), json!({ "stage": stage })).await);
        }
        10 => drop(org.editor.post(ApiPath::Notes(vehicle), note).await),
        _ => drop(org.editor.patch(ApiPath::Vehicle(vehicle), change).await),
    }
}

async fn lists_and_counts_say_what_vehicles_and_pages_say(app: TestApp) {
    let mut random = Random(20_261_130);
    let (mut org, other) = (app.organization().await, app.organization().await);
    other.live_slug().await;
    let mut ids = Vec::new();
    for _ in 0..8 {
        app.clock.advance_ms(1);
        ids.push(org.vehicle().await.id);
    }
    let sorts = ["-created_at", "eta", "-updated_at", "-eta", "stage", "created_at", "-stock_number"];
    let (mut unseen, mut seen_changes) = (BTreeSet::new(), 0);
    for step in 0..120_usize {
        app.clock.advance_ms(7 * 3_600_000);
        org = app.second_session(&org).await;
        let before = pages(&org, &ids).await;
        let vehicle = random.one(&ids);
        let unopened = unseen.iter().filter(|_| step % 4 == 0).find_map(|id| Some((id, before.get(id)?)));
        match unopened.or_else(|| Some((&vehicle, before.get(&vehicle)?))) {
            Some((id, (link, _))) if step % 4 < 2 && link.state == LinkState::Active => {
                let id = id.clone();
                view(&app, &slug(link)).await;
                seen_changes += usize::from(unseen.remove(&id));
            }
            _ if step % 11 == 10 => settle(&app).await,
            _ => act(&app, &org, &mut random, &vehicle).await,
        }
        for (id, (link, page)) in pages(&org, &ids).await {
            match before.get(&id) {
                Some((old, shown)) if old.id == link.id && *shown != page => drop(unseen.insert(id)),
                Some((old, _)) if old.id == link.id => {}
                _ => drop(unseen.remove(&id)),
            }
        }
        for vehicle in vehicles(&org, "stage").await {
            if vehicle.stage == Stage::SoldDelivered {
                unseen.remove(&vehicle.id);
            }
        }
        if step % 5 == 0 {
            check(&app, &org, sorts[step / 5 % sorts.len()], &unseen).await;
        }
    }
    assert!(seen_changes > 3, "{seen_changes}");
}

async fn a_day_begins_at_midnight_where_the_organisation_works(app: TestApp) {
    let mut org = app.organization().await;
    let mut ids = BTreeMap::new();
    for eta in ["2026-05-12", "2026-05-13", "2026-05-14", "2026-05-19", "2026-05-20"] {
        ids.insert(eta, org.vehicle_with(json!({ "eta": eta })).await.id.to_string());
    }
    let arrived = org.vehicle_with(json!({ "eta": "2026-05-10", "stage": "arrived", "arrived_on": null })).await;
    let of = |etas: &[&str]| -> BTreeSet<String> { etas.iter().map(|eta| ids[eta].clone()).collect() };
    for (now, zone, overdue, arriving) in [
        // In Berlin, it is two hours later than in UTC; in Los Angeles, seven hours earlier.
        (
            "2026-05-13T21:59:59.999Z",
            "Europe/Berlin",
            &["2026-05-12"][..],
            &["2026-05-13", "2026-05-14", "2026-05-19"][..],
        ),
        (
            "2026-05-13T22:00:00.000Z",
            "Europe/Berlin",
            &["2026-05-12", "2026-05-13"],
            &["2026-05-14", "2026-05-19", "2026-05-20"],
        ),
        (
            "2026-05-14T06:59:59.999Z",
            "America/Los_Angeles",
            &["2026-05-12"],
            &["2026-05-13", "2026-05-14", "2026-05-19"],
        ),
        (
            "2026-05-14T07:00:00.000Z",
            "America/Los_Angeles",
            &["2026-05-12", "2026-05-13"],
            &["2026-05-14", "2026-05-19", "2026-05-20"],
        ),
    ] {
        app.move_to(now);
        org = app.second_session(&org).await;
        org.admin.patch(ApiPath::Organization, json!({ "time_zone": zone })).await.expect(200);
        assert_eq!(attentive(&org, "overdue").await, of(overdue), "{now} {zone}");
        assert_eq!(attentive(&org, "arriving_this_week").await, of(arriving), "{now} {zone}");
        let counts: VehicleCounts = org.viewer.get(ApiPath::VehicleCounts).await.json(200);
        assert_eq!(counts.overdue, i64::try_from(overdue.len()).unwrap(), "{now} {zone}");
        assert_eq!(counts.arriving_this_week, i64::try_from(arriving.len()).unwrap(), "{now} {zone}");
    }
    assert!(!attentive(&org, "overdue").await.contains(arrived.id.as_str()));
}

async fn settle(app: &TestApp) {
    let mut tx = app.app.store.begin_across().await.unwrap();
    settling::settle(&mut tx, app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn only_living_vehicles_need_attention(app: TestApp) {
    let org = app.organization().await;
    for (query, pointer) in [
        ("attention=no_link&deleted=true", "?attention"),
        ("attention=no_link&updated_since=2026-05-01T10:00:00Z", "?updated_since"),
        ("attention=late", "?attention"),
    ] {
        let answer = org.viewer.get(format!("{}?{query}", ApiPath::Vehicles)).await;
        let problem = answer.problem(ProblemCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, pointer, "{query}");
    }
}
