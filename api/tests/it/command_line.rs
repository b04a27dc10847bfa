//! The real binary: what it prints, what it logs, and what it never logs.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use shared::link::TrackingLink;
use shared::paths::ApiPath;
use shared::session::Session;
use shared::vehicle::Vehicle;

use crate::support::people::slug;
use crate::support::{Caller, OPERATOR_TOKEN};

const PASSWORD: &str = "log-canary-password-Zq7";
const EMAIL: &str = "log-canary@harbour.example";

fn importops(data_dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_importops"));
    command
        .env("IMPORTOPS_DATA_DIR", data_dir)
        .env("IMPORTOPS_OPERATOR_TOKEN", OPERATOR_TOKEN)
        .env_remove("IMPORTOPS_DATABASE_URL")
        .env_remove("IMPORTOPS_BASE_URL");
    command
}

fn create_organization(data_dir: &Path, password: &str) -> Output {
    let mut child = importops(data_dir)
        .args([
            "org",
            "create",
            "--json",
            "--name",
            "Harbour Imports",
            "--country",
            "DE",
            "--time-zone",
            "Europe/Berlin",
        ])
        .args(["--admin-name", "Alex Weber", "--admin-email", EMAIL])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// A server that is stopped when the test ends, however it ends.
struct Serving {
    child: Child,
    base: String,
}

impl Serving {
    fn start(data_dir: &Path) -> Self {
        let mut child = importops(data_dir)
            .args(["serve", "--json", "--listen", "127.0.0.1:0", "--log", "debug"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        Self { base: line["listening"].as_str().unwrap().to_owned(), child }
    }

    /// Stops it and gives its whole log.
    fn log(mut self) -> String {
        self.child.kill().unwrap();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have been stopped already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

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
    let link: TrackingLink = admin.post(ApiPath::TrackingLink(&vehicle.id), json!({})).await.json(201);
    let slug = slug(&link);
    for path in [ApiPath::PublicTracking(&slug).to_string(), format!("/t/{slug}"), format!("/t/{slug}/x.css?{slug}")] {
        anonymous.with("referer", &format!("{}/t/{slug}", serving.base)).get(path).await;
    }
    anonymous.put(ApiPath::PublicTracking(&slug), json!({ "slug": slug })).await.expect(405);
    anonymous.post(ApiPath::PublicViews(&slug), json!({})).await.expect(204);
    let invited = json!({ "name": "Nia", "email": "nia-log-canary@new.example", "role": "viewer" });
    let invited: Value = admin.post(ApiPath::Members, invited).await.value(201);
    let token = invited["invitation_url"].as_str().unwrap().split('#').nth(1).unwrap().to_owned();
    admin.send(actix_web::http::Method::POST, "/api/v1/vehicles", Some("application/json"), slug.clone().into()).await;
    let refresh = signed_in.header("set-cookie").split(['=', ';']).nth(1).unwrap().to_owned();
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
        OPERATOR_TOKEN,
        EMAIL,
        "nia-log-canary",
    ];
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
    for file in std::fs::read_dir(directory.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for secret in [slug.as_str(), &session.access_token, &refresh, PASSWORD, &token] {
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
fn mistakes_in_settings_stop_the_start() {
    let directory = tempfile::tempdir().unwrap();
    for (name, value) in [
        ("IMPORTOPS_BASE_URL", "http://import-ops.example"),
        ("IMPORTOPS_OPERATOR_TOKEN", "short"),
        ("IMPORTOPS_LISTEN", "nowhere"),
        ("IMPORTOPS_DATABASE_URL", "mysql://x"),
        ("IMPORTOPS_LOG", "loud"),
    ] {
        let output = importops(directory.path()).env(name, value).arg("migrate").output().unwrap();
        assert!(!output.status.success());
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(message.contains(name), "{message}");
    }
}
