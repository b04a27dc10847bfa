//! An integrator who changes vehicles of the organisation whose pages are opened, one commit each, so many a second.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use host::clock::Stopwatch;
use sqlx::AssertSqlSafe;
use store::{Db, Store};

use crate::block_on;

/// Writes until it is dropped.
pub struct Busy {
    stop: Arc<AtomicBool>,
    writing: Option<JoinHandle<f64>>,
}

/// One vehicle after the other, as the program does it: the row's lock, the change, the end of the organisation's chain.
const CHANGE: &str =
    "UPDATE vehicles SET model = 'Land Cruiser {number}', updated_at = updated_at + 1, version = version + 1
     WHERE id = '{vehicle}';
     UPDATE audit_heads SET sequence = sequence + 1 WHERE organization_id = '{organization}'";

/// Those that are changed.
const VEHICLES: &str = "SELECT v.id, v.organization_id FROM vehicles v ORDER BY v.id LIMIT 1000";

impl Busy {
    /// Begins to write so many times a second.
    pub fn start(database_url: &str, a_second: u32) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (told, url) = (Arc::clone(&stop), database_url.to_owned());
        let writing = std::thread::spawn(move || block_on(write(&url, a_second, &told)));
        Self { stop, writing: Some(writing) }
    }

    /// Stops, and tells how many commits a second there were.
    pub fn stop(mut self) -> f64 {
        self.stop.store(true, Ordering::Relaxed);
        self.writing.take().expect("it stops once").join().expect("the writer")
    }
}

async fn write(url: &str, a_second: u32, stop: &AtomicBool) -> f64 {
    let store = Store::open(url).await.expect("a database");
    let mut transaction = store.begin_across().await.expect("a transaction");
    let vehicles: Vec<(String, String)> = match transaction.db() {
        Db::Sqlite(connection) => sqlx::query_as(VEHICLES).fetch_all(connection).await.expect("vehicles"),
        Db::Postgres(session) => sqlx::query_as(VEHICLES).fetch_all(session).await.expect("vehicles"),
    };
    transaction.commit().await.expect("an end");
    let watch = Stopwatch::start();
    let mut commits = 0_u32;
    while !stop.load(Ordering::Relaxed) {
        let due = Duration::from_secs(1) * commits / a_second;
        std::thread::sleep(due.saturating_sub(watch.elapsed()));
        let (vehicle, organization) = &vehicles[(commits as usize * 7919) % vehicles.len()];
        let change = CHANGE.replace("{number}", &commits.to_string()).replace("{vehicle}", vehicle);
        let change = change.replace("{organization}", organization);
        let mut transaction = store.begin_across().await.expect("a transaction");
        let change = AssertSqlSafe(change);
        match transaction.db() {
            Db::Sqlite(connection) => drop(sqlx::raw_sql(change).execute(connection).await.expect("a change")),
            Db::Postgres(session) => drop(sqlx::raw_sql(change).execute(session).await.expect("a change")),
        }
        transaction.commit().await.expect("a commit");
        commits += 1;
    }
    let rate = f64::from(commits) / watch.elapsed().as_secs_f64();
    store.close().await;
    rate
}
