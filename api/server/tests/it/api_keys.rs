//! API keys: made once, shown once, scoped, and dead at once.

use domain::api_key::ApiKeySecret;
use serde_json::{Value, json};
use shared::api_key::{ApiKey, ApiKeyState, CreatedApiKey, CurrentApiKey, Scope};
use shared::member::Role;
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    a_key_is_shown_once_and_works_until_it_is_revoked,
    a_key_is_dead_at_the_instant_of_its_expiry,
    a_key_ends_with_the_access_of_its_maker,
    what_is_wrong_with_a_new_key_is_said,
    no_key_manages_keys_or_people,
    a_key_for_vehicles_never_meets_a_slug,
    a_new_place_of_use_is_audited_once,
    the_secret_is_nowhere_in_the_database,
    a_key_in_the_address_is_no_credential,
    a_locked_organisation_can_still_end_keys,
    a_key_learns_what_it_is,
);

async fn listed(org: &Organization) -> Vec<ApiKey> {
    org.admin.get(ApiPath::ApiKeys).await.json::<Page<ApiKey>>(200).data
}

async fn a_key_is_shown_once_and_works_until_it_is_revoked(app: TestApp) {
    let org = app.organization().await;
    let body = json!({ "name": " DMS ", "expires_at": "2026-08-01T00:00:00Z" });
    let answer = org.admin.post(ApiPath::ApiKeys, body).await;
    let CreatedApiKey { api_key, secret } = answer.json(201);
    assert_eq!(answer.header("location"), ApiPath::ApiKey(&api_key.id).to_string());
    assert_eq!((api_key.name.as_str(), api_key.scopes.as_slice()), ("DMS", [Scope::VehiclesRead].as_slice()));
    assert!(secret.starts_with(&api_key.prefix));
    let program = org.admin.as_key(&secret);
    program.get(ApiPath::Vehicles).await.expect(200);
    let seen = org.admin.get(ApiPath::ApiKey(&api_key.id)).await;
    assert!(!seen.text().contains(&secret));
    assert_eq!(seen.json::<ApiKey>(200).last_used_at, Some(app.clock.now()));
    org.admin.delete(ApiPath::ApiKey(&api_key.id)).await.expect(204);
    program.get(ApiPath::Vehicles).await.problem(ProblemCode::AuthenticationRequired);
    org.admin.delete(ApiPath::ApiKey(&api_key.id)).await.expect(204);
    let [revoked] = <[ApiKey; 1]>::try_from(listed(&org).await).unwrap();
    assert_eq!(revoked.state, ApiKeyState::Revoked);
    assert_eq!(revoked.revoked_by.unwrap().id, org.members[0]);
}

async fn a_key_is_dead_at_the_instant_of_its_expiry(app: TestApp) {
    let org = app.organization().await;
    let body = json!({ "name": "Short", "expires_at": "2026-05-01T10:01:00Z" });
    let made: CreatedApiKey = org.admin.post(ApiPath::ApiKeys, body).await.json(201);
    let program = org.admin.as_key(&made.secret);
    app.move_to("2026-05-01T10:00:59.999Z");
    program.get(ApiPath::Vehicles).await.expect(200);
    app.move_to("2026-05-01T10:01:00Z");
    program.get(ApiPath::Vehicles).await.expect(401);
    assert_eq!(listed(&org).await[0].state, ApiKeyState::Expired);
}

async fn a_key_ends_with_the_access_of_its_maker(app: TestApp) {
    let org = app.organization().await;
    let second = json!({ "role": "admin" });
    org.admin.patch(ApiPath::Member(&org.members[1]), second).await.expect(200);
    let body = json!({ "name": "Theirs", "scopes": ["vehicles.write", "organization.write"], "expires_at": "2027-01-01T00:00:00Z" });
    let made: CreatedApiKey = org.editor.post(ApiPath::ApiKeys, body).await.json(201);
    let program = org.admin.as_key(&made.secret);
    program.patch(ApiPath::Organization, json!({ "name": "Renamed" })).await.expect(200);
    org.admin.patch(ApiPath::Member(&org.members[1]), json!({ "role": "editor" })).await.expect(200);
    let refused = program.patch(ApiPath::Organization, json!({ "name": "Again" })).await;
    assert!(refused.problem(ProblemCode::PermissionDenied).detail.contains("admin"));
    let vehicle = json!({ "year": 2020, "make": "Nissan", "model": "Patrol" });
    program.post(ApiPath::Vehicles, vehicle.clone()).await.expect(201);
    org.admin.patch(ApiPath::Member(&org.members[1]), json!({ "disabled": true })).await.expect(200);
    program.post(ApiPath::Vehicles, vehicle).await.expect(401);
}

