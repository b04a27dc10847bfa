//! Lists of many vehicles are read from indexes: the plans of both engines say so.

use shared::ids::OrganizationId;
use shared::link::{LinkState, VehicleLinkState};
use shared::stage::Stage;
use store::links::{self, LinkField, LinkFilter, LinkPage};
use store::vehicle_lists::{VehicleField, VehicleFilter, plans};
use store::{Order, Place, settling};

use crate::support::{TestApp, both_engines, database};

both_engines!(every_filter_and_order_uses_an_index, every_filter_of_links_uses_an_index);

#[actix_web::test]
async fn indexes_serve_databases_that_compare_by_bytes_too() {
    let database_url = database::create_empty_by_bytes().await;
    every_filter_and_order_uses_an_index(TestApp::on(&database_url).await).await;
}

const VEHICLES: usize = 6_000;

/// An organisation with many vehicles: one in a hundred has a revoked link.
async fn fill(app: &TestApp) -> OrganizationId {
    let org = app.organization().await;
    let (organization, ms) = (&org.id, app.clock.now().unix_ms());
    let member = &org.members[0];
    let insert = |columns: &str, row: &dyn Fn(usize) -> String| {
        let rows: Vec<_> = (0..VEHICLES).map(row).filter(|row| !row.is_empty()).collect();
        format!("INSERT INTO {columns} VALUES {}", rows.join(", "))
    };
    let vehicles = insert(
        "vehicles (id, organization_id, year, make, model, vin, stock_number, stage, stage_changed_at, created_at, \
         updated_at, version)",
        &|number| {
            let stage = Stage::ALL[number % 5].as_str();
            format!(
                "('veh_{number:026}', '{organization}', 2021, 'Toyota', 'Chaser', 'JZX100-{number:07}', 'HB-{number:06}', \
                 '{stage}', {ms}, {ms}, {ms} + {number}, 1)"
            )
        },
    );
    let links = insert(
        "tracking_links (id, organization_id, vehicle_id, show_photo, show_eta, show_progress, show_notes, \
         customer_changed, view_count, created_at, created_by, updated_at, version, revoked_at, revoke_reason, expires_at)",
        &|number| match number % 100 {
            0 => format!(
                "('lnk_{number:026}', '{organization}', 'veh_{number:026}', TRUE, TRUE, TRUE, TRUE, FALSE, 0, {ms}, \
                 '{member}', {ms}, 1, {ms}, 'revoked', NULL)"
            ),
            1..30 => format!(
                "('lnk_{number:026}', '{organization}', 'veh_{number:026}', TRUE, TRUE, TRUE, TRUE, FALSE, 0, {ms}, \
                 '{member}', {ms}, 1, NULL, NULL, {ms} - 1)"
            ),
            30..50 => format!(
                "('lnk_{number:026}', '{organization}', 'veh_{number:026}', TRUE, TRUE, TRUE, TRUE, FALSE, 0, {ms}, \
                 '{member}', {ms}, 1, NULL, NULL, NULL)"
            ),
            _ => String::new(),
        },
    );
    app.execute(&vehicles).await;
    app.execute(&links).await;
    app.app.store.migrate().await.unwrap();
    loop {
        let mut tx = app.app.store.begin_across().await.unwrap();
        let settled = settling::settle(&mut tx, app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        if settled == 0 {
            break;
        }
    }
    if !app.is_sqlite() {
        app.execute("VACUUM ANALYZE vehicle_searches").await;
        app.execute("ANALYZE").await;
    }
    org.id
}

/// Whether a step of a plan sorts more than a page. PostgreSQL may sort a page after it has joined its links.
fn sorts_many(step: &str) -> bool {
    let rows = step.split_once("Sort  (").and_then(|(_, costs)| costs.split_once("rows=")?.1.split_once(' '));
    step.contains("USE TEMP B-TREE") || rows.is_some_and(|(rows, _)| rows.parse::<usize>().unwrap() > 100)
}

async fn every_filter_and_order_uses_an_index(app: TestApp) {
    let organization = fill(&app).await;
    let id = format!("veh_{:026}", VEHICLES / 2);
    let words = domain::search::words;
    let by = |by, descending| Order { by, descending };
    let newest = Order::<VehicleField>::NEWEST_FIRST;
    let usual = VehicleFilter::default;
    let ms = app.clock.now().unix_ms().to_string();
    let stock_number = "HB-003000";
    let grams = if app.is_sqlite() { "VIRTUAL TABLE INDEX" } else { "vehicle_searches_grams" };
    for (filter, order, value, index) in [
        (VehicleFilter { search: words("jzx1000003000"), ..usual() }, newest, "", grams),
        (VehicleFilter { search: words("zzzznothing"), ..usual() }, newest, "", grams),
        (VehicleFilter { customer: words("nobody"), ..usual() }, newest, "", grams),
        (VehicleFilter { vessel: words("nobody"), ..usual() }, by(VehicleField::Eta, false), "2026-05-01", grams),
        (VehicleFilter { stock_number: Some("HB-000007".into()), ..usual() }, newest, "", "vehicles_stock_number"),
        (VehicleFilter { stock_number: Some("HB-7".into()), deleted: true, ..usual() }, newest, "", "vehicles_deleted"),
        (VehicleFilter { external_id: Some("A".into()), ..usual() }, newest, "", "vehicles_"),
        (VehicleFilter { link_state: Some(VehicleLinkState::Active), ..usual() }, newest, "", "vehicles_by_link"),
        (VehicleFilter { link_state: Some(VehicleLinkState::Expired), ..usual() }, newest, "", "vehicles_by_link"),
        (VehicleFilter { link_state: Some(VehicleLinkState::None), ..usual() }, newest, "", "vehicles_by_link"),
        (
            VehicleFilter { link_state: Some(VehicleLinkState::Revoked), ..usual() },
            by(VehicleField::UpdatedAt, true),
            &ms,
            "vehicles_by_link",
        ),
        (VehicleFilter { stages: vec![Stage::Arrived], ..usual() }, newest, "", "vehicles_by_stage"),
        (VehicleFilter { stages: vec![Stage::Arrived, Stage::Purchased], ..usual() }, newest, "", "vehicles_by_stage"),
        (VehicleFilter { stages: vec![Stage::SoldDelivered], ..usual() }, newest, "", ""),
        (usual(), newest, "", ""),
        (usual(), by(VehicleField::CreatedAt, false), "", ""),
        (usual(), by(VehicleField::UpdatedAt, true), &ms, "vehicles_updated"),
        (usual(), by(VehicleField::Eta, false), "2026-05-01", "vehicles_by_eta"),
        // All have this one, so an index on ids is as good.
        (usual(), by(VehicleField::Eta, true), "9999-12-31", ""),
        (usual(), by(VehicleField::Stage, false), "2", "vehicles_by_stage"),
        (usual(), by(VehicleField::Stage, true), "2", "vehicles_by_stage"),
        (usual(), by(VehicleField::StockNumber, false), stock_number, "vehicles_by_stock_number"),
        (usual(), by(VehicleField::StockNumber, true), stock_number, "vehicles_by_stock_number"),
    ] {
        let is_in_order = filter.search.is_empty()
            && filter.customer.is_empty()
            && filter.vessel.is_empty()
            && filter.stock_number.is_none()
            && filter.external_id.is_none()
            && filter.link_state != Some(VehicleLinkState::Revoked)
            && filter.stages != [Stage::SoldDelivered];
        for after in [None, Some(Place { value, id: &id })] {
            let mut reader = app.app.store.read(&organization).await.unwrap();
            let now = app.clock.now();
            let plans = plans(reader.db(), &organization, &filter, order, after, now).await.unwrap();
            assert!(!plans.is_empty(), "{filter:?}");
            let is_searched = !(filter.search.is_empty() && filter.customer.is_empty() && filter.vessel.is_empty());
            assert_eq!(plans[0].contains("vehicles_unsearched"), is_searched, "{filter:?}\n{}", plans[0]);
            // A search looks first for vehicles without a text, which has an index of its own.
            for plan in plans.iter().skip(usize::from(is_searched)) {
                assert!(plan.contains(index), "{index}: {filter:?} {order:?} {after:?}\n{plan}");
            }
            for plan in plans {
                let asked = format!("{filter:?} {order:?} {after:?}\n{plan}");
                // What SQLite scans is what the statement found itself.
                let scans = [
                    "SCAN v\n",
                    "SCAN v ",
                    "SCAN s\n",
                    "SCAN r",
                    "Seq Scan on vehicles ",
                    "Seq Scan on vehicle_searches ",
                    "Seq Scan on tracking_links r",
                ];
                let scans_all = |line: &str| line.contains("SCAN v ") && !line.contains("INDEX");
                assert!(!plan.lines().any(scans_all), "{asked}");
                assert!(!scans.iter().any(|scan| plan.contains(scan)), "{asked}");
                assert!(!(is_in_order && plan.lines().any(sorts_many)), "{asked}");
            }
        }
    }
}

async fn every_filter_of_links_uses_an_index(app: TestApp) {
    let organization = fill(&app).await;
    let id = format!("lnk_{:026}", VEHICLES / 2);
    let (usual, now) = (LinkFilter::default, app.clock.now());
    let state = |state| LinkFilter { state: Some(state), ..usual() };
    let active = || state(LinkState::Active);
    let newest = Order::<LinkField>::NEWEST_FIRST;
    let grams = if app.is_sqlite() { "VIRTUAL TABLE INDEX" } else { "vehicle_searches_grams" };
    for (filter, index) in [
        (usual(), "tracking_links_"),
        (active(), "tracking_links_"),
        (state(LinkState::Revoked), "tracking_links_"),
        (LinkFilter { opened: Some(true), ..active() }, "tracking_links_"),
        (LinkFilter { opened: Some(false), ..active() }, "tracking_links_"),
        (LinkFilter { customer_changed: Some(true), ..active() }, "tracking_links_of_changed_customers"),
        (LinkFilter { expires_before: Some(now), ..active() }, "tracking_links_"),
        (LinkFilter { search: domain::search::words("jzx1000003000"), ..active() }, grams),
    ] {
        for after in [None, Some(Place { value: "", id: &id })] {
            let mut reader = app.app.store.read(&organization).await.unwrap();
            let page = LinkPage { order: newest, after, limit: 25 };
            for plan in links::plans(reader.db(), &organization, &filter, page, now).await.unwrap() {
                assert!(plan.contains(index), "{filter:?} does not use {index}\n{plan}");
                let reads_all = plan.contains("SCAN l\n") || plan.contains("Seq Scan on tracking_links l");
                assert!(!reads_all, "{filter:?}\n{plan}");
            }
        }
    }
}
