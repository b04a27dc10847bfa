//! The same random requests to a server on SQLite and to one on PostgreSQL: the same answers.

use std::collections::HashMap;

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::random::Random;
use crate::support::{Answer, Caller, Organization, TestApp};

/// How many requests.
const STEPS: usize = 600;

/// A request, with the vehicle by its place in the order of creation.
struct Request {
    method: Method,
    path: String,
    body: Option<Value>,
}

const TEXTS: [&str; 12] = [
    "Land Cruiser",
    "land cruiser",
    "100%_!",
    "a'b\"c\\d",
    "\u{e9}t\u{e9}",
    "e\u{301}te\u{301}",
    "\u{1f697}",
    "\u{202e}gnal",
    "nul\u{0}inside",
    " spaces  inside ",
    "",
    "%",
];

const STAGES: [&str; 6] = ["purchased", "in_transit", "arrived", "preparation", "sale_ready", "sold_delivered"];

fn random_request(random: &mut Random, vehicles: usize) -> Request {
    let vehicle = format!("/api/v1/vehicles/ext:V-{}", random.below(vehicles.max(1) + 1));
    let text = random.one(&TEXTS);
    let year = [2021, 1700, 2100, -5][random.below(4)];
    let expiry = random.one(&[Value::Null, json!("2026-05-01T10:00:00.500Z"), json!("2030-01-01T00:00:00+02:00")]);
    let json = |method, path: String, body| Request { method, path, body: Some(body) };
    let plain = |method, path: String| Request { method, path, body: None };
    match random.below(18) {
        0 | 1 => json(
            Method::POST,
            "/api/v1/vehicles".into(),
            json!({ "external_id": format!("V-{vehicles}"), "year": 2021, "make": text, "model": "X",
                "stock_number": format!("S-{}", random.below(20)) }),
        ),
        2 => json(Method::PUT, vehicle, json!({ "year": year, "make": text, "model": "Hilux", "eta": "2026-06-01" })),
        3 | 4 => json(Method::PATCH, vehicle, json!({ "colour": text, "vessel": random.one(&TEXTS), "year": year })),
        5 => json(Method::PATCH, vehicle, json!({ "customer": { "name": text, "email": "a@b.example" }, "eta": null })),
        6 | 7 => json(Method::PUT, format!("{vehicle}/stage"), json!({ "stage": random.one(&STAGES) })),
        8 => json(
            Method::POST,
            format!("{vehicle}/notes"),
            json!({ "scope": random.one(&["internal", "customer"]), "body": text }),
        ),
        9 => json(Method::POST, format!("{vehicle}/tracking-link"), json!({ "expires_at": expiry })),
        10 => json(
            Method::PATCH,
            format!("{vehicle}/tracking-link"),
            json!({ "expires_at": expiry, "options": { "show_eta": random.below(2) == 0 } }),
        ),
        11 => json(Method::POST, format!("{vehicle}/tracking-link/regenerate"), json!({ "expires_at": expiry })),
        12 => plain(Method::DELETE, format!("{vehicle}/tracking-link")),
        13 => plain(Method::DELETE, vehicle),
        14 => json(Method::POST, format!("{vehicle}/restore"), json!({})),
        15 => {
            let q = random.one(&["land", "LAND%20cruiser", "100%25", "_", "!", "a'b", "%5C", "S-1", "%C3%A9t%C3%A9"]);
            plain(Method::GET, format!("/api/v1/vehicles?limit=3&q={q}"))
        }
        16 => plain(
            Method::GET,
            random
                .one(&[
                    "/api/v1/vehicles?deleted=true",
                    "/api/v1/vehicles?link_state=expired",
                    "/api/v1/vehicles?link_state=revoked&limit=2",
                    "/api/v1/vehicles?updated_since=2026-05-01T09:00:00Z&limit=5",
                    "/api/v1/tracking-links",
                    "/api/v1/audit-events?limit=7",
                ])
                .into(),
        ),
        _ => plain(Method::GET, format!("{vehicle}{}", random.one(&["", "/notes", "/tracking-link"]))),
    }
}

/// One server and what its ids are called in the order in which they appeared.
struct Side {
    app: TestApp,
    admin: Caller,
    names: HashMap<String, String>,
}

impl Side {
    async fn new(app: TestApp) -> Self {
        let Organization { admin, .. } = app.organization().await;
        Self { app, admin, names: HashMap::new() }
    }

    async fn ask(&mut self, request: &Request) -> (u16, String) {
        // Ids sort by the millisecond of their creation.
        self.app.clock.advance_ms(7);
        let Request { method, path, body } = request;
        let answer: Answer = match body {
            Some(body) => self.admin.json(method.clone(), path, body).await,
            None => self.admin.send(method.clone(), path, None, Vec::new()).await,
        };
        (answer.status, self.renamed(&answer.text()))
    }

    /// The text with everything random called by its order of appearance.
    fn renamed(&mut self, text: &str) -> String {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let mut renamed = String::new();
        let mut rest = text;
        while let Some(start) = rest.find(is_part) {
            let end = rest[start..].find(|c| !is_part(c)).map_or(rest.len(), |length| start + length);
            renamed.push_str(&rest[..start]);
            let word = &rest[start..end];
            let id = word.len() == 30 && word.as_bytes()[3] == b'_';
            let slug = word.len() == 26 || word.len() == 32;
            if id || slug || (word.len() > 26 && renamed.ends_with("next_cursor\":\"")) {
                let next = self.names.len();
                renamed.push_str(self.names.entry(word.to_owned()).or_insert_with(|| format!("#{next}")));
            } else {
                renamed.push_str(word);
            }
            rest = &rest[end..];
        }
        renamed + rest
    }
}

#[actix_web::test]
async fn both_engines_answer_random_requests_alike() {
    let mut random = Random(20_260_501);
    let mut sqlite = Side::new(TestApp::sqlite().await).await;
    let mut postgres = Side::new(TestApp::postgres().await).await;
    let (mut vehicles, mut accepted) = (0, 0);
    for step in 0..STEPS {
        let request = random_request(&mut random, vehicles);
        let (of_sqlite, of_postgres) = (sqlite.ask(&request).await, postgres.ask(&request).await);
        let Request { method, path, body } = &request;
        assert_eq!(of_sqlite, of_postgres, "step {step}: {method} {path} {body:?}");
        let created = *method == Method::POST && path == "/api/v1/vehicles" && of_sqlite.0 == 201;
        vehicles += usize::from(created);
        accepted += usize::from(of_sqlite.0 < 300);
    }
    assert!(vehicles > 10 && accepted > STEPS / 4, "{vehicles} vehicles, {accepted} accepted");
}
