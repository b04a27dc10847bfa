//! Failed sign-ins: counted, never written by the request that failed.

use serde_json::{Value, json};
use server::auth::failed_sign_ins::{Account, Which};
use shared::audit::AuditActorKind;
use shared::paths::ApiPath;
use shared::session::Session;
use store::audit;
use store::page_changes::{Changed, PageOwner};

use super::{MINUTE_MS, entries_of, sign_in, sign_ins, write};
use crate::support::people::PASSWORD;
use crate::support::program::{self, EMAIL, Serving, create_organization_with};
use crate::support::{Caller, Organization, TestApp, both_engines, database};

both_engines!(
    failed_sign_ins_are_counted_and_written_beside_the_request,
    a_long_attack_makes_few_entries,
    an_account_that_does_not_exist_leaves_no_entry,
    every_account_that_exists_is_counted,
    servers_that_write_at_once_lose_nothing,
    what_could_not_be_written_is_written_later,
    no_page_shows_that_an_entry_was_made,
);

fn admin_account(org: &Organization) -> Account {
    Account { member: org.members[0].clone(), organization: org.id.clone(), name: "Alex Admin".to_owned() }
}

async fn failed_sign_ins_are_counted_and_written_beside_the_request(app: TestApp) {
    let org = app.organization().await;
    let rows = "SELECT COUNT(*) FROM events";
    let before = app.number(rows).await;
    app.move_to("2026-05-01T10:05:00Z");
    for _ in 0..6 {
        sign_in(&app, &org.admin_email, "wrong").await.expect(401);
    }
    sign_in(&app, &org.admin_email, "wrong").await.expect(429);
    assert_eq!(app.number(rows).await, before, "the request writes nothing");
    app.clock.advance_ms(5_000);
    assert_eq!(write(&app).await, 1);
    assert_eq!(write(&app).await, 0, "each is counted once");
    let entries = entries_of(&org, "session").await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].summary, "counted 6 failed sign-ins for Alex Admin since 10:05 UTC");
    assert_eq!((entries[0].action.as_str(), entries[0].actor.name.as_str()), ("session.sign_in_failed", "ImportOps"));
    assert_eq!(
        (entries[0].actor.kind, entries[0].subject_id.as_str()),
        (AuditActorKind::System, org.members[0].as_str())
    );
    assert_eq!(entries[0].occurred_at.to_string(), "2026-05-01T10:05:05.000Z");
}

async fn a_long_attack_makes_few_entries(app: TestApp) {
    let org = app.organization().await;
    let account = admin_account(&org);
    let mut made = 0;
    // An hour of attempts, one a second; a server writes every five seconds.
    for second in 0..3600 {
        app.app.failed_sign_ins.note(Some(&account), app.clock.now(), "attack-0001");
        if second % 5 == 0 {
            made += write(&app).await;
        }
        app.clock.advance_ms(1000);
    }
    assert_eq!(made, 4);
    let org = app.second_session(&org).await;
    let summaries: Vec<_> = sign_ins(&org).await.into_iter().map(|(_, _, summary)| summary).collect();
    assert_eq!(
        summaries,
        [
            "counted 1 failed sign-in for Alex Admin at 10:00 UTC",
            "counted 900 failed sign-ins for Alex Admin since 10:00 UTC",
            "counted 900 failed sign-ins for Alex Admin since 10:15 UTC",
            "counted 900 failed sign-ins for Alex Admin since 10:30 UTC",
        ]
    );
    assert_eq!(app.app.write_failed_sign_ins(Which::All).await.unwrap(), 1, "a server that stops does not wait");
}

async fn an_account_that_does_not_exist_leaves_no_entry(app: TestApp) {
    let org = app.organization().await;
    let rows = "SELECT COUNT(*) FROM events";
    let before = app.number(rows).await;
    for _ in 0..3 {
        sign_in(&app, "nobody@nowhere.example", PASSWORD).await.expect(401);
    }
    assert_eq!(app.app.write_failed_sign_ins(Which::All).await.unwrap(), 0);
    assert_eq!((app.number(rows).await, sign_ins(&org).await), (before, Vec::new()));
    assert!(!app.dump().await.contains("nowhere.example"));
}

async fn every_account_that_exists_is_counted(app: TestApp) {
    let org = app.organization().await;
    let new = json!({ "name": "Nia New", "email": "nia@new.example", "role": "editor" });
    org.admin.post(ApiPath::Members, new).await.expect(201);
    org.admin.patch(ApiPath::Member(&org.members[2]), json!({ "disabled": true })).await.expect(200);
    let viewer = org.admin_email.replacen("admin", "viewer", 1);
    // A member without a password yet; a disabled one with a wrong password and with the right one.
    for (email, password) in [("nia@new.example", "wrong"), (viewer.as_str(), "wrong"), (viewer.as_str(), PASSWORD)] {
        sign_in(&app, email, password).await.expect(401);
    }
    assert_eq!(write(&app).await, 2);
    let mut summaries: Vec<_> = sign_ins(&org).await.into_iter().map(|(_, _, summary)| summary).collect();
    summaries.sort();
    assert_eq!(
        summaries,
        [
            "counted 1 failed sign-in for Nia New at 10:00 UTC",
            "counted 2 failed sign-ins for Vic Viewer since 10:00 UTC",
        ]
    );
}

