//! The keys that sign and seal are replaced while two servers go on, of which one is always a step behind.

use std::fs;
use std::path::Path;

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::paths::ApiPath;
use shared::session::Session;
use shared::vehicle::Vehicle;

use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization_with, importops};
use crate::support::{Caller, database};

#[actix_web::test]
async fn on_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("shared.sqlite").display());
    Box::pin(keys_are_replaced(&url)).await;
}

#[actix_web::test]
async fn on_postgres() {
    Box::pin(keys_are_replaced(&database::create().await)).await;
}

struct Office {
    settings: Vec<(String, String)>,
    directories: [tempfile::TempDir; 2],
}

impl Office {
    fn settings(&self) -> Vec<(&str, &str)> {
        self.settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// A command of the operator, in the first data directory.
    fn keys(&self, step: &str) -> (bool, String) {
        let mut command = importops(self.directories[0].path());
        let output = command.envs(self.settings()).args(["keys", step, "--json"]).output().unwrap();
        let done = output.status.success();
        (done, String::from_utf8(if done { output.stdout } else { output.stderr }).unwrap())
    }

    fn start(&self, server: usize) -> Serving {
        Serving::start_logging(self.directories[server].path(), &self.settings(), "warn")
    }

    fn hand_over(&self) {
        let file = |directory: &Path| directory.join("keys.json");
        fs::copy(file(self.directories[0].path()), file(self.directories[1].path())).unwrap();
    }
}

async fn sign_in(base: &str) -> Caller {
    let session = json!({ "email": EMAIL, "password": PASSWORD });
    let session: Session = Caller::new(base, None).post(ApiPath::Session, session).await.json(200);
    Caller::new(base, Some(session.access_token))
}

async fn keys_are_replaced(database_url: &str) {
    let photos = tempfile::tempdir().unwrap();
    let settings = [
        ("IMPORTOPS_DATABASE_URL", database_url),
        ("IMPORTOPS_PHOTO_STORE", photos.path().to_str().unwrap()),
        ("IMPORTOPS_BASE_URL", "https://cars.example"),
    ];
    let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let office = Office { settings, directories: [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()] };
    let created = create_organization_with(office.directories[0].path(), PASSWORD, &office.settings());
    assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
    office.hand_over();
    let mut servers = [office.start(0), office.start(1)];
    let early = sign_in(&servers[0].base).await;
    let car = json!({ "year": 2021, "make": "Toyota", "model": "Land Cruiser" });
    let vehicle: Vehicle = early.post(ApiPath::Vehicles, &car).await.json(201);
    let link = ApiPath::TrackingLink(&vehicle.id).to_string();
    let url: Value = early.post(&link, json!({})).await.value(201);
    let endpoint = json!({ "url": "https://receiver.example/hook", "description": "DMS", "event_types": [] });
    let endpoint: Value = early.post(ApiPath::WebhookEndpoints, endpoint).await.value(201);
    // So that there are secrets of before, too.
    for _ in 0..2 {
        let path =
            format!("{}/{}/secret", ApiPath::WebhookEndpoints, endpoint["webhook_endpoint"]["id"].as_str().unwrap());
        early.post(path, json!({})).await.expect(200);
    }
    let repeated = early.with("idempotency-key", "rotated");
    let first: Value = repeated.post(ApiPath::Vehicles, &car).await.value(201);
    assert!(!office.keys("use").0 && !office.keys("forget").0, "out of turn");
    let keys_before = fs::read(office.directories[0].path().join("keys.json")).unwrap();
    for step in ["add", "use", "reseal", "forget"] {
        if step == "reseal" {
            let (done, told) = office.keys("forget");
            assert!(!done && told.contains("sealed with old keys"), "{told}");
        }
        let (done, told) = office.keys(step);
        assert!(done, "{step}: {told}");
        // One server after the other; in between they are a step apart.
        for server in 0..2 {
            office.hand_over();
            servers[server] = office.start(server);
            let tokens = [sign_in(&servers[0].base).await, sign_in(&servers[1].base).await];
            for token in &tokens {
                for base in servers.each_ref().map(|server| server.base.clone()) {
                    let read: Value = token.at(&base).get(&link).await.value(200);
                    assert_eq!(read["url"], url["url"], "{step}");
                    let again = token.at(&base).get(ApiPath::Vehicles).await.value(200);
                    assert_eq!(again["data"].as_array().unwrap().len(), 2);
                }
            }
            let slug = url["url"].as_str().unwrap().rsplit('/').next().unwrap();
            Caller::new(&servers[server].base, None).get(ApiPath::PublicTracking(slug)).await.expect(200);
        }
        let of_before = early.at(&servers[0].base).get(&link).await.status;
        assert_eq!(of_before, if step == "forget" { 401 } else { 200 }, "{step}: a token from before");
        let again = repeated.at(&servers[1].base).post(ApiPath::Vehicles, &car).await;
        if step != "forget" {
            assert_eq!(again.value(201), first, "{step}: the answer to a retry");
        }
    }
    let (_, status) = office.keys("status");
    let status: Value = serde_json::from_str(&status).unwrap();
    assert_eq!(status, json!({ "added": false, "old_keys": false, "sealed_with_old": 0, "lost": 0 }));
    // A secret that was sealed before can still sign.
    let admin = sign_in(&servers[0].base).await;
    let id = endpoint["webhook_endpoint"]["id"].as_str().unwrap();
    let ping = format!("{}/{id}/ping", ApiPath::WebhookEndpoints);
    admin.json(Method::POST, &ping, json!({})).await.expect(202);
    let keys_after = fs::read(office.directories[0].path().join("keys.json")).unwrap();
    assert_eq!(keys_after.len(), keys_before.len());
    assert_ne!(keys_after, keys_before);
}
