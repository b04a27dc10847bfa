//! What a mail looks like to a parser that is not ours, and that nothing private is in it.

use std::collections::BTreeSet;

use serde_json::json;
use shared::paths::ApiPath;

use super::Mailing;
use crate::support::{TestApp, both_engines};

both_engines!(no_field_becomes_a_header, a_mail_is_what_mail_programs_expect, nothing_private_is_in_a_mail);

/// Texts that people write, and some that would be headers or HTML if they were not encoded.
const TEXTS: [&str; 9] = [
    "Škoda & Söhne <Hafen>",
    "=?utf-8?q?Bcc=3A?= <x@y.example>",
    "\"Quoted\", Inc. (Kiel)",
    "Subject: hello",
    "日本の輸入業者株式会社",
    "شركة استيراد السيارات",
    "a@b.example, c@d.example",
    "A name that is so long that its header has to be folded at least once, and then once more, whatever is in it",
    "<script>alert(1)</script><img src=x>",
];

async fn no_field_becomes_a_header(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (_, first) = org.live_slug().await;
    let expected: BTreeSet<String> = {
        mailing.ask(&first, "first@customer.example", "en").await.expect(303);
        mailing.pass().await;
        mailing.mailbox.next().headers.into_iter().map(|(name, _)| name).collect()
    };
    for (index, text) in TEXTS.iter().enumerate() {
        org.admin.patch(ApiPath::Organization, json!({ "name": text })).await.expect(200);
        let made = json!({ "make": text.chars().take(40).collect::<String>() });
        let vehicle = org.vehicle_with(made).await.id;
        let slug = crate::support::people::slug(&org.link(&vehicle).await);
        mailing.ask(&slug, &format!("a{index}@customer.example"), "en").await.expect(303);
        mailing.pass().await;
        let asked = mailing.mailbox.next();
        let names: BTreeSet<String> = asked.headers.iter().map(|(name, _)| name.clone()).collect();
        assert_eq!((names, &asked.defects), (expected.clone(), &Vec::new()), "{text}");
        assert_eq!(asked.to, [format!("a{index}@customer.example")]);
        mailing.press(&asked.path("/subscription/")).await.expect(200);
        mailing.pass().await;
        let body = format!("{text}\n\n.\n{text}\nFrom: {text}");
        org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "customer", "body": body })).await.expect(201);
        let told = mailing.one().await;
        assert_eq!(told.defects, Vec::<String>::new(), "{text}");
        // Python puts a space between two words of a name that are encoded, which RFC 2047 (section 6.2) has not.
        let packed = |text: &str| text.replace("\\\"", "\"").split_whitespace().collect::<String>();
        assert!(packed(told.header("From")).contains(&packed(text)), "{}", told.header("From"));
        assert!(told.text().contains(text), "{text}");
        assert!(!told.part("text/html").contains("<script") && !told.part("text/html").contains("<img src=x"));
        // What every relay takes (RFC 5322, section 2.1.1; no 8BITMIME).
        assert!(told.longest_line <= 998 && told.is_ascii, "{}", told.longest_line);
    }
}

async fn a_mail_is_what_mail_programs_expect(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    org.admin.patch(ApiPath::Organization, json!({ "contact_email": "hello@harbour.example" })).await.expect(200);
    let logo = crate::support::pictures::jpeg(120, 60);
    let path = ApiPath::Logo.to_string();
    crate::support::pictures::send_named(&org.admin, actix_web::http::Method::PUT, &path, "logo.jpg", &logo)
        .await
        .expect(200);
    let (vehicle, slug) = org.live_slug().await;
    let end = mailing.subscribe(&slug, "sam@customer.example", "en").await;
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": "2026-05-14" })).await.expect(200);
    let mail = mailing.one().await;
    assert!(!mail.signed_in, "no user is in the settings");
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    assert_eq!(mail.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    let one_click = mail.header("List-Unsubscribe").trim_matches(['<', '>']).to_owned();
    assert!(one_click.starts_with("http") && one_click.ends_with(&end), "{one_click}");
    assert!(mail.text().contains(&end));
    assert!(mail.header("Message-ID").ends_with("@import-ops.example>"));
    assert!(mail.header("Reply-To").contains("hello@harbour.example"));
    assert!(mail.header("From").contains("<tracking@import-ops.example>"));
    assert!(mail.header("Date").contains("2026"));
    let types: Vec<_> = mail.parts.iter().map(|part| part.media_type.as_str()).collect();
    assert_eq!(types, ["text/plain", "text/html", "image/jpeg"]);
    assert!(mail.part("text/html").contains("cid:logo") && !mail.part("text/html").contains("<script"));
    // A mail that asks has no such header: there is nothing to end yet.
    mailing.ask(&slug, "kim@customer.example", "en").await.expect(303);
    let asked = mailing.one().await;
    assert_eq!(asked.header("List-Unsubscribe"), "");
}

async fn nothing_private_is_in_a_mail(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let vehicle = org
        .vehicle_with(json!({
            "trim": "CANARYtrim", "colour": "CANARYcolour", "vin": "CANARYV1N", "stock_number": "CANARYstock",
            "external_id": "CANARYexternal", "vessel": "CANARYvessel",
            "customer": { "name": "CANARYname", "email": "canary@c.example", "phone": "+49 30 CANARY" },
            "agreed_sale_price": { "amount_minor": 98_765_432, "currency": "EUR" }
        }))
        .await
        .id;
    let slug = crate::support::people::slug(&org.link(&vehicle).await);
    mailing.subscribe(&slug, "sam@customer.example", "en").await;
    org.editor
        .post(ApiPath::Notes(&vehicle), json!({ "scope": "internal", "body": "CANARYinternal" }))
        .await
        .expect(201);
    org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "customer", "body": "Loaded." })).await.expect(201);
    let moved = json!({ "stage": "in_transit", "eta": "2026-05-21", "eta_reason": "weather" });
    org.editor.put(ApiPath::VehicleStage(&vehicle), moved).await.expect(200);
    let mail = mailing.one().await;
    let all = format!("{mail:?}").to_lowercase();
    assert!(all.contains("loaded.") && all.contains("21 may 2026"));
    let ids = [vehicle.to_string(), org.id.to_string()];
    let people = org.members.iter().map(ToString::to_string).chain(["eli editor".to_owned(), "alex admin".to_owned()]);
    for secret in people.chain(ids).chain(["canary".to_owned(), "98765432".to_owned(), "987,654".to_owned()]) {
        assert!(!all.contains(&secret), "{secret}: {all}");
    }
}
