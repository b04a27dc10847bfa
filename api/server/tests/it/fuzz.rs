//! What anybody may send, broken at random: slugs, cursors, merge patches, pictures, forms. The answer is one that the
//! document has, never a 500, no panic is counted, and what was refused has changed nothing. `cargo xtask nightly` does
//! much more of it; a seed is printed, with which a failure comes again.

use std::fmt::Write;

use actix_web::http::Method;
use api_http::limits::Quotas;
use pictures::pipeline::{check_header, prepare_logo, prepare_photo};
use serde_json::{Map, Value, json};
use server::config::Config;
use shared::paths::ApiPath;
use shared::vehicle::Vehicle;

use crate::support::pictures::{form, jpeg, png, transparent_png};
use crate::support::random::{Random, scale};
use crate::support::{Answer, Caller, TestApp, both_engines};

both_engines!(slugs, cursors, merge_patches, forms);

const MANY: Quotas = Quotas { key: 50_000_000, member: 50_000_000, address: 50_000_000, sign_in: 1_000 };

/// A server that permits as much as is needed here.
async fn patient(app: &TestApp) -> String {
    app.third_node(Config { quotas: MANY, ..(*app.app.config).clone() }).await
}

/// Changes some bytes: flips, cuts, doubles, throws in what often matters.
fn broken(random: &mut Random, bytes: &[u8]) -> Vec<u8> {
    const TELLING: [&[u8]; 9] =
        [b"\0", b"\xff\xd8\xff", b"\xff\xff\xff\xff", b"\r\n", b"--", b"\"", b"\xf0\x9f\x9a\x97", b"%00", b"IEND"];
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        match random.below(6) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            2 if at < bytes.len() => bytes[at] = u8::try_from(random.below(256)).unwrap(),
            3 => drop(bytes.splice(at..at, random.one(&TELLING).iter().copied())),
            4 => drop(bytes.drain(at..(at + random.below(40)).min(bytes.len()))),
            _ => {
                let part = bytes[at..(at + random.below(40)).min(bytes.len())].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, part);
            }
        }
    }
    bytes
}