async fn what_is_wrong_with_a_new_key_is_said(app: TestApp) {
    let org = app.organization().await;
    for (body, pointer) in [
        (json!({ "name": "", "expires_at": "2026-08-01T00:00:00Z" }), "/name"),
        (json!({ "name": "A", "expires_at": "2026-05-01T10:00:00Z" }), "/expires_at"),
        (json!({ "name": "A", "expires_at": "2029-01-01T00:00:00Z" }), "/expires_at"),
        (json!({ "name": "A" }), "/expires_at"),
        (json!({ "name": "A", "expires_at": "2026-08-01T00:00:00Z", "scopes": [] }), "/scopes"),
        (json!({ "name": "A", "expires_at": "2026-08-01T00:00:00Z", "scopes": ["everything"] }), "/scopes/0"),
        (json!({ "name": "A", "expires_at": "2026-08-01T00:00:00Z", "secret": "iok_mine" }), "/secret"),
    ] {
        let problem = org.admin.post(ApiPath::ApiKeys, &body).await.problem(ProblemCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, pointer, "{body}");
    }
    assert!(listed(&org).await.is_empty());
}

async fn no_key_manages_keys_or_people(app: TestApp) {
    let org = app.organization().await;
    let program = org.key(&Scope::ALL).await;
    let body = json!({ "name": "Child", "expires_at": "2026-08-01T00:00:00Z" });
    for answer in [
        program.post(ApiPath::ApiKeys, body).await,
        program.get(ApiPath::ApiKeys).await,
        program.get(ApiPath::Members).await,
        program.get(ApiPath::Session).await,
    ] {
        answer.problem(ProblemCode::PermissionDenied);
    }
}

async fn a_key_for_vehicles_never_meets_a_slug(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let program = org.key(&[Scope::VehiclesRead, Scope::VehiclesWrite]).await;
    for answer in [
        program.get(ApiPath::Vehicles).await,
        program.get(ApiPath::Vehicle(&vehicle)).await,
        program.patch(ApiPath::Vehicle(&vehicle), json!({ "colour": "red" })).await,
        program.get(ApiPath::Notes(&vehicle)).await,
        program.get(ApiPath::Photos(&vehicle)).await,
    ] {
        answer.expect(200);
        assert!(!answer.text().contains(&slug) && !answer.text().contains("/t/"));
    }
    for answer in [
        program.get(ApiPath::TrackingLink(&vehicle)).await,
        program.get(ApiPath::TrackingLinks).await,
        program.post(ApiPath::TrackingLink(&vehicle), json!({})).await,
        program.post(ApiPath::Preview(&vehicle), json!({})).await,
    ] {
        answer.problem(ProblemCode::PermissionDenied);
        assert!(!answer.text().contains(&slug));
    }
}

async fn a_new_place_of_use_is_audited_once(app: TestApp) {
    let org = app.organization().await;
    let program = org.key(&[Scope::VehiclesRead]).await;
    for _ in 0..3 {
        program.get(ApiPath::Vehicles).await.expect(200);
    }
    let events = org.admin.get(format!("{}?category=api_key", ApiPath::AuditEvents)).await.value(200);
    let actions: Vec<_> = events["data"].as_array().unwrap().iter().map(|event| event["action"].clone()).collect();
    assert_eq!(actions, ["api_key.used_from_new_place", "api_key.created"]);
    assert_eq!(events["data"][0]["actor"]["kind"], "api_key");
    assert!(!events.to_string().contains("127.0.0.1"));
}

