//! Where to report vulnerabilities (RFC 9116).

use shared::problem::ProblemCode;
use shared::time::Timestamp;

use crate::support::{Caller, TestApp, both_engines};

both_engines!(it_says_what_the_operator_set_and_nothing_otherwise);

const PATH: &str = "/.well-known/security.txt";

async fn it_says_what_the_operator_set_and_nothing_otherwise(app: TestApp) {
    app.anonymous().get(PATH).await.problem(ProblemCode::NotFound);
    let mut config = (*app.app.config).clone();
    config.security_contacts =
        vec!["mailto:security@import-ops.example".into(), "https://import-ops.example/report".into()];
    let base = app.third_node(config).await;
    let answer = Caller::new(&base, None).get(PATH).await;
    assert_eq!(answer.expect(200).header("content-type"), "text/plain; charset=utf-8");
    let text = answer.text();
    let fields: Vec<_> = text.lines().map(|line| line.split_once(": ").unwrap()).collect();
    let [first, second, (expires, until), languages, (canonical, url)] = fields.as_slice() else { panic!("{text}") };
    assert_eq!(*first, ("Contact", "mailto:security@import-ops.example"));
    assert_eq!(*second, ("Contact", "https://import-ops.example/report"));
    assert_eq!((*expires, *languages, *canonical), ("Expires", ("Preferred-Languages", "en"), "Canonical"));
    let days = (Timestamp::parse(until).unwrap().unix_ms() - app.clock.now().unix_ms()) / 86_400_000;
    assert!((1..365).contains(&days), "less than a year: {until}");
    assert!(url.ends_with(PATH) && url.starts_with("http"), "{url}");
}
