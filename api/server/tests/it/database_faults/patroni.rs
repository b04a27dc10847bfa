//! A failover that nobody asks the server for: Patroni decides it, while clients write and read. The URL names both servers.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;
use std::time::Duration;

use actix_web::http::Method;
use host::clock::Stopwatch;
use serde_json::json;
use shared::ids::VehicleId;
use shared::note::Note;
use shared::page::Page;
use shared::paths::ApiPath;

use super::{is_dead_once_revoked, opened_after_a_refusal};
use crate::support::patroni::Patroni;
use crate::support::{Caller, TestApp};

/// How long the first write may take after a server takes writes again.
const SOON: Duration = Duration::from_secs(10);

/// What clients did.
#[derive(Default)]
struct Load {
    ended: Cell<bool>,
    /// The bodies of notes that were acknowledged.
    acknowledged: RefCell<HashSet<String>>,
    refused: Cell<u32>,
}

impl Load {
    /// Writes notes, one after the other, and reads them.
    async fn run(self: Rc<Self>, client: usize, editor: Caller, vehicle: VehicleId) {
        for number in 0.. {
            if self.ended.get() {
                return;
            }
            let body = format!("{client}-{number}");
            let note = json!({ "scope": "internal", "body": body });
            match editor.json(Method::POST, ApiPath::Notes(&vehicle), note).await.status {
                201 => {
                    self.acknowledged.borrow_mut().insert(body);
                }
                503 => self.refused.set(self.refused.get() + 1),
                status => panic!("a write was answered with {status}"),
            }
            let status = editor.get(ApiPath::Notes(&vehicle)).await.status;
            assert!([200, 503].contains(&status), "a read was answered with {status}");
        }
    }
}

/// Waits for the first write, and answers how long it took.
async fn first_write(editor: &Caller, vehicle: &VehicleId, watch: &Stopwatch) -> Duration {
    loop {
        let note = json!({ "scope": "internal", "body": "first" });
        match editor.json(Method::POST, ApiPath::Notes(vehicle), note).await.status {
            201 => return watch.elapsed(),
            503 => {}
            status => panic!("a write was answered with {status}"),
        }
    }
}

#[actix_web::test]
#[ignore = "cargo xtask nightly runs it"]
async fn the_server_follows_patroni_to_the_new_primary() {
    let mut patroni = Patroni::start().await;
    let app = TestApp::on(&patroni.database().await).await;
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let load = Rc::new(Load::default());
    let clients: Vec<_> = (0..3)
        .map(|client| actix_web::rt::spawn(Rc::clone(&load).run(client, org.editor.clone(), vehicle.clone())))
        .collect();
    for round in 0..4 {
        let link = opened_after_a_refusal(&app, &org).await;
        let leader = patroni.leader().await;
        let (is_planned, watch) = (round % 2 == 0, Stopwatch::start());
        if is_planned {
            patroni.switch_over(leader);
        } else {
            patroni.kill(leader);
        }
        while patroni.leader().await == leader {}
        let promoted = watch.elapsed();
        let written = first_write(&org.editor, &vehicle, &watch).await;
        let after = written.saturating_sub(promoted);
        let what = if is_planned { "an operator switched over" } else { "the primary was lost" };
        println!("{what}: another took writes after {promoted:.1?}, the first one succeeded {after:.2?} later");
        assert!(after < SOON, "{after:?}");
        is_dead_once_revoked(&app, &org, link).await;
        if !is_planned {
            patroni.start_node(leader);
        }
        patroni.until_synchronous().await;
    }
    load.ended.set(true);
    for client in clients {
        client.await.unwrap();
    }
    let acknowledged = load.acknowledged.take();
    println!("{} notes were acknowledged, {} refused with 503", acknowledged.len(), load.refused.get());
    assert!(acknowledged.len() > 50, "{}", acknowledged.len());
    let (mut kept, mut cursor) = (HashSet::new(), String::new());
    loop {
        let path = format!("{}?limit=100{cursor}", ApiPath::Notes(&vehicle));
        let page: Page<Note> = org.viewer.get(path).await.json(200);
        kept.extend(page.data.into_iter().map(|note| note.body));
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
}
