//! The real program, which is killed and stopped.

use std::path::Path;

use serde_json::{Value, json};
use shared::ids::VehicleId;
use shared::paths::ApiPath;
use shared::session::Session;
use shared::vehicle::Vehicle;

use super::{phone, views};
use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization_with};
use crate::support::{Caller, database};

/// A server, which is started again on the same database.
struct Office<'a> {
    directory: &'a Path,
    settings: Vec<(&'static str, String)>,
}

impl Office<'_> {
    fn start(&self) -> Serving {
        let settings: Vec<_> = self.settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Serving::start_logging(self.directory, &settings, "warn")
    }

    async fn admin(&self, server: &Serving) -> Caller {
        let session = json!({ "email": EMAIL, "password": PASSWORD });
        let session: Session = Caller::new(&server.base, None).post(ApiPath::Session, session).await.json(200);
        Caller::new(&server.base, Some(session.access_token))
    }
}

#[actix_web::test]
async fn what_was_written_outlives_a_kill_and_a_stop_writes_the_rest_on_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let office = Office { directory: directory.path(), settings: Vec::new() };
    nothing_is_lost_that_was_written(&office).await;
}

#[actix_web::test]
async fn what_was_written_outlives_a_kill_and_a_stop_writes_the_rest_on_postgres() {
    let directory = tempfile::tempdir().unwrap();
    let settings = vec![("IMPORTOPS_DATABASE_URL", database::create_empty().await)];
    nothing_is_lost_that_was_written(&Office { directory: directory.path(), settings }).await;
}

async fn nothing_is_lost_that_was_written(office: &Office<'_>) {
    let settings: Vec<_> = office.settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert!(create_organization_with(office.directory, PASSWORD, &settings).status.success());
    let server = office.start();
    let admin = office.admin(&server).await;
    let car = json!({ "year": 2021, "make": "Toyota", "model": "Land Cruiser" });
    let vehicle: Vehicle = admin.post(ApiPath::Vehicles, car).await.json(201);
    let link: Value = admin.post(ApiPath::TrackingLink(&vehicle.id), json!({})).await.value(201);
    let slug = link["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    view(&server, &slug, 1).await;
    server.signal("KILL");
    drop(server);

    let server = office.start();
    let admin = office.admin(&server).await;
    let first = views(&admin, &vehicle.id).await;
    assert_eq!((first.count, first.first_at.is_some()), (1, true));
    // The first one is written at once again, the others soon, without anybody asking.
    view(&server, &slug, 4).await;
    until(&admin, &vehicle.id, 5).await;
    server.signal("KILL");
    drop(server);

    let mut server = office.start();
    let admin = office.admin(&server).await;
    assert_eq!(views(&admin, &vehicle.id).await.count, 5);
    view(&server, &slug, 3).await;
    server.signal("TERM");
    assert!(server.wait().success());

    let server = office.start();
    let admin = office.admin(&server).await;
    let last = views(&admin, &vehicle.id).await;
    assert_eq!((last.count, last.first_at), (8, first.first_at));
    let events: Value = admin.get(format!("{}?limit=100", ApiPath::Events)).await.value(200);
    let events = events["data"].as_array().unwrap().iter();
    assert_eq!(events.filter(|event| event["event_type"] == "tracking_link.first_viewed").count(), 1);
    assert!(!server.log().contains(&slug));
}

async fn view(server: &Serving, slug: &str, times: usize) {
    for _ in 0..times {
        phone(&server.base).post(ApiPath::PublicViews(slug), json!({})).await.expect(204);
    }
}

async fn until(admin: &Caller, vehicle: &VehicleId, count: i64) {
    loop {
        let seen = views(admin, vehicle).await.count;
        assert!(seen <= count, "{seen}");
        if seen == count {
            return;
        }
    }
}
