//! The real binary: its commands and what they print.

use std::io::Write;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization, importops};

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
    assert!(String::from_utf8_lossy(&again.stderr).contains("already exists"));
}

#[actix_web::test]
async fn who_forgot_the_password_gets_a_new_one_and_no_session_survives() {
    let directory = tempfile::tempdir().unwrap();
    create_organization(directory.path(), PASSWORD);
    let serving = Serving::start(directory.path());
    let client = awc::Client::default();
    let sign_in = async |password: &str| {
        let request =
            client.post(format!("{}/api/v1/session", serving.base)).insert_header(("x-requested-with", "test"));
        request.send_json(&json!({ "email": EMAIL, "password": password })).await.unwrap()
    };
    let session: Value = sign_in(PASSWORD).await.json().await.unwrap();
    let list = async || {
        let token = session["access_token"].as_str().unwrap();
        client.get(format!("{}/api/v1/vehicles", serving.base)).bearer_auth(token).send().await.unwrap().status()
    };
    assert_eq!(list().await, 200);
    let reset = |email: &str, password: &str| {
        let mut child = importops(directory.path())
            .args(["member", "reset-password", "--json", "--email", email])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let said = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said(&reset(EMAIL, "short")).contains("at least 12 characters"));
    assert!(
        said(&reset("nobody@harbour.example", "another long password"))
            .contains("No member signs in with this address.")
    );
    assert_eq!(sign_in(PASSWORD).await.status(), 200, "what was refused changes nothing");
    let output = reset(&EMAIL.to_uppercase(), "another long password\n");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(answer["member_id"].as_str().unwrap().starts_with("usr_"), "{}", said(&output));
    assert_eq!(list().await, 401);
    assert_eq!(sign_in(PASSWORD).await.status(), 401);
    assert_eq!(sign_in("another long password").await.status(), 200);
    let log = importops(directory.path()).args(["audit", "verify"]).output().unwrap();
    assert!(String::from_utf8_lossy(&log.stdout).contains("no entry was changed"));
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
fn audit_verify_says_whether_the_log_was_changed() {
    let directory = tempfile::tempdir().unwrap();
    create_organization(directory.path(), PASSWORD);
    let output = importops(directory.path()).args(["audit", "verify", "--json"]).output().unwrap();
    assert!(output.status.success());
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer, json!({ "organizations": 1, "intact_entries": 1, "broken": [] }));
    let words = importops(directory.path()).args(["audit", "verify"]).output().unwrap();
    assert!(String::from_utf8_lossy(&words.stdout).contains("no entry was changed: 1 entry of 1 organisation"));
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
