//! Notes: scope is a decision, and only customer notes reach the page.

use serde_json::{Value, json};
use shared::note::{Note, NoteScope};
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::support::people::open;
use crate::support::{TestApp, both_engines};

both_engines!(
    the_scope_is_required,
    the_page_follows_every_change,
    notes_are_listed_newest_first,
    the_loser_of_two_saves_gets_the_current_version,
    a_note_belongs_to_its_vehicle,
);

async fn the_scope_is_required(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let refused = org.editor.post(ApiPath::Notes(&vehicle), json!({ "body": "Hello" })).await;
    assert_eq!(refused.problem(ProblemCode::ValidationFailed).errors[0].pointer, "/scope");
    let public = org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "public", "body": "Hello" })).await;
    public.problem(ProblemCode::ValidationFailed);
    let long = json!({ "scope": "internal", "body": "x".repeat(4001) });
    org.editor.post(ApiPath::Notes(&vehicle), long).await.problem(ProblemCode::ValidationFailed);
}

async fn the_page_follows_every_change(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let shown = async || open(&app, &slug).await.value(200)["notes"].clone();
    assert_eq!(shown().await, json!([]));
    let new = json!({ "scope": "internal", "body": "Rust under the sill" });
    let note: Note = org.editor.post(ApiPath::Notes(&vehicle), new).await.json(201);
    assert_eq!((note.author.name.as_str(), note.scope), ("Eli Editor", NoteScope::Internal));
    assert_eq!(shown().await, json!([]));
    let path = ApiPath::Note(&vehicle, &note.id);
    org.editor.patch(path, json!({ "scope": "customer", "body": "Paint is done" })).await.expect(200);
    assert_eq!(shown().await, json!([{ "body": "Paint is done", "posted_on": "2026-05-01" }]));
    org.editor.patch(path, json!({ "body": "Paint is dry" })).await.expect(200);
    assert_eq!(shown().await[0]["body"], "Paint is dry");
    org.editor.patch(path, json!({ "scope": "internal" })).await.expect(200);
    assert_eq!(shown().await, json!([]));
    org.editor.patch(path, json!({ "scope": "customer" })).await.expect(200);
    org.editor.delete(path).await.expect(204);
    assert_eq!(shown().await, json!([]));
    org.viewer.get(path).await.problem(ProblemCode::NotFound);
    org.editor.delete(path).await.expect(204);
}

async fn notes_are_listed_newest_first(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    for n in 0..5 {
        app.clock.advance_ms(1);
        let note = json!({ "scope": "customer", "body": format!("N{n}") });
        org.editor.post(ApiPath::Notes(&vehicle), note).await.expect(201);
    }
    let first: Page<Note> = org.viewer.get(format!("{}?limit=3", ApiPath::Notes(&vehicle))).await.json(200);
    let cursor = first.next_cursor.clone().unwrap();
    let rest = org.viewer.get(format!("{}?limit=3&cursor={cursor}", ApiPath::Notes(&vehicle))).await;
    let rest: Page<Note> = rest.json(200);
    let bodies: Vec<_> = first.data.into_iter().chain(rest.data).map(|note| note.body).collect();
    assert_eq!(bodies, ["N4", "N3", "N2", "N1", "N0"]);
}

async fn the_loser_of_two_saves_gets_the_current_version(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let created = org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "internal", "body": "One" })).await;
    let note: Note = created.json(201);
    let (path, editor) = (ApiPath::Note(&vehicle, &note.id), org.editor.with("if-match", created.etag()));
    editor.patch(path, json!({ "body": "Two" })).await.expect(200);
    let lost = editor.patch(path, json!({ "scope": "customer" })).await;
    assert_eq!(lost.problem(ProblemCode::PreconditionFailed).note.unwrap().body, "Two");
    editor.delete(path).await.problem(ProblemCode::PreconditionFailed);
}

async fn a_note_belongs_to_its_vehicle(app: TestApp) {
    let org = app.organization().await;
    let (one, two) = (org.vehicle().await.id, org.vehicle().await.id);
    let new = json!({ "scope": "customer", "body": "Only here" });
    let note: Note = org.editor.post(ApiPath::Notes(&one), new).await.json(201);
    org.viewer.get(ApiPath::Note(&two, &note.id)).await.problem(ProblemCode::NotFound);
    org.editor.patch(ApiPath::Note(&two, &note.id), json!({ "body": "x" })).await.problem(ProblemCode::NotFound);
    org.editor.delete(ApiPath::Note(&two, &note.id)).await.problem(ProblemCode::NotFound);
    let slug = crate::support::people::slug(&org.link(&two).await);
    let page: Value = open(&app, &slug).await.value(200);
    assert_eq!(page["notes"], json!([]));
}
