//! The log of the real program, as much of it as there can be, and its metrics: what never stands in them,
//! whatever fails meanwhile, and that nobody who asks writes lines of the log.

use std::path::Path;

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::api_key::CreatedApiKey;
use shared::link::TrackingLink;
use shared::paths::ApiPath;
use shared::photo::Photo;
use shared::public_tracking::PublicTracking;
use shared::session::Session;
use shared::vehicle::Vehicle;
use shared::webhook::WebhookEndpointSecret;
use sqlx::AssertSqlSafe;
use store::Store;

use crate::raw_http::exchange;
use crate::support::people::slug;
use crate::support::pictures;
use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization_with};
use crate::support::public_operations::public_operations;
use crate::support::receiver::Receiver;
use crate::support::{Caller, OPERATOR_TOKEN, database, files_below};

/// What libraries would understand, and the most that the program can be told.
const EVERYTHING: (&str, &str) = ("RUST_LOG", "trace");

#[actix_web::test]
async fn nothing_secret_is_logged_or_stored_in_clear_on_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("test.sqlite").display());
    Box::pin(nothing_secret_is_logged_or_stored_in_clear(directory.path(), &url)).await;
}

#[actix_web::test]
async fn nothing_secret_is_logged_or_stored_in_clear_on_postgres() {
    let directory = tempfile::tempdir().unwrap();
    Box::pin(nothing_secret_is_logged_or_stored_in_clear(directory.path(), &database::create().await)).await;
}

/// What must not be found, and what is asked again when the database fails.
struct Flows {
    secrets: Vec<String>,
    admin: Caller,
    vehicle: Vehicle,
    slug: String,
    key: String,
}

async fn nothing_secret_is_logged_or_stored_in_clear(directory: &Path, database_url: &str) {
    let settings = [
        ("IMPORTOPS_DATABASE_URL", database_url),
        ("IMPORTOPS_WEBHOOK_ALLOW", "127.0.0.0/8"),
        ("IMPORTOPS_METRICS_LISTEN", "127.0.0.1:0"),
        EVERYTHING,
    ];
    let created = create_organization_with(directory, PASSWORD, &settings);
    assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
    let serving = Serving::start_logging(directory, &settings, "trace");
    let anonymous = Caller::new(&serving.base, None);
    anonymous.with("x-request-id", "planted-log-line").get("/healthz").await.expect(200);
    let mut flows = staff(&serving.base).await;
    customer(&serving.base, &mut flows).await;
    malformed(&serving.base, &flows).await;
    break_database(database_url).await;
    failing(&serving.base, &flows).await;
    let metrics = serving.metrics.clone().unwrap();
    let metrics = Caller::new(metrics.trim_end_matches("/metrics"), None).get("/metrics").await.expect(200).text();
    assert!(metrics.contains("/api/v1/public/tracking/{slug}"));
    let log = serving.log();
    // Controls: the log is there, by templates, of every level, with what failed.
    for found in
        ["planted-log-line", "/api/v1/public/tracking/{slug}", "\"status\":200", "database: ", "\"status\":500"]
    {
        assert!(log.contains(found), "{found} in {log}");
    }
    let words = ["wrong-log-canary", "name-log-canary", "retry-log-canary", "body-log-canary", "query-log-canary"];
    let people = [OPERATOR_TOKEN, PASSWORD, EMAIL.split('@').next().unwrap(), "nia-log-canary", "customer-log-canary"];
    flows.secrets.extend(words.into_iter().chain(people).map(str::to_owned));
    for secret in &flows.secrets {
        assert!(secret.len() > 9 && !log.contains(secret.as_str()), "{secret} in {log}");
        assert!(!metrics.to_lowercase().contains(&secret.to_lowercase()), "{secret} in {metrics}");
    }
    let unsealed = [PASSWORD, &flows.slug, &flows.key];
    for file in files_below(directory) {
        let bytes = std::fs::read(file).unwrap();
        for secret in unsealed.iter().copied().chain(flows.secrets.iter().take(SEALED).map(String::as_str)) {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
        }
    }
}

/// How many of the secrets are stored as hashes or sealed: they come first.
const SEALED: usize = 9;

