//! What the real program does when it is sent a signal. How it stops is in `readiness`.

use serde_json::Value;

use crate::support::Caller;
use crate::support::program::Serving;

#[actix_web::test]
async fn a_terminal_that_goes_away_does_not_end_the_server() {
    let directory = tempfile::tempdir().unwrap();
    let serving = Serving::start_logging(directory.path(), &[], "info");
    let anonymous = Caller::new(&serving.base, None);
    for _ in 0..3 {
        serving.signal("HUP");
        anonymous.get("/healthz").await.expect(200);
    }
    anonymous.get("/readyz").await.expect(200);
    let log = serving.log();
    let messages =
        log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["fields"]["message"].to_string());
    assert!(messages.into_iter().any(|message| message.contains("SIGHUP does nothing")), "{log}");
}
