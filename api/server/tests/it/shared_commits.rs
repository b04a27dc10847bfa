//! Changes that arrive at once share a durable commit on SQLite; nothing is acknowledged that is not durable.

use std::collections::BTreeSet;
use std::path::Path;

use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::paths::ApiPath;
use shared::session::Session;
use shared::vehicle::Vehicle;
use store::{Store, audit};

use crate::support::faults::{EIO, ENOSPC, Faulty, SYNCS, WRITES};
use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization};
use crate::support::{Answer, Caller, TestApp, both_engines};

both_engines!(repetitions_at_once_get_the_answer_of_the_first, those_that_are_refused_leave_nothing);

const AT_ONCE: usize = 64;

async fn sign_in(base: &str) -> Caller {
    let session = json!({ "email": EMAIL, "password": PASSWORD });
    let session: Session = Caller::new(base, None).post(ApiPath::Session, session).await.json(200);
    Caller::new(base, Some(session.access_token))
}

fn car(stock_number: &str) -> Value {
    json!({ "year": 2021, "make": "Toyota", "model": "Land Cruiser", "stock_number": stock_number })
}

async fn create(admin: &Caller, round: usize) -> Vec<(String, Answer)> {
    join_all((0..AT_ONCE).map(async |number| {
        let stock_number = format!("S-{round}-{number}");
        let answer = admin.post(ApiPath::Vehicles, car(&stock_number)).await;
        (stock_number, answer)
    }))
    .await
}

/// The stock numbers that are in the database, whose audit log is whole.
async fn stored(directory: &Path) -> BTreeSet<String> {
    let store = Store::open(&format!("sqlite:{}", directory.join("importops.sqlite").display())).await.unwrap();
    let Store::Sqlite { readers, .. } = &store else { unreachable!("it is SQLite") };
    let numbers: Vec<String> =
        sqlx::query_scalar("SELECT stock_number FROM vehicles").fetch_all(readers).await.unwrap();
    let mut reader = store.read_across().await.unwrap();
    assert!(audit::verify(reader.across()).await.unwrap().iter().all(|chain| chain.broken_at.is_none()));
    drop(reader);
    store.close().await;
    numbers.into_iter().collect()
}

#[actix_web::test]
async fn many_at_once_need_fewer_commits_and_all_are_durable() {
    let directory = tempfile::tempdir().unwrap();
    let trace = directory.path().join("trace");
    assert!(create_organization(directory.path(), PASSWORD).status.success());
    let server = Serving::start_traced(directory.path(), "fdatasync,fsync", &trace);
    let syncs = || std::fs::read_to_string(&trace).unwrap().matches("sync(").count();
    let admin = sign_in(&server.base).await;
    let before = syncs();
    for (_, answer) in create(&admin, 0).await {
        answer.expect(201);
    }
    server.signal("KILL");
    while !std::fs::read_to_string(&trace).unwrap().contains("+++ killed by SIGKILL +++") {
        tokio::task::yield_now().await;
    }
    let syncs = syncs() - before;
    assert!(syncs > 0 && syncs < AT_ONCE, "{syncs}");
    assert_eq!(stored(directory.path()).await.len(), AT_ONCE);
}

#[actix_web::test]
async fn what_a_failing_disk_undoes_is_acknowledged_to_nobody() {
    let directory = tempfile::tempdir().unwrap();
    assert!(create_organization(directory.path(), PASSWORD).status.success());
    let disk = Faulty::start(directory.path());
    let admin = sign_in(&disk.server.base).await;
    let mut acknowledged = BTreeSet::new();
    for (round, (calls, errno)) in
        [(&SYNCS[..], EIO), (&WRITES[..], ENOSPC), (&WRITES[..], EIO)].into_iter().enumerate()
    {
        let fault = async {
            // So that it strikes in the middle of them.
            while admin.get(ApiPath::Vehicles).await.value(200)["data"].as_array().unwrap().is_empty() {}
            disk.fail(calls, errno);
            let refused = admin.post(ApiPath::Vehicles, car(&format!("refused {round}"))).await;
            disk.mend(calls);
            assert!([503, 507].contains(&refused.status), "{}", refused.text());
        };
        let (answers, ()) = tokio::join!(create(&admin, round), fault);
        for (stock_number, answer) in answers {
            if answer.status == 201 {
                acknowledged.insert(stock_number);
            } else {
                assert!([503, 507].contains(&answer.status), "{}", answer.text());
            }
        }
        admin.post(ApiPath::Vehicles, car(&format!("after {round}"))).await.expect(201);
        acknowledged.insert(format!("after {round}"));
    }
    disk.server.signal("KILL");
    drop(disk);
    assert_eq!(stored(directory.path()).await, acknowledged);
}

async fn repetitions_at_once_get_the_answer_of_the_first(app: TestApp) {
    let org = app.organization().await;
    let editor = org.editor.with("idempotency-key", "the-same-for-all");
    let others = join_all((0..8).map(|number| org.editor.post(ApiPath::Vehicles, car(&format!("other {number}")))));
    let same = join_all((0..8).map(|_| editor.post(ApiPath::Vehicles, car("same"))));
    let (others, same) = tokio::join!(others, same);
    assert!(others.iter().all(|answer| answer.status == 201));
    let ids: BTreeSet<_> = same.iter().map(|answer| answer.json::<Vehicle>(201).id.to_string()).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(app.number("SELECT COUNT(*) FROM vehicles").await, 9);
}

async fn those_that_are_refused_leave_nothing(app: TestApp) {
    let org = app.organization().await;
    let answers =
        join_all((0..32).map(|number| org.editor.post(ApiPath::Vehicles, car(&format!("S-{}", number / 4))))).await;
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    assert!(answers.iter().all(|answer| [201, 409].contains(&answer.status)));
    assert_eq!((created, app.number("SELECT COUNT(*) FROM vehicles").await), (8, 8));
    assert_eq!(app.number("SELECT COUNT(*) FROM events WHERE action = 'vehicle.created'").await, 8);
}
