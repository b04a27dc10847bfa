//! openapi-generator, `rust`. It does not give the `ETag`: `If-Match` takes the quoted version from the body. A member that is
//! `Some(None)` is sent as null.

use std::collections::HashSet;
use std::env::var;
use std::path::PathBuf;

use openapi::apis::Error;
use openapi::apis::configuration::Configuration;
use openapi::apis::photos_api::create_photo;
use openapi::apis::public_api::get_public_tracking;
use openapi::apis::tracking_link_api::create_tracking_link;
use openapi::apis::vehicles_api::{get_vehicle, list_vehicles, put_vehicle, update_vehicle};
use openapi::models::{Problem, TrackingLinkCreate, VehicleCreate, VehicleUpdate};

fn car(year: i32) -> VehicleCreate {
    let car = VehicleCreate::new("Toyota".into(), "Land Cruiser".into(), year);
    VehicleCreate { colour: Some(Some("white".into())), ..car }
}

/// The problem with which a call is refused.
fn refused<T: std::fmt::Debug, E: std::fmt::Debug>(status: u16, answer: Result<T, Error<E>>) -> Problem {
    match answer {
        Err(Error::ResponseError(refusal)) if refusal.status == status => {
            serde_json::from_str(&refusal.content).unwrap()
        }
        other => panic!("{status} was expected, not {other:?}"),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut api = Configuration::new();
    api.base_path = var("BASE").unwrap();
    api.bearer_access_token = Some(var("KEY").unwrap());

    let ids = ["ext:rust-1", "ext:rust-2", "ext:rust-3"];
    let first = ids[0];
    for id in ids {
        put_vehicle(&api, id, car(2021), None, Some("*")).await.unwrap();
    }
    let there = put_vehicle(&api, first, car(2021), None, Some("*")).await;
    assert_eq!(refused(412, there).code, "precondition_failed", "it is there");
    put_vehicle(&api, first, car(2021), None, None).await.unwrap();

    let (mut seen, mut cursor) = (HashSet::new(), None);
    loop {
        let page = list_vehicles(&api, None, None, None, None, None, None, None, None, None, None, None, Some(2), cursor.as_deref()).await.unwrap();
        for vehicle in page.data {
            assert!(seen.insert(vehicle.id));
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert!(seen.len() >= 3);

    let read = get_vehicle(&api, first, None).await.unwrap();
    let tag = format!("\"{}\"", read.version);
    let update =
        VehicleUpdate { colour: Some(None), vessel: Some(Some("Morning Calm".into())), ..VehicleUpdate::new() };
    let changed = update_vehicle(&api, first, update.clone(), Some(&tag)).await.unwrap();
    assert_eq!((changed.colour, changed.vessel.as_deref()), (None, Some("Morning Calm")));
    assert!(changed.version > read.version);
    let stale = refused(412, update_vehicle(&api, first, update, Some(&tag)).await);
    assert_eq!((stale.code.as_str(), stale.vehicle.unwrap().id), ("precondition_failed", read.id));
    let invalid = refused(422, put_vehicle(&api, first, car(1700), None, None).await);
    assert_eq!(invalid.errors.unwrap()[0].pointer, "/year");

    let create = |key| create_tracking_link(&api, first, Some(key), Some(TrackingLinkCreate::new()));
    let link = create("link-rust").await.unwrap();
    let again = refused(409, create("another-rust").await);
    assert_eq!((again.code.as_str(), again.tracking_link.unwrap().url), ("tracking_link_exists", link.url.clone()));
    create_photo(&api, first, PathBuf::from(var("PHOTO").unwrap()), None).await.unwrap();
    let url = link.url.unwrap();
    let view = get_public_tracking(&api, url.rsplit('/').next().unwrap()).await.unwrap();
    assert_eq!(view.vehicle.title, "2021 Toyota Land Cruiser");
}
