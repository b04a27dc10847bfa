//! Calls with rows beside each other and beside single calls.

use futures_util::future::{join_all, try_join_all};
use serde_json::{Value, json};
use shared::bulk::BulkOutcome;
use shared::paths::ApiPath;

use super::{car, ext, link, upsert};
use crate::support::{Answer, TestApp, both_engines};

both_engines!(rows_and_single_calls_at_once_make_one_of_each, calls_in_any_order_do_not_wait_for_each_other,);

async fn rows_and_single_calls_at_once_make_one_of_each(app: TestApp) {
    let org = app.organization().await;
    let (second, _) = app.second_node().await;
    let (here, there) = (&org.editor, &org.editor.at(&second));
    let cars: Vec<_> = (0..20).map(car).collect();
    let in_bulk = join_all([here, there, here].map(|caller| upsert(caller, &cars)));
    let created = join_all(cars.iter().map(|car| there.post(ApiPath::Vehicles, car)));
    let put =
        join_all((0..20).map(|id| here.put(ext(id), json!({ "year": 2021, "make": "Toyota", "model": "Hilux" }))));
    let (in_bulk, created, put) = futures_util::join!(in_bulk, created, put);
    let rows = in_bulk.iter().flat_map(|result| &result.results);
    let made = rows.filter(|row| row.outcome == BulkOutcome::Created).count();
    let status = |answers: &[Answer], status| answers.iter().filter(|answer| answer.status == status).count();
    assert!(in_bulk.iter().flat_map(|result| &result.results).all(|row| row.outcome != BulkOutcome::Failed));
    assert_eq!(made + status(&created, 201) + status(&put, 201), 20);
    assert_eq!((status(&created, 409), status(&put, 200)), (20 - status(&created, 201), 20 - status(&put, 201)));
    assert_eq!(app.number("SELECT COUNT(*) FROM vehicles").await, 20);
    let rows: Vec<_> = (0..20).map(|id| json!({ "vehicle_id": format!("ext:{id}") })).collect();
    let in_bulk = join_all([here, there].map(|caller| link(caller, &rows)));
    let singly = join_all((0..20).map(|id| there.post(format!("{}/tracking-link", ext(id)), json!({}))));
    let (in_bulk, singly) = futures_util::join!(in_bulk, singly);
    let rows = in_bulk.iter().flat_map(|result| &result.results);
    let made = rows.filter(|row| row.outcome == BulkOutcome::Created).count();
    assert_eq!(made + status(&singly, 201), 20);
    assert_eq!(app.number("SELECT COUNT(*) FROM tracking_links").await, 20);
}

async fn calls_in_any_order_do_not_wait_for_each_other(app: TestApp) {
    let org = app.organization().await;
    let forwards: Vec<_> = (0..60).map(car).collect();
    upsert(&org.editor, &forwards).await;
    let coloured = |rows: &mut dyn Iterator<Item = &Value>, colour: &str| -> Vec<Value> {
        let paint = |row: &Value| {
            let mut row = row.clone();
            row["colour"] = json!(colour);
            row
        };
        rows.map(paint).collect()
    };
    let (red, blue) = (coloured(&mut forwards.iter(), "red"), coloured(&mut forwards.iter().rev(), "blue"));
    let calls = [(&red, "red"), (&blue, "blue"), (&red, "red"), (&blue, "blue")];
    let done = try_join_all(calls.map(|(rows, colour)| {
        let editor = &org.editor;
        async move { Ok::<_, ()>((upsert(editor, rows).await, colour)) }
    }));
    for (result, colour) in done.await.unwrap() {
        for row in &result.results {
            assert_ne!(row.outcome, BulkOutcome::Failed);
            assert_eq!(row.vehicle.as_ref().unwrap().colour.as_deref(), Some(colour));
        }
    }
}