/// Everything that staff do with something secret.
async fn staff(base: &str) -> Flows {
    let anonymous = Caller::new(base, None);
    let sign_in = |password: &str| json!({ "email": EMAIL, "password": password });
    anonymous.post(ApiPath::Session, sign_in("wrong-log-canary-Zq8")).await.expect(401);
    let signed_in = anonymous.post(ApiPath::Session, sign_in(PASSWORD)).await;
    let session: Session = signed_in.json(200);
    let admin = Caller::new(base, Some(session.access_token.clone()));
    let cookie = signed_in.header("set-cookie").split(';').next().unwrap().to_owned();
    let page = anonymous.with("cookie", &cookie).with("origin", base).with("x-requested-with", "importops");
    let refreshed = page.send(Method::POST, &ApiPath::SessionRefresh.to_string(), None, Vec::new()).await;
    let (rotated, second) = (refreshed.header("set-cookie").to_owned(), refreshed.json::<Session>(200));
    let change = json!({ "current_password": "wrong-log-canary-Zq9", "new_password": "wrong-log-canary-Zq0" });
    admin.put(ApiPath::SessionPassword, change).await.expect(422);
    let new = json!({ "year": 2021, "make": "Toyota", "model": "Land Cruiser", "eta": "2099-05-14",
        "customer": { "name": "customer-log-canary", "email": "customer-log-canary@c.example" } });
    let vehicle: Vehicle = admin.post(ApiPath::Vehicles, new).await.json(201);
    let note = json!({ "scope": "internal", "body": "body-log-canary" });
    admin.with("idempotency-key", "retry-log-canary-1").post(ApiPath::Notes(&vehicle.id), &note).await.expect(201);
    admin.with("idempotency-key", "retry-log-canary-1").post(ApiPath::Notes(&vehicle.id), &note).await.expect(201);
    let invited = json!({ "name": "Nia", "email": "nia-log-canary@new.example", "role": "viewer" });
    let invited: Value = admin.post(ApiPath::Members, invited).await.value(201);
    let invitation = invited["invitation_url"].as_str().unwrap().split('#').nth(1).unwrap().to_owned();
    let accept = |word: &str| json!({ "token": invitation, "password": word });
    anonymous.post(ApiPath::AcceptInvitation, accept("short")).await.expect(422);
    anonymous.post(ApiPath::AcceptInvitation, accept("nia-log-canary-word")).await.expect(200);
    let soon = format!("{}-01-01T00:00:00Z", &vehicle.created_at.to_string()[..4].parse::<i32>().unwrap() + 1);
    let key = json!({ "name": "DMS", "expires_at": soon });
    let with_key = admin.with("idempotency-key", "retry-log-canary-2");
    let key: CreatedApiKey = with_key.post(ApiPath::ApiKeys, key).await.json(201);
    admin.as_key(&key.secret).get(ApiPath::Vehicles).await.expect(200);
    anonymous.get(format!("{}?api_key={}", ApiPath::Vehicles, key.secret)).await.expect(401);
    admin.get(format!("{}?q=query-log-canary", ApiPath::Vehicles)).await.expect(200);
    let receiver = Receiver::start();
    let hook = json!({ "url": format!("{}?token=query-log-canary", receiver.url) });
    let hook: WebhookEndpointSecret = admin.post(ApiPath::WebhookEndpoints, hook).await.json(201);
    let endpoint = &hook.webhook_endpoint.id;
    let rotated_hook: WebhookEndpointSecret = admin.post(ApiPath::WebhookSecret(endpoint), json!({})).await.json(200);
    admin.post(ApiPath::WebhookPing(endpoint), json!({})).await.expect(202);
    let operator = admin.as_key(OPERATOR_TOKEN);
    let subscription = format!("{}?organization_id={}", ApiPath::Subscription, session.organization.id);
    operator.put(subscription, json!({ "status": "active" })).await.expect(200);
    let (slug, regenerated) = links(&admin, &vehicle).await;
    let word = |text: &str| text.trim_start_matches("whsec_").trim_end_matches('=').to_owned();
    let value = |cookie: &str| cookie.split(['=', ';']).nth(1).unwrap().to_owned();
    let secrets = vec![
        slug,
        session.access_token,
        second.access_token,
        value(&cookie),
        value(&rotated),
        invitation,
        word(&hook.secret),
        word(&rotated_hook.secret),
        "nia-log-canary-word".into(),
    ];
    assert_eq!(secrets.len(), SEALED);
    Flows { secrets, admin, vehicle, slug: regenerated, key: key.secret }
}

/// A link with a photo, and its next URL: the slugs of both.
async fn links(admin: &Caller, vehicle: &Vehicle) -> (String, String) {
    let (path, file) = (ApiPath::Photos(&vehicle.id).to_string(), pictures::jpeg(40, 30));
    let photo = pictures::send_named(admin, Method::POST, &path, "name-log-canary.jpg", &file).await;
    pictures::send_named(admin, Method::POST, &path, "name-log-canary.jpg", b"no picture").await;
    let body = json!({ "photo_ids": [photo.json::<Photo>(201).id] });
    let link: TrackingLink = admin.post(ApiPath::TrackingLink(&vehicle.id), &body).await.json(201);
    admin.post(ApiPath::TrackingLink(&vehicle.id), &body).await.expect(409);
    admin.post(ApiPath::Preview(&vehicle.id), &body).await.expect(200);
    let next: TrackingLink = admin.post(ApiPath::Regenerate(&vehicle.id), json!({})).await.json(200);
    (slug(&link), slug(&next))
}