fn percent(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() {
            text.push(char::from(*byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

fn refused_or(answer: &Answer, permitted: &[u16], sent: &str) {
    let is_expected = permitted.contains(&answer.status) || (400..500).contains(&answer.status);
    assert!(is_expected, "{}: {} for {sent}", answer.status, answer.text());
}

async fn slugs(app: TestApp) {
    let mut random = Random::seeded("slugs");
    let org = app.organization().await;
    let (_, slug) = org.live_slug().await;
    let caller = Caller::new(&patient(&app).await, None);
    for _ in 0..scale(300, 20_000) {
        let sent = broken(&mut random, slug.as_bytes());
        let path = percent(&sent);
        let same = String::from_utf8(sent).is_ok_and(|sent| sent.eq_ignore_ascii_case(&slug));
        for path in [format!("/t/{path}"), format!("{}{path}", ApiPath::PublicTracking(""))] {
            let answer = caller.get(&path).await;
            assert_eq!(answer.status, if same { 200 } else { 404 }, "{path}: {}", answer.text());
        }
    }
}

async fn cursors(app: TestApp) {
    let mut random = Random::seeded("cursors");
    let org = app.organization().await;
    for _ in 0..3 {
        org.live_slug().await;
    }
    let base = patient(&app).await;
    let (admin, other) = (org.admin.at(&base), app.organization().await.admin.at(&base));
    let lists = [ApiPath::Vehicles, ApiPath::TrackingLinks, ApiPath::AuditEvents].map(|path| path.to_string());
    for list in lists {
        let page: Value = admin.get(format!("{list}?limit=1")).await.value(200);
        let cursor = page["next_cursor"].as_str().unwrap_or_else(|| panic!("{list} has more: {page}")).to_owned();
        for _ in 0..scale(100, 5_000) {
            let sent = percent(&broken(&mut random, cursor.as_bytes()));
            let answer = admin.get(format!("{list}?limit=1&cursor={sent}")).await;
            refused_or(&answer, &[200], &sent);
            // Whatever it says, it leads to nothing of anybody else.
            let others = other.get(format!("{list}?limit=100&cursor={sent}")).await;
            assert!(!others.text().contains("Land Cruiser"), "{sent}");
        }
    }
}

/// A value of any type, or the old one a little different.
fn any_value(random: &mut Random, old: &Value, depth: usize) -> Value {
    match random.below(9) {
        0 => Value::Null,
        1 => json!(random.below(2) == 0),
        2 => json!(random.one(&[0_i64, -1, 1, 1899, 2021, 2200, i64::MAX, i64::MIN])),
        3 => json!(random.one(&[0.5, -0.0, 1e308, 4e-320])),
        4 => json!(random.one(&["", " ", "\u{0}", "\u{202e}x", "2026-02-30", "9999-12-31", "e\u{301}", "'; --", "🚗"])),
        5 => json!("x".repeat(random.one(&[1, 100, 255, 256, 5_000]))),
        6 if depth < 3 => Value::Array((0..random.below(3)).map(|_| any_value(random, old, depth + 1)).collect()),
        7 if depth < 3 => {
            let name = random.one(&["amount", "currency", "value", "unit", "name", "show_eta", "__proto__"]);
            json!({ name: any_value(random, old, depth + 1) })
        }
        _ => old.clone(),
    }
}

async fn merge_patches(app: TestApp) {
    let mut random = Random::seeded("merge_patches");
    let org = app.organization().await;
    let (vehicle, _) = org.live_slug().await;
    let admin = org.admin.at(&patient(&app).await);
    let patched = [ApiPath::Vehicle(&vehicle), ApiPath::TrackingLink(&vehicle), ApiPath::Organization];
    for path in patched.map(|path| path.to_string()) {
        for _ in 0..scale(150, 10_000) {
            let before: Value = admin.get(&path).await.value(200);
            let members: Vec<_> = before.as_object().unwrap().iter().collect();
            let mut patch = Map::new();
            for _ in 0..=random.below(3) {
                let (name, old) = random.one(&members);
                patch.insert(name.clone(), any_value(&mut random, old, 0));
            }
            let patch = Value::Object(patch);
            let answer = admin.patch(&path, &patch).await;
            refused_or(&answer, &[200], &patch.to_string());
            if answer.status != 200 {
                let after: Value = admin.get(&path).await.value(200);
                assert_eq!(after, before, "refused with {}, and changed: {patch}", answer.status);
            }
        }
    }
    // Not even JSON.
    let whole = json!({ "model": "Hilux", "eta": "2026-06-01", "customer": { "name": "Kim" } }).to_string();
    for _ in 0..scale(150, 10_000) {
        let sent = broken(&mut random, whole.as_bytes());
        let path = ApiPath::Vehicle(&vehicle).to_string();
        let answer = admin.send(Method::PATCH, &path, Some("application/json"), sent.clone()).await;
        refused_or(&answer, &[200], &String::from_utf8_lossy(&sent));
    }
}

#[test]
fn pictures() {
    let mut random = Random::seeded("pictures");
    let webp = prepare_photo(&jpeg(60, 40)).unwrap().renditions;
    let webp = webp.into_iter().find(|rendition| rendition.bytes.starts_with(b"RIFF")).unwrap().bytes;
    let whole = [jpeg(60, 40), png(50, 30), transparent_png(20, 20), webp];
    for _ in 0..scale(600, 60_000) {
        let picture = random.one(&whole);
        let sent = broken(&mut random, &picture);
        // Each is a picture or is refused; a panic ends this test.
        let _ = check_header(&sent);
        if let Ok(photo) = prepare_photo(&sent) {
            assert!(photo.renditions.iter().all(|rendition| !rendition.bytes.is_empty()));
        }
        let _ = prepare_logo(&sent);
    }
}

async fn forms(app: TestApp) {
    let mut random = Random::seeded("forms");
    let org = app.organization().await;
    let vehicle: Vehicle = org.vehicle().await;
    let admin = org.admin.at(&patient(&app).await);
    let path = ApiPath::Photos(&vehicle.id).to_string();
    let (media_type, body) = form("photo.jpg", &png(3, 2));
    for _ in 0..scale(100, 5_000) {
        let whole = random.below(2) == 0;
        let sent = if whole { body.clone() } else { broken(&mut random, &body) };
        let head = if whole { broken(&mut random, media_type.as_bytes()) } else { media_type.clone().into_bytes() };
        let head: String = head.iter().map(|byte| char::from(*byte)).filter(|c| (' '..='~').contains(c)).collect();
        let answer = admin.send(Method::POST, &path, Some(&head), sent).await;
        refused_or(&answer, &[201], &head);
    }
    assert_eq!(app.app.workers.panics(), 0);
}