async fn the_secret_is_nowhere_in_the_database(app: TestApp) {
    let org = app.organization().await;
    let key = "0b9f6c1e-key-of-a-retry";
    let body = json!({ "name": "DMS", "expires_at": "2026-08-01T00:00:00Z" });
    let made: CreatedApiKey = org.admin.with("idempotency-key", key).post(ApiPath::ApiKeys, body).await.json(201);
    let (vehicle, slug) = org.live_slug().await;
    let regenerated: Value =
        org.editor.with("idempotency-key", "x").post(ApiPath::Regenerate(&vehicle), json!({})).await.value(200);
    let second = regenerated["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let dump = app.dump().await;
    assert!(dump.contains(&made.api_key.prefix), "the search finds what is there");
    for secret in [&made.secret, &slug, &second, &key.to_owned()] {
        assert!(!dump.contains(secret));
    }
}

async fn a_key_in_the_address_is_no_credential(app: TestApp) {
    let org = app.organization().await;
    let secret = org.key_made(&[Scope::VehiclesRead]).await.secret;
    app.anonymous().get(format!("{}?api_key={secret}", ApiPath::Session)).await.expect(401);
    for wrong in [format!("{secret}0"), secret.to_uppercase(), secret.replacen('o', "0", 1)] {
        org.admin.as_key(&wrong).get(ApiPath::Vehicles).await.problem(ProblemCode::AuthenticationRequired);
    }
}

async fn a_locked_organisation_can_still_end_keys(app: TestApp) {
    let org = app.organization().await;
    let made = org.key_made(&[Scope::VehiclesRead, Scope::VehiclesWrite]).await;
    let program = org.admin.as_key(&made.secret);
    let path = format!("{}?organization_id={}", ApiPath::Subscription, org.id);
    let ended = json!({ "status": "canceled", "access_until": "2026-04-01T00:00:00Z" });
    app.operator().put(path, ended).await.expect(200);
    program.get(ApiPath::Vehicles).await.expect(200);
    let vehicle = json!({ "year": 2020, "make": "Nissan", "model": "Patrol" });
    program.post(ApiPath::Vehicles, vehicle).await.problem(ProblemCode::SubscriptionInactive);
    let body = json!({ "name": "More", "expires_at": "2026-08-01T00:00:00Z" });
    org.admin.post(ApiPath::ApiKeys, body).await.problem(ProblemCode::SubscriptionInactive);
    org.admin.delete(ApiPath::ApiKey(&made.api_key.id)).await.expect(204);
    program.get(ApiPath::Vehicles).await.expect(401);
}

/// What a scanner of source code does with the pattern of our documents: no key that could be one is in this
/// repository.
#[test]
fn no_key_is_in_the_repository() {
    let planted = ApiKeySecret::new(host::random::bytes());
    assert_eq!(keys_in(&format!("KEY={}\n", planted.expose())), 1, "the scanner finds one that is planted");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let mut read = 0;
    for folder in ["api", "contract", "docs", "e2e", "migrations", "openapi", "shared", "web", "xtask"] {
        for path in sources_below(&root.join(folder)) {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            assert_eq!(keys_in(&text), 0, "{}", path.display());
            read += 1;
        }
    }
    assert!(read > 300, "{read}");
}

/// How many keys a text holds: by the pattern, then by the checksum.
fn keys_in(text: &str) -> usize {
    let ends = text.match_indices("iok_").map(|(start, _)| text.get(start..start + 63));
    ends.flatten().filter(|candidate| ApiKeySecret::parse(candidate).is_some()).count()
}

/// Every file that people wrote.
fn sources_below(directory: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let made = |path: &std::path::Path| {
        let name = path.file_name().unwrap().to_string_lossy();
        ["node_modules", "dist", "target", "test-results"].contains(&name.as_ref()) || name.starts_with('.')
    };
    let ours = entries.filter(|path| !made(path));
    ours.flat_map(|path| if path.is_dir() { sources_below(&path) } else { vec![path] }).collect()
}

async fn a_key_learns_what_it_is(app: TestApp) {
    let org = app.organization().await;
    let made = org.key_made(&[Scope::VehiclesWrite, Scope::AuditRead]).await;
    let program = org.admin.as_key(&made.secret);
    let answer = program.get(ApiPath::CurrentApiKey).await;
    let known: CurrentApiKey = answer.json(200);
    assert_eq!((&known.id, known.name.as_str(), known.role), (&made.api_key.id, "Test", Role::Admin));
    assert_eq!((known.scopes, known.expires_at), (made.api_key.scopes, made.api_key.expires_at));
    assert_eq!((&known.organization.id, known.organization.locked), (&org.id, false));
    assert_eq!(
        (known.environment.base_url, known.environment.answered_at),
        (app.app.config.base_url.clone(), app.clock.now())
    );
    assert!(!answer.text().contains(&made.secret) && !answer.text().contains(&org.admin_email));
    org.admin.get(ApiPath::CurrentApiKey).await.problem(ProblemCode::PermissionDenied);
    app.anonymous().get(ApiPath::CurrentApiKey).await.problem(ProblemCode::AuthenticationRequired);
    let canceled = json!({ "status": "canceled" });
    app.operator().put(format!("{}?organization_id={}", ApiPath::Subscription, org.id), canceled).await.expect(200);
    assert!(program.get(ApiPath::CurrentApiKey).await.json::<CurrentApiKey>(200).organization.locked);
    org.admin.delete(ApiPath::ApiKey(&known.id)).await.expect(204);
    program.get(ApiPath::CurrentApiKey).await.problem(ProblemCode::AuthenticationRequired);
}
