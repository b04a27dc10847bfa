//! The organisation's settings.

use serde_json::json;
use shared::organization::Organization;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::support::{TestApp, both_engines};

both_engines!(
    settings_are_read_and_changed,
    mistakes_are_named,
    the_loser_of_two_saves_gets_the_current_version,
    unchanged_is_304
);

async fn settings_are_read_and_changed(app: TestApp) {
    let org = app.organization().await;
    let before: Organization = org.viewer.get(ApiPath::Organization).await.json(200);
    assert_eq!((before.locale.as_str(), before.version), ("de-DE", 1));
    let update = json!({ "name": "  Hafen  ", "country": "FR", "contact_email": "a@b.example",
        "link_defaults": { "show_eta": false } });
    let after: Organization = org.admin.patch(ApiPath::Organization, update).await.json(200);
    assert_eq!((after.name.as_str(), after.locale.as_str(), after.version), ("Hafen", "fr-FR", 2));
    assert!(!after.link_defaults.show_eta && after.link_defaults.show_notes);
    let cleared: Organization =
        org.admin.patch(ApiPath::Organization, json!({ "contact_email": null })).await.json(200);
    assert_eq!(cleared.contact_email, None);
    assert_eq!(cleared.name, "Hafen");
}

async fn mistakes_are_named(app: TestApp) {
    let org = app.organization().await;
    let wrong = json!({ "name": "", "country": "XX", "time_zone": "Mars/Base", "contact_email": "nobody", "currency": "€",
        "locale": "not a tag" });
    let problem = org.admin.patch(ApiPath::Organization, wrong).await.problem(ProblemCode::ValidationFailed);
    let mut pointers: Vec<_> = problem.errors.iter().map(|error| error.pointer.as_str()).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/contact_email", "/country", "/currency", "/locale", "/name", "/time_zone"]);
    for (field, value) in
        [("contact_email", "hello\u{200b}@harbour.example"), ("currency", "ABC"), ("locale", "de-DE-u-xx-abc")]
    {
        let problem = org.admin.patch(ApiPath::Organization, json!({ field: value })).await;
        assert_eq!(problem.problem(ProblemCode::ValidationFailed).errors[0].pointer, format!("/{field}"));
    }
    let null = org.admin.patch(ApiPath::Organization, json!({ "name": null })).await;
    assert_eq!(null.problem(ProblemCode::ValidationFailed).errors[0].pointer, "/name");
    let after: Organization = org.viewer.get(ApiPath::Organization).await.json(200);
    assert_eq!(after.version, 1, "nothing was changed");
}

async fn the_loser_of_two_saves_gets_the_current_version(app: TestApp) {
    let org = app.organization().await;
    let read = org.admin.get(ApiPath::Organization).await;
    let admin = org.admin.with("if-match", read.etag());
    admin.patch(ApiPath::Organization, json!({ "name": "First" })).await.expect(200);
    let lost = admin.patch(ApiPath::Organization, json!({ "name": "Second" })).await;
    assert_eq!(lost.problem(ProblemCode::PreconditionFailed).organization.unwrap().name, "First");
}

async fn unchanged_is_304(app: TestApp) {
    let org = app.organization().await;
    let read = org.viewer.get(ApiPath::Organization).await;
    let known = org.viewer.with("if-none-match", read.etag());
    let unchanged = known.get(ApiPath::Organization).await;
    assert!(unchanged.expect(304).body.is_empty());
    assert_eq!(unchanged.etag(), read.etag());
    org.admin.patch(ApiPath::Organization, json!({ "name": "New" })).await.expect(200);
    known.get(ApiPath::Organization).await.expect(200);
}