/// Everything that a customer's browser does, with the live URL and with the one before.
async fn customer(base: &str, flows: &mut Flows) {
    let anonymous = Caller::new(base, None);
    flows.secrets.extend([flows.slug.clone(), flows.key.clone()]);
    let page: PublicTracking = anonymous.get(ApiPath::PublicTracking(&flows.slug)).await.json(200);
    anonymous.get(&page.hero_photo.as_ref().unwrap().src).await.expect(200);
    let public_photo =
        page.hero_photo.as_ref().unwrap().src.split('/').next_back().unwrap().split('?').next().unwrap().to_owned();
    for slug in [&flows.slug, &flows.secrets[0]] {
        for operation in public_operations() {
            // Of the line of a live page, which stays open, the beginning is enough.
            if operation.is_stream {
                operation.begin(base, slug, &public_photo).await;
            } else {
                operation.ask(&anonymous, slug, &public_photo).await;
            }
        }
        let asked = public_operations().into_iter().filter(|operation| !operation.is_stream);
        let asked = asked.map(|operation| operation.path(slug, &public_photo));
        for path in asked.chain([
            format!("/t/{slug}"),
            format!("/t/{slug}/x.css?{slug}"),
            format!("/api/v1/{slug}/{slug}"),
            format!("/{slug}"),
            format!("/assets/{slug}"),
        ]) {
            let seen = anonymous.with("referer", &format!("{base}/t/{slug}")).with("if-none-match", "\"x\"");
            seen.get(&path).await;
            seen.head(&path).await;
            seen.put(&path, json!({ "slug": slug })).await;
        }
    }
}

/// Requests that are none, with secrets wherever there is room.
async fn malformed(base: &str, flows: &Flows) {
    let Flows { admin, slug, key, .. } = flows;
    let path = ApiPath::Vehicles.to_string();
    for body in [slug.clone(), format!("{{\"{slug}\":"), format!("{{\"{slug}\":\"{key}\"}}"), format!("\"{slug}\"")] {
        admin.send(Method::POST, &path, Some("application/json"), body.clone().into()).await;
        admin.send(Method::POST, &path, Some(slug.as_str()), body.into()).await;
    }
    let text = [
        format!(
            "GET /t/{slug} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nCookie: importops_refresh={key}\r\n"
        ),
        format!("GET /t/{slug} HTTP/9.9\r\nHost: x\r\n"),
        format!("GET /t/{slug}\r\nHost: x\r\n"),
        format!("GET /t/{slug} HTTP/1.1\r\n{slug} : {key}\r\n"),
        format!("GET /t/{slug} HTTP/1.1\r\nX-{slug}: \0{key}\r\n"),
        format!("{slug} /t/{slug} HTTP/1.1\r\nHost: {slug}\r\nX-Request-Id: <{slug}>\r\n"),
        format!("POST /t/{slug} HTTP/1.1\r\nHost: x\r\nContent-Length: {slug}\r\n"),
        format!("POST /t/{slug} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {slug}\r\n"),
        format!("GET /t/{slug}/%zz%00%ff HTTP/1.1\r\nHost: x\r\n"),
        format!("GET /t/{slug}?{} HTTP/1.1\r\nHost: x\r\n", slug.repeat(400)),
        format!("GET /api/v1/vehicles?{slug}={key} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"),
        format!("GET /api/v1/vehicles?limit={slug} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"),
        format!("GET /api/v1/vehicles/ext:{slug} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}x\r\n"),
        format!("GET /api/v1/vehicles HTTP/1.1\r\nHost: x\r\nAuthorization: {key}\r\nIf-Match: {slug}\r\n"),
    ];
    for text in text {
        exchange(base, &format!("{text}Connection: close\r\n\r\n")).await;
    }
}

/// Takes away what every request needs.
async fn break_database(url: &str) {
    let store = Store::open(url).await.unwrap();
    // Without the journal nobody knows whether a cached page is current.
    for table in ["vehicles", "tracking_links", "members", "api_keys", "notes", "page_changes"] {
        let rename = AssertSqlSafe(format!("ALTER TABLE {table} RENAME TO gone_{table}"));
        match &store {
            Store::Sqlite { writer, .. } => sqlx::raw_sql(rename).execute(writer).await.map(drop),
            Store::Postgres(_) => {
                let pool = database::everything(url).await;
                sqlx::raw_sql(rename).execute(&pool).await.map(drop)
            }
        }
        .unwrap();
    }
    store.close().await;
}