/// How many attempts the entries tell of.
async fn told(org: &Organization) -> u32 {
    let counts = sign_ins(org).await.into_iter().map(|(_, action, summary)| {
        assert_eq!(action, "session.sign_in_failed");
        summary.split(' ').nth(1).unwrap().parse::<u32>().unwrap()
    });
    counts.sum()
}

async fn servers_that_write_at_once_lose_nothing(app: TestApp) {
    let (one, two) = (app.organization().await, app.organization().await);
    let second = app.other_parts().await;
    for _ in 0..5 {
        for n in 0..100 {
            let account = admin_account(if n % 2 == 0 { &one } else { &two });
            for server in [&app.app, &second] {
                server.failed_sign_ins.note(Some(&account), app.clock.now(), "attack-0001");
            }
        }
        let (here, there) =
            tokio::join!(app.app.write_failed_sign_ins(Which::Due), second.write_failed_sign_ins(Which::Due));
        assert_eq!((here.unwrap(), there.unwrap()), (2, 2), "each server for itself");
        app.clock.advance_ms(15 * MINUTE_MS);
    }
    for org in [&one, &two] {
        assert_eq!(told(&app.second_session(org).await).await, 2 * 5 * 50);
    }
    let mut reader = app.app.store.read_across().await.unwrap();
    let checks = audit::verify(reader.across()).await.unwrap();
    assert!(checks.iter().all(|check| check.broken_at.is_none()) && checks.len() >= 2, "{checks:?}");
}

async fn what_could_not_be_written_is_written_later(app: TestApp) {
    let org = app.organization().await;
    sign_in(&app, &org.admin_email, "wrong").await.expect(401);
    app.execute("ALTER TABLE events RENAME TO events_away").await;
    assert!(app.app.write_failed_sign_ins(Which::Due).await.is_err());
    app.execute("ALTER TABLE events_away RENAME TO events").await;
    assert_eq!(write(&app).await, 1);
    assert_eq!(told(&org).await, 1);
}

/// whoever has a link could otherwise tell by the time that its page takes, for it is made anew after a change.
async fn no_page_shows_that_an_entry_was_made(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, _) = org.live_slug().await;
    let store = &app.app.store;
    let mut place = None;
    let mut changed = async || {
        let token = store.change_token().await.unwrap().unwrap();
        let (changed, now) = store.page_changes(place.as_ref(), token).await.unwrap().unwrap();
        place = Some(now);
        changed
    };
    assert_eq!(changed().await, Changed::Everything);
    for body in ["On board.", "Left the port."] {
        let note = json!({ "scope": "customer", "body": body });
        org.editor.post(ApiPath::Notes(&vehicle), note).await.expect(201);
        assert_eq!(changed().await, Changed::Of(vec![PageOwner::Vehicle(vehicle.clone())]));
        for _ in 0..3 {
            app.app.failed_sign_ins.note(Some(&admin_account(&org)), app.clock.now(), "attack-0001");
            assert_eq!(app.app.write_failed_sign_ins(Which::All).await.unwrap(), 1);
        }
        sign_in(&app, &org.admin_email, PASSWORD).await.expect(200);
        assert_eq!(changed().await, Changed::Of(Vec::new()));
    }
}

/// The real program: what waits is in the log after it was told to stop.
async fn a_server_that_stops_writes_what_waits(settings: &[(&str, &str)]) {
    let directory = tempfile::tempdir().unwrap();
    let created = create_organization_with(directory.path(), program::PASSWORD, settings);
    assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
    let credentials = |password: &str| json!({ "email": EMAIL, "password": password });
    let mut serving = Serving::start_with(directory.path(), settings);
    // Should an entry be made meanwhile, those that come after it wait for the end.
    for _ in 0..3 {
        Caller::new(&serving.base, None).post(ApiPath::Session, credentials("wrong")).await.expect(401);
    }
    serving.signal("TERM");
    assert!(serving.wait().success());
    let serving = Serving::start_with(directory.path(), settings);
    let session = Caller::new(&serving.base, None).post(ApiPath::Session, credentials(program::PASSWORD)).await;
    let admin = Caller::new(&serving.base, Some(session.json::<Session>(200).access_token));
    let log: Value = admin.get(format!("{}?category=session", ApiPath::AuditEvents)).await.value(200);
    let entries = log["data"].as_array().unwrap();
    assert_eq!(entries[0]["action"], "session.signed_in");
    let failed = entries.iter().filter(|entry| entry["action"] == "session.sign_in_failed");
    let counts = failed.map(|entry| entry["summary"].as_str().unwrap().split(' ').nth(1).unwrap().to_owned());
    assert_eq!(counts.map(|count| count.parse::<u32>().unwrap()).sum::<u32>(), 3, "{log}");
}

#[actix_web::test]
async fn a_server_that_stops_writes_what_waits_to_sqlite() {
    a_server_that_stops_writes_what_waits(&[]).await;
}

#[actix_web::test]
async fn a_server_that_stops_writes_what_waits_to_postgres() {
    let database_url = database::create_empty().await;
    a_server_that_stops_writes_what_waits(&[("IMPORTOPS_DATABASE_URL", &database_url)]).await;
}
