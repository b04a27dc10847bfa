//! Secrets that are rotated: up to two of before sign too, each for a day.

use serde_json::json;
use server::webhooks::signature::Signer;
use shared::paths::ApiPath;
use shared::webhook::WebhookEndpointSecret;

use super::{deliver, endpoint, listen};
use crate::support::receiver::{Post, Receiver};
use crate::support::{Organization, TestApp, both_engines};

both_engines!(two_secrets_of_before_sign_too_each_for_a_day);

const HOUR_MS: i64 = 60 * 60 * 1000;

/// Which of the secrets an event is signed with.
fn signed_with(post: &Post, secrets: &[&String]) -> Vec<bool> {
    let signatures: Vec<_> = post.header("webhook-signature").split(' ').collect();
    let timestamp = post.header("webhook-timestamp").parse().unwrap();
    let sign = |secret: &String| {
        let signer = Signer::new(std::slice::from_ref(secret)).unwrap();
        signer.sign(post.header("webhook-id"), timestamp, &post.body)
    };
    let found: Vec<_> = secrets.iter().map(|secret| signatures.contains(&sign(secret).as_str())).collect();
    assert_eq!(signatures.len(), found.iter().filter(|found| **found).count(), "and with no other");
    found
}

async fn rotate(org: &Organization, hook: &WebhookEndpointSecret) -> String {
    let path = ApiPath::WebhookSecret(&hook.webhook_endpoint.id);
    org.admin.post(path, json!({})).await.json::<WebhookEndpointSecret>(200).secret
}

async fn two_secrets_of_before_sign_too_each_for_a_day(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    let ping = async |org: &Organization| {
        org.admin.post(ApiPath::WebhookPing(&hook.webhook_endpoint.id), json!({})).await.expect(202);
        assert_eq!(deliver(&app).await, 1);
        receiver.take().remove(0)
    };
    let first = hook.secret.clone();
    let second = rotate(&org, &hook).await;
    app.clock.advance_ms(10 * HOUR_MS);
    let org = app.second_session(&org).await;
    let third = rotate(&org, &hook).await;
    let secrets = [&first, &second, &third];
    assert_eq!(signed_with(&ping(&org).await, &secrets), [true, true, true]);
    let overlapping = endpoint(&app, &org, &hook).await;
    let ends = [overlapping.older_secret_expires_at, overlapping.previous_secret_expires_at];
    let in_ms = ends.map(|end| end.unwrap().unix_ms() - app.clock.now().unix_ms());
    assert_eq!(in_ms, [14 * HOUR_MS, 24 * HOUR_MS]);
    // The first is over before the second.
    app.clock.advance_ms(14 * HOUR_MS);
    let org = app.second_session(&org).await;
    assert_eq!(signed_with(&ping(&org).await, &secrets), [false, true, true]);
    assert_eq!(endpoint(&app, &org, &hook).await.older_secret_expires_at, None);
    // A third rotation within a day drops the oldest of three.
    let fourth = rotate(&org, &hook).await;
    let fifth = rotate(&org, &hook).await;
    let secrets = [&second, &third, &fourth, &fifth];
    assert_eq!(signed_with(&ping(&org).await, &secrets), [false, true, true, true]);
    app.clock.advance_ms(24 * HOUR_MS);
    let org = app.second_session(&org).await;
    assert_eq!(signed_with(&ping(&org).await, &secrets), [false, false, false, true]);
}
