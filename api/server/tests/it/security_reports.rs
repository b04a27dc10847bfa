//! What browsers report of the security policy: it reaches the log, and nothing of what they say stands in it.

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::problem::ProblemCode;

use crate::support::program::Serving;
use crate::support::{Caller, TestApp, both_engines};

const REPORTS: &str = "/api/security-reports";
const SECRET: &str = "k7m2p9x4q8n3v6t1w5z0r2y8ca";

both_engines!(what_is_no_report_is_refused);

/// Both forms, as browsers send them, with a secret wherever a caller may write something.
fn reports(base: &str) -> [(&'static str, Value); 2] {
    let page = format!("{base}/t/{SECRET}");
    let single = json!({ "csp-report": {
        "document-uri": page, "referrer": page, "effective-directive": "script-src-elem", "violated-directive": SECRET,
        "original-policy": SECRET, "disposition": "enforce", "blocked-uri": "inline", "line-number": 7,
        "column-number": 11, "source-file": page, "status-code": 200, "script-sample": SECRET,
    } });
    let several = json!([
        { "type": "deprecation", "age": 1, "url": page, "user_agent": SECRET, "body": { "id": SECRET } },
        { "type": "csp-violation", "age": 1, "url": page, "user_agent": SECRET, "body": {
            "documentURL": page, "effectiveDirective": SECRET, "blockedURL": format!("https://{SECRET}.example/"),
            "disposition": "enforce", "originalPolicy": SECRET, "sample": SECRET, "sourceFile": page, "statusCode": 200,
        } },
    ]);
    [("application/csp-report", single), ("application/reports+json; charset=utf-8", several)]
}

#[actix_web::test]
async fn a_violation_is_logged_and_nothing_that_was_sent() {
    let directory = tempfile::tempdir().unwrap();
    let serving = Serving::start_logging(directory.path(), &[], "info");
    let anonymous = Caller::new(&serving.base, None);
    for (media_type, body) in reports(&serving.base) {
        let body = serde_json::to_vec(&body).unwrap();
        anonymous.send(Method::POST, REPORTS, Some(media_type), body).await.expect(204);
    }
    let log = serving.log();
    assert!(!log.contains(SECRET), "{log}");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told = |line: &&Value| line["fields"]["message"] == "security policy violated";
    let told: Vec<_> = lines.iter().filter(told).map(|line| &line["fields"]).collect();
    let fields = ["directive", "blocked", "page", "line", "column"];
    let read = |line: &Value| fields.map(|field| line[field].clone());
    assert_eq!(told.len(), 2, "{log}");
    assert_eq!(read(told[0]), [json!("script-src-elem"), json!("inline"), json!("/t/{slug}"), json!(7), json!(11)]);
    assert_eq!(
        read(told[1]),
        [json!("unknown"), json!("foreign address"), json!("/t/{slug}"), json!(null), json!(null)]
    );
}

async fn what_is_no_report_is_refused(app: TestApp) {
    let anonymous = app.anonymous();
    let send = async |media_type: &'static str, body: &[u8]| {
        anonymous.send(Method::POST, REPORTS, Some(media_type), body.to_vec()).await
    };
    send("application/json", b"{}").await.problem(ProblemCode::UnsupportedMediaType);
    send("application/csp-report", b"{").await.problem(ProblemCode::MalformedJson);
    send("application/csp-report", b"[]").await.problem(ProblemCode::ValidationFailed);
    send("application/csp-report", &vec![b'['; 300 * 1024]).await.problem(ProblemCode::PayloadTooLarge);
    send("application/reports+json", b"[]").await.expect(204);
    let asked = anonymous.get(REPORTS).await;
    assert_eq!(asked.problem(ProblemCode::MethodNotAllowed).status, 405);
    assert_eq!(asked.header("allow"), "POST");
}

#[actix_web::test]
async fn sending_too_many_means_waiting() {
    let directory = tempfile::tempdir().unwrap();
    let serving = Serving::start_logging(directory.path(), &[("IMPORTOPS_REQUESTS_PER_ADDRESS", "20")], "info");
    let anonymous = Caller::new(&serving.base, None);
    let mut statuses = Vec::new();
    for _ in 0..30 {
        let body = b"[]".to_vec();
        statuses.push(anonymous.send(Method::POST, REPORTS, Some("application/reports+json"), body).await.status);
    }
    assert!(statuses.contains(&204) && statuses.last() == Some(&429), "{statuses:?}");
}