/// The same again, of which nothing works any more.
async fn failing(base: &str, flows: &Flows) {
    let anonymous = Caller::new(base, None);
    let mut statuses = Vec::new();
    let sign_in = json!({ "email": EMAIL, "password": PASSWORD });
    statuses.push(anonymous.post(ApiPath::Session, sign_in).await.status);
    for path in [ApiPath::PublicTracking(&flows.slug).to_string(), format!("/t/{}", flows.slug)] {
        statuses.push(anonymous.get(path).await.status);
    }
    statuses.push(anonymous.as_key(&flows.key).get(ApiPath::Vehicles).await.status);
    let note = json!({ "scope": "internal", "body": "body-log-canary" });
    statuses.push(flows.admin.post(ApiPath::Notes(&flows.vehicle.id), note).await.status);
    assert!(statuses.iter().all(|status| [500, 503].contains(status)), "{statuses:?}");
}

#[actix_web::test]
async fn an_unreachable_database_is_logged_without_its_password() {
    let directory = tempfile::tempdir().unwrap();
    for url in [
        "postgres://importops:word-log-canary@127.0.0.1:1/x",
        "postgres://importops:word-log-canary@127.0.0.1:port/x",
        "postgres://importops:word-log-canary@127.0.0.1:1/x?sslmode=word-log-canary",
        "mysql://importops:word-log-canary@127.0.0.1/x",
    ] {
        let settings = [("IMPORTOPS_DATABASE_URL", url), EVERYTHING, ("IMPORTOPS_LOG", "trace")];
        let output = create_organization_with(directory.path(), PASSWORD, &settings);
        let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(!output.status.success() && !told.is_empty());
        assert!(!told.replace("sslmode=word-log-canary", "").contains("importops:word"), "{told}");
    }
}

#[actix_web::test]
async fn the_log_is_one_document_a_line_whatever_is_asked() {
    let directory = tempfile::tempdir().unwrap();
    assert!(create_organization_with(directory.path(), PASSWORD, &[]).status.success());
    let server = Serving::start_logging(directory.path(), &[EVERYTHING], "trace");
    let raw = "\u{1b}[31mFORGED\u{9b}2J\u{85}\u{2028}\u{2029}\u{202e}DEGROF\u{2066}\u{feff}\u{7f}";
    let bytes = raw.bytes().chain(*b"\r\n{\"level\":\"FORGED\"}\0");
    let coded = |byte: u8| {
        if byte.is_ascii_alphabetic() { char::from(byte).to_string() } else { format!("%{byte:02x}") }
    };
    let forged = bytes.fold(String::new(), |text, byte| text + &coded(byte));
    for request in [
        format!("GET /api/v1/{forged}?q={forged} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        format!("GET /t/{forged} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        format!("GET /api/v1/vehicles/ext:{forged} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        format!(
            "GET /api/v1/session HTTP/1.1\r\nHost: {raw}\r\nX-Request-Id: {raw}\r\nReferer: {raw}\r\nUser-Agent: {raw}\r\n\
             X-Forwarded-For: {raw}\r\nAuthorization: Bearer {raw}\r\nIdempotency-Key: {raw}\r\nConnection: close\r\n\r\n"
        ),
        format!("FORGED{raw} / HTTP/1.1\r\nHost: x\r\n\r\n"),
        "FORGED!#$%&'*+-.^_`|~ / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_owned(),
        "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 62\r\n\
         Connection: close\r\n\r\n{\"email\":\"a\\r\\nFORGED\\u001b[31m\\u0000@b.example\",\"password\":\"x\"}"
            .to_owned(),
    ] {
        exchange(&server.base, &request).await;
    }
    let named =
        "GET /api/v1/session HTTP/1.1\r\nHost: x\r\nX-Request-Id: log-control-0001\r\nConnection: close\r\n\r\n";
    exchange(&server.base, named).await;
    let log = server.log();
    assert!(log.contains("log-control-0001"), "control: requests are logged");
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(line["level"].is_string() && line["timestamp"].is_string());
    }
    assert!(!log.contains("FORGED"), "{log}");
    let hides = |character: char| character.is_control() || ('\u{2028}'..='\u{202e}').contains(&character);
    assert!(!log.chars().any(|character| character != '\n' && hides(character)), "{log:?}");
}
