//! The real binary: what it prints, what it logs, and what it never logs.

use std::process::Output;

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::api_key::CreatedApiKey;
use shared::link::TrackingLink;
use shared::paths::ApiPath;
use shared::photo::Photo;
use shared::public_tracking::PublicTracking;
use shared::session::Session;
use shared::vehicle::Vehicle;

use crate::support::people::slug;
use crate::support::pictures;
use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization, importops};
use crate::support::{Caller, OPERATOR_TOKEN, files_below};

#[actix_web::test]
async fn nothing_secret_is_logged_or_stored_in_clear() {
    let directory = tempfile::tempdir().unwrap();
    let created = create_organization(directory.path(), PASSWORD);
    assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
    let serving = Serving::start(directory.path());
    let anonymous = Caller::new(&serving.base, None);
    anonymous.post(ApiPath::Session, json!({ "email": EMAIL, "password": "wrong-log-canary-Zq8" })).await.expect(401);
    let signed_in = anonymous.post(ApiPath::Session, json!({ "email": EMAIL, "password": PASSWORD })).await;
    let session: Session = signed_in.json(200);
    let admin = Caller::new(&serving.base, Some(session.access_token.clone()));
    let new = json!({ "year": 2021, "make": "Toyota", "model": "Land Cruiser" });
    let vehicle: Vehicle = admin.post(ApiPath::Vehicles, new).await.json(201);
    let file = pictures::jpeg(40, 30);
    let path = ApiPath::Photos(&vehicle.id).to_string();
    let named = pictures::send_named(&admin, Method::POST, &path, "name-log-canary.jpg", &file).await;
    let photo: Photo = named.json(201);
    let picked = json!({ "photo_ids": [photo.id] });
    let link: TrackingLink = admin.post(ApiPath::TrackingLink(&vehicle.id), picked).await.json(201);
    let slug = slug(&link);
    let page: PublicTracking = anonymous.get(ApiPath::PublicTracking(&slug)).await.json(200);
    anonymous.get(&page.photos[0].src).await.expect(200);
    anonymous.get(ApiPath::PublicLogo(&slug)).await.expect(404);
    for path in [ApiPath::PublicTracking(&slug).to_string(), format!("/t/{slug}"), format!("/t/{slug}/x.css?{slug}")] {
        anonymous.with("referer", &format!("{}/t/{slug}", serving.base)).get(path).await;
    }
    anonymous.put(ApiPath::PublicTracking(&slug), json!({ "slug": slug })).await.expect(405);
    anonymous.post(ApiPath::PublicViews(&slug), json!({})).await.expect(204);
    let invited = json!({ "name": "Nia", "email": "nia-log-canary@new.example", "role": "viewer" });
    let invited: Value = admin.post(ApiPath::Members, invited).await.value(201);
    let token = invited["invitation_url"].as_str().unwrap().split('#').nth(1).unwrap().to_owned();
    admin.send(Method::POST, "/api/v1/vehicles", Some("application/json"), slug.clone().into()).await;
    let refresh = signed_in.header("set-cookie").split(['=', ';']).nth(1).unwrap().to_owned();
    let key = json!({ "name": "DMS", "expires_at": "2999-01-01T00:00:00Z" });
    admin.post(ApiPath::ApiKeys, &key).await.expect(422);
    let soon = format!("{}-01-01T00:00:00Z", &photo.created_at.to_string()[..4].parse::<i32>().unwrap() + 1);
    let key = json!({ "name": "DMS", "expires_at": soon });
    let key: CreatedApiKey =
        admin.with("idempotency-key", "retry-log-canary").post(ApiPath::ApiKeys, key).await.json(201);
    admin.as_key(&key.secret).get(ApiPath::Vehicles).await.expect(200);
    anonymous.get(format!("{}?api_key={}", ApiPath::Vehicles, key.secret)).await.expect(401);
    let log = serving.log();
    // Control: the log is there, by templates.
    assert!(log.contains("/api/v1/public/tracking/{slug}") && log.contains("\"status\":200"), "{log}");
    let secrets = [
        slug.as_str(),
        &session.access_token,
        &refresh,
        PASSWORD,
        "wrong-log-canary-Zq8",
        &token,
        &key.secret,
        "retry-log-canary",
        OPERATOR_TOKEN,
        EMAIL,
        "nia-log-canary",
        "name-log-canary",
    ];
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
    for file in files_below(directory.path()) {
        let bytes = std::fs::read(file).unwrap();
        for secret in [slug.as_str(), &session.access_token, &refresh, PASSWORD, &token, &key.secret] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
        }
    }
}

#[test]
fn org_create_says_what_is_wrong_and_makes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let refused = create_organization(directory.path(), "short");
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("at least 12 characters"));
    let created = create_organization(directory.path(), PASSWORD);
    let answer: Value = serde_json::from_slice(&created.stdout).unwrap();
    assert!(answer["organization_id"].as_str().unwrap().starts_with("org_"));
    assert!(answer["member_id"].as_str().unwrap().starts_with("usr_"));
    let again = create_organization(directory.path(), PASSWORD);
    assert!(String::from_utf8_lossy(&again.stderr).contains("exists already"));
}

#[test]
fn subscription_set_locks_and_unlocks() {
    let directory = tempfile::tempdir().unwrap();
    let created: Value = serde_json::from_slice(&create_organization(directory.path(), PASSWORD).stdout).unwrap();
    let set = |arguments: &[&str]| {
        let id = created["organization_id"].as_str().unwrap();
        importops(directory.path()).args(["subscription", "set", id, "--json"]).args(arguments).output().unwrap()
    };
    let locked = |output: Output| serde_json::from_slice::<Value>(&output.stdout).unwrap()["locked"].as_bool().unwrap();
    assert!(locked(set(&["--status", "canceled"])));
    assert!(!locked(set(&["--status", "past_due", "--grace-ends-at", "2999-01-01T00:00:00Z"])));
    assert!(!set(&["--status", "past_due"]).status.success());
    assert!(!locked(set(&["--status", "active"])));
}

#[test]
fn audit_verify_tells_whether_the_log_is_as_it_was_written() {
    let directory = tempfile::tempdir().unwrap();
    create_organization(directory.path(), PASSWORD);
    let output = importops(directory.path()).args(["audit", "verify", "--json"]).output().unwrap();
    assert!(output.status.success());
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer, json!({ "organizations": 1, "intact_entries": 1, "broken": [] }));
    let words = importops(directory.path()).args(["audit", "verify"]).output().unwrap();
    assert!(String::from_utf8_lossy(&words.stdout).contains("1 of 1 organisations"));
}

#[test]
fn mistakes_in_settings_stop_the_start() {
    let directory = tempfile::tempdir().unwrap();
    for (name, value) in [
        ("IMPORTOPS_BASE_URL", "http://import-ops.example"),
        ("IMPORTOPS_OPERATOR_TOKEN", "short"),
        ("IMPORTOPS_LISTEN", "nowhere"),
        ("IMPORTOPS_DATABASE_URL", "mysql://x"),
        ("IMPORTOPS_LOG", "loud"),
        ("IMPORTOPS_PHOTO_STORE", "ftp://photos"),
    ] {
        let output = importops(directory.path()).env(name, value).arg("migrate").output().unwrap();
        assert!(!output.status.success());
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(message.contains(name), "{message}");
    }
}
