//! Mail servers that put off, refuse, hang up or are not there.

use serde_json::{Value, json};
use shared::paths::ApiPath;

use super::{Mailing, followers, later};
use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    what_is_put_off_is_tried_again,
    a_mailbox_that_does_not_exist_is_forgotten,
    what_is_refused_each_time_is_given_up_within_a_day,
    one_organisation_does_not_hold_up_another,
    two_servers_send_a_mail_once,
);

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

async fn mails(org: &Organization) -> Vec<Value> {
    org.admin.get(ApiPath::Mails).await.value(200)["data"].as_array().unwrap().clone()
}

async fn what_is_put_off_is_tried_again(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, slug) = org.live_slug().await;
    for address in ["once-sam@customer.example", "drop-kim@customer.example"] {
        mailing.ask(&slug, address, "en").await.expect(303);
    }
    mailing.none().await;
    let waiting = mails(&org).await;
    assert!(waiting.iter().all(|mail| mail["state"] == "pending" && mail["tries"] == 1), "{waiting:?}");
    let failures: Vec<_> = waiting.iter().map(|mail| mail["failure"].as_str().unwrap()).collect();
    assert!(failures.contains(&"put_off") && failures.contains(&"unreachable"), "{failures:?}");
    mailing.none().await;
    let org = later(&app, &org, 60 * 1000).await;
    let confirm = mailing.one().await.path("/subscription/");
    mailing.press(&confirm).await.expect(200);
    mailing.pass().await;
    // The same for what is new.
    app.execute(&format!("UPDATE subscribers SET last_mail_at = NULL WHERE vehicle_id = '{vehicle}'")).await;
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": "2026-05-14" })).await.expect(200);
    assert!(mailing.one().await.text().contains("14 May 2026"));
}

async fn a_mailbox_that_does_not_exist_is_forgotten(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, slug) = org.live_slug().await;
    mailing.ask(&slug, "nobody-sam@customer.example", "en").await.expect(303);
    mailing.none().await;
    let failed = mails(&org).await;
    assert_eq!((failed[0]["state"].clone(), failed[0]["failure"].clone()), (json!("failed"), json!("no_mailbox")));
    assert_eq!(failed[0]["vehicle_id"], json!(vehicle));
    org.editor.get(ApiPath::Mails).await.expect(403);
    let other = app.organization().await;
    assert_eq!(mails(&other).await, Vec::<Value>::new());
    let only = org.admin.get(format!("{}?state=sent", ApiPath::Mails)).await.value(200);
    assert_eq!(only["data"], json!([]));
}

async fn what_is_refused_each_time_is_given_up_within_a_day(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (vehicle, slug) = org.live_slug().await;
    let end = mailing.subscribe(&slug, "sam@customer.example", "en").await;
    // From now on their server refuses: the address is another one, and the token the same.
    app.execute("UPDATE subscribers SET due_at = 0").await;
    let mut tx = app.app.store.begin_across().await.unwrap();
    let taken = store::subscribers::claim(&mut tx, 1, app.clock.now()).await.unwrap();
    drop(tx);
    let sealed = app.app.keys.seal("policy-sam@customer.example", taken[0].id.as_str());
    app.execute(&format!("UPDATE subscribers SET due_at = NULL, sealed_address = '{sealed}'")).await;
    org.editor.patch(ApiPath::Vehicle(&vehicle), json!({ "eta": "2026-05-14" })).await.expect(200);
    let began = app.clock.now().unix_ms();
    for _ in 0..8 {
        assert_eq!(mailing.pass().await, 1);
        let due = app.number("SELECT COALESCE(MAX(due_at), 0) FROM subscribers").await;
        app.clock.advance_ms((due - app.clock.now().unix_ms()).max(0));
    }
    assert_eq!(mailing.pass().await, 0);
    assert!(app.clock.now().unix_ms() - began < DAY_MS);
    let org = app.second_session(&org).await;
    let failed = mails(&org).await;
    assert_eq!((failed[0]["state"].clone(), failed[0]["failure"].clone()), (json!("failed"), json!("refused")));
    assert_eq!((failed[0]["kind"].clone(), failed[0]["tries"].clone()), (json!("update"), json!(8)));
    // They still follow: the next change is tried, and the way to end it works.
    assert_eq!(followers(&app, &vehicle).await, 1);
    mailing.press(&end).await.expect(200);
    assert_eq!(followers(&app, &vehicle).await, 0);
}

async fn one_organisation_does_not_hold_up_another(app: TestApp) {
    let mailing = Mailing::of(&app).await;
    let (loud, quiet) = (app.organization().await, app.organization().await);
    let mut slugs = Vec::new();
    for _ in 0..3 {
        slugs.push(loud.live_slug().await.1);
    }
    for slug in &slugs {
        for number in 0..8 {
            mailing.ask(slug, &format!("n{number}@loud{slug}.example"), "en").await.expect(303);
        }
    }
    app.clock.advance_ms(1);
    let (_, slug) = quiet.live_slug().await;
    mailing.ask(&slug, "sam@customer.example", "en").await.expect(303);
    // What is taken up first has a mail of each.
    let mut tx = app.app.store.begin_across().await.unwrap();
    let taken = store::mails::claim(&mut tx, 2, app.clock.now()).await.unwrap();
    assert!(taken.iter().any(|mail| mail.organization_id == quiet.id), "{taken:?}");
    drop(tx);
    mailing.pass().await;
    let mails = mailing.mailbox.rest();
    let connections: std::collections::BTreeSet<_> = mails.iter().map(|mail| mail.connection).collect();
    assert_eq!(mails.len(), 25);
    assert!(connections.len() <= 8, "one mail after the other on as many connections: {connections:?}");
}

async fn two_servers_send_a_mail_once(app: TestApp) {
    let (org, mailing) = (app.organization().await, Mailing::of(&app).await);
    let (_, slug) = org.live_slug().await;
    for number in 0..10 {
        mailing.ask(&slug, &format!("n{number}@customer.example"), "en").await.expect(303);
    }
    tokio::join!(mailing.pass(), mailing.pass(), mailing.pass());
    let mails = mailing.mailbox.rest();
    let to: std::collections::BTreeSet<_> = mails.iter().map(|mail| mail.to[0].clone()).collect();
    assert_eq!((mails.len(), to.len()), (10, 10));
}
