//! Lists of many vehicles are read from indexes: the plans of both engines say so.

use shared::attention::VehicleAttention;
use shared::ids::OrganizationId;
use shared::link::{LinkState, VehicleLinkState};
use shared::stage::Stage;
use shared::time::CivilDate;
use store::links::{self, LinkField, LinkFilter, LinkPage};
use store::vehicle_lists::{Attention, VehicleField, VehicleFilter, plans};
use store::{Order, Place, settling};

use crate::support::{TestApp, both_engines, database};

both_engines!(
    every_filter_and_order_uses_an_index,
    every_filter_of_links_uses_an_index,
    what_needs_attention_is_found_by_an_index_that_has_just_that
);

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

/// Whether a plan reads all rows of a table. What SQLite scans otherwise is what the statement found itself.
fn reads_all(plan: &str) -> bool {
    let scans = [
        "SCAN v\n",
        "SCAN s\n",
        "SCAN u\n",
        "SCAN r",
        "Seq Scan on vehicles ",
        "Seq Scan on vehicle_searches ",
        "Seq Scan on tracking_links r",
        "Seq Scan on tracking_links u",
    ];
    let scans_all = |line: &str| line.contains("SCAN v ") && !line.contains("INDEX");
    plan.lines().any(scans_all) || scans.iter().any(|scan| plan.contains(scan))
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
                assert!(!reads_all(&plan), "{asked}");
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
    // PostgreSQL reads a table as a whole for most of what is in it: here is one organisation.
    let any = if app.is_sqlite() { "tracking_links_" } else { "" };
    let unopened = if app.is_sqlite() { "tracking_links_unopened" } else { "" };
    let grams = if app.is_sqlite() { "VIRTUAL TABLE INDEX" } else { "vehicle_searches_grams" };
    for (filter, index) in [
        (usual(), any),
        (active(), any),
        (state(LinkState::Revoked), any),
        (LinkFilter { opened: Some(true), ..active() }, any),
        (LinkFilter { opened: Some(false), ..active() }, unopened),
        (LinkFilter { customer_changed: Some(true), ..active() }, "tracking_links_of_changed_customers"),
        (LinkFilter { expires_before: Some(now), ..active() }, any),
        (LinkFilter { search: domain::search::words("jzx1000003000"), ..active() }, grams),
    ] {
        for after in [None, Some(Place { value: "", id: &id })] {
            let mut reader = app.app.store.read(&organization).await.unwrap();
            let page = LinkPage { order: newest, after, limit: 25 };
            for plan in links::plans(reader.db(), &organization, &filter, page, now).await.unwrap() {
                assert!(plan.contains(index), "{filter:?} does not use {index}\n{plan}");
                // PostgreSQL reads so few links as one when it joins a page with them.
                assert!(!plan.contains("SCAN l\n"), "{filter:?}\n{plan}");
            }
        }
    }
}

/// One in a hundred is overdue, and one in a hundred has a change that its customer has not seen; eight in a hundred arrive this week; most
/// have no link.
async fn what_needs_attention_is_found_by_an_index_that_has_just_that(app: TestApp) {
    let organization = fill(&app).await;
    let ms = app.clock.now().unix_ms();
    app.execute("UPDATE vehicles SET eta = '2026-04-20' WHERE id LIKE '%06'").await;
    for end in ["10", "11", "15", "16", "20", "21", "25", "26"] {
        app.execute(&format!("UPDATE vehicles SET eta = '2026-05-03' WHERE id LIKE '%{end}'")).await;
    }
    // The changes of the ETA were noted, too.
    let unseen = format!("CASE WHEN id LIKE '%33' THEN {ms} END");
    app.execute(&format!("UPDATE tracking_links SET unseen_change_at = {unseen}")).await;
    if !app.is_sqlite() {
        app.execute("VACUUM ANALYZE vehicles").await;
        app.execute("VACUUM ANALYZE tracking_links").await;
    }
    let today = CivilDate::parse("2026-05-01").unwrap();
    let id = format!("veh_{:026}", VEHICLES / 2);
    let by = |by, descending| Order { by, descending };
    let newest = Order::<VehicleField>::NEWEST_FIRST;
    let ms = ms.to_string();
    // Few are gathered, many are read in an order; where there is an index for both, it is that.
    for (why, order, value, list_index, count_index) in [
        (VehicleAttention::Overdue, newest, "", "vehicles_awaited", "vehicles_awaited"),
        (VehicleAttention::Overdue, by(VehicleField::UpdatedAt, true), &*ms, "vehicles_awaited", "vehicles_awaited"),
        (VehicleAttention::Overdue, by(VehicleField::Eta, false), "2026-04-20", "vehicles_awaited", "vehicles_awaited"),
        (VehicleAttention::ArrivingThisWeek, newest, "", "", "vehicles_awaited"),
        (
            VehicleAttention::ArrivingThisWeek,
            by(VehicleField::Eta, true),
            "2026-05-03",
            "vehicles_awaited",
            "vehicles_awaited",
        ),
        (
            VehicleAttention::ArrivingThisWeek,
            by(VehicleField::Stage, false),
            "1",
            "vehicles_by_stage",
            "vehicles_awaited",
        ),
        (VehicleAttention::NoLink, newest, "", "vehicles_without_link", ""),
        (VehicleAttention::NoLink, by(VehicleField::CreatedAt, false), "", "vehicles_without_link", ""),
        (VehicleAttention::NoLink, by(VehicleField::UpdatedAt, true), &ms, "vehicles_updated", ""),
        (VehicleAttention::UnseenChange, newest, "", "tracking_links_unseen", "tracking_links_unseen"),
        (
            VehicleAttention::UnseenChange,
            by(VehicleField::StockNumber, false),
            "HB-003000",
            "tracking_links_unseen",
            "tracking_links_unseen",
        ),
    ] {
        let filter = VehicleFilter { attention: Some(Attention { why, today }), ..VehicleFilter::default() };
        for after in [None, Some(Place { value, id: &id })] {
            let mut reader = app.app.store.read(&organization).await.unwrap();
            let mut plans =
                plans(reader.db(), &organization, &filter, order, after, app.clock.now()).await.unwrap().into_iter();
            // Those without a link are counted with all others.
            if why != VehicleAttention::NoLink {
                let counting = plans.next().unwrap();
                let asked = format!("{why:?} {order:?} {after:?}\n{counting}");
                assert!(counting.contains(count_index) && !reads_all(&counting), "{asked}");
            }
            for plan in plans {
                let asked = format!("{why:?} {order:?} {after:?}\n{plan}");
                assert!(plan.contains(list_index) && !reads_all(&plan), "{asked}");
                assert!(!(list_index == "vehicles_without_link" && plan.lines().any(sorts_many)), "{asked}");
            }
        }
    }
}
