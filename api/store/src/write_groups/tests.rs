use std::pin::pin;

use futures_util::future::{join_all, poll_immediate};
use tokio::task::yield_now;

use super::*;
use crate::{AcrossTx, Db, Store};

struct Database {
    store: Store,
    _directory: tempfile::TempDir,
}

impl Database {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", directory.path().join("x").display())).await.unwrap();
        let database = Self { store, _directory: directory };
        let mut tx = database.store.begin_across().await.unwrap();
        run(&mut tx, "CREATE TABLE numbers (number BIGINT UNIQUE)").await.unwrap();
        tx.commit().await.unwrap();
        database
    }

    async fn adding(&self, number: u32) -> AcrossTx {
        let mut tx = self.store.begin_across().await.unwrap();
        run(&mut tx, &format!("INSERT INTO numbers VALUES ({number})")).await.unwrap();
        tx
    }

    async fn add(&self, number: u32) -> Result<(), Error> {
        self.adding(number).await.commit().await
    }

    fn is_waited_for(&self) -> bool {
        let Store::Sqlite { groups, .. } = &self.store else { unreachable!("it is SQLite") };
        groups.queue.is_waited_for()
    }

    /// What everybody else sees.
    async fn numbers(&self) -> Vec<i64> {
        let mut reader = self.store.read_across().await.unwrap();
        let Db::Sqlite(connection) = reader.db() else { unreachable!("it is SQLite") };
        sqlx::query_scalar("SELECT number FROM numbers ORDER BY number").fetch_all(connection).await.unwrap()
    }
}

async fn run(tx: &mut AcrossTx, statement: &str) -> Result<(), Error> {
    let Db::Sqlite(connection) = tx.db() else { unreachable!("it is SQLite") };
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(connection).await?;
    Ok(())
}

#[tokio::test]
async fn one_that_nobody_waits_behind_is_durable_at_once() {
    let database = Database::new().await;
    database.add(1).await.unwrap();
    drop(database.adding(2).await);
    database.add(3).await.unwrap();
    assert_eq!(database.numbers().await, [1, 3]);
}

#[tokio::test]
async fn a_group_is_durable_together_and_nobody_is_told_before() {
    let database = Database::new().await;
    let first = database.adding(1).await;
    let mut second = pin!(database.adding(2));
    let mut third = pin!(database.store.begin_across());
    assert!(poll_immediate(&mut second).await.is_none() && poll_immediate(&mut third).await.is_none());
    let first = tokio::spawn(first.commit());
    // It has the connection now, and gives up: what the first one wrote stays.
    drop(second.await);
    let mut third = third.await.unwrap();
    run(&mut third, "INSERT INTO numbers SELECT MAX(number) + 2 FROM numbers").await.unwrap();
    assert!(!first.is_finished());
    assert_eq!(database.numbers().await, [0; 0]);
    third.commit().await.unwrap();
    first.await.unwrap().unwrap();
    assert_eq!(database.numbers().await, [1, 3]);
}

#[tokio::test]
async fn whoever_disappears_holds_nobody_up() {
    let database = Database::new().await;
    // While it waits for its turn.
    let first = database.adding(1).await;
    let mut gone = Box::pin(database.adding(2));
    assert!(poll_immediate(&mut gone).await.is_none());
    let first = tokio::spawn(first.commit());
    drop(gone);
    first.await.unwrap().unwrap();
    // When it was given its turn and does not know it yet, and while it writes; nobody is behind it.
    for (number, polls) in [(3, 0), (4, 1), (5, 2), (6, 3)] {
        let first = database.adding(number).await;
        let mut gone = Box::pin(database.adding(2));
        assert!(poll_immediate(&mut gone).await.is_none());
        let first = tokio::spawn(first.commit());
        while database.is_waited_for() {
            yield_now().await;
        }
        for _ in 0..polls {
            if poll_immediate(&mut gone).await.is_some() {
                break;
            }
        }
        drop(gone);
        first.await.unwrap().unwrap();
    }
    // The one that commits for all.
    let first = database.adding(7).await;
    let mut second = pin!(database.adding(8));
    assert!(poll_immediate(&mut second).await.is_none());
    let first = tokio::spawn(first.commit());
    let mut second = Box::pin(second.await.commit());
    assert!(poll_immediate(&mut second).await.is_none());
    drop(second);
    first.await.unwrap().unwrap();
    assert_eq!(database.numbers().await, [1, 3, 4, 5, 6, 7, 8]);
}

#[tokio::test]
async fn what_sqlite_undid_by_itself_is_acknowledged_to_nobody() {
    let database = Database::new().await;
    for ends in [true, false] {
        let first = database.adding(1).await;
        let mut second = pin!(database.adding(2));
        assert!(poll_immediate(&mut second).await.is_none());
        let first = tokio::spawn(first.commit());
        let mut second = second.await;
        // As a full disk does.
        run(&mut second, "ROLLBACK").await.unwrap();
        if ends {
            assert!(second.commit().await.is_err());
        } else {
            drop(second);
        }
        assert!(first.await.unwrap().is_err());
        assert_eq!(database.numbers().await, [0; 0]);
    }
    database.add(3).await.unwrap();
    assert_eq!(database.numbers().await, [3]);
}

#[tokio::test]
async fn what_was_seen_of_others_is_durable_before_it_is_told() {
    let database = Database::new().await;
    for is_undone in [false, true] {
        let first = database.adding(1 + u32::from(is_undone)).await;
        let store = database.store.clone();
        let look = async move {
            let mut tx = store.begin_across().await.unwrap();
            let Db::Sqlite(connection) = tx.db() else { unreachable!("it is SQLite") };
            sqlx::query_scalar::<_, i64>("SELECT MAX(number) FROM numbers").fetch_one(connection).await.unwrap()
        };
        let mut look = Box::pin(once_durable(look));
        let mut third = pin!(database.store.begin_across());
        assert!(poll_immediate(&mut look).await.is_none() && poll_immediate(&mut third).await.is_none());
        let (first, look) = (tokio::spawn(first.commit()), tokio::spawn(look));
        let mut third = third.await.unwrap();
        assert!(!look.is_finished() && !first.is_finished(), "it has seen what is not durable");
        if is_undone {
            run(&mut third, "ROLLBACK").await.unwrap();
        }
        drop(third);
        let (seen, durable) = look.await.unwrap();
        assert_eq!((seen, durable.is_err()), (1 + i64::from(is_undone), is_undone));
        assert_eq!(first.await.unwrap().is_err(), is_undone);
    }
    assert_eq!(database.numbers().await, [1]);
}

#[tokio::test]
async fn many_at_once_lose_nothing_and_leave_nothing_of_those_that_failed() {
    let database = std::sync::Arc::new(Database::new().await);
    let work = (0..400).map(|number| {
        let database = std::sync::Arc::clone(&database);
        let task = tokio::spawn(async move {
            let mut tx = database.adding(number).await;
            match number % 4 {
                0 => tx.commit().await,
                1 => run(&mut tx, "INSERT INTO numbers VALUES (0), (0)").await,
                2 => panic!("asked to"),
                _ => std::future::pending().await,
            }
        });
        async move {
            let aborts = number % 4 == 3;
            if aborts {
                yield_now().await;
                task.abort();
            }
            (number, task.await.is_ok_and(|outcome| outcome.is_ok()))
        }
    });
    let outcomes = join_all(work).await;
    let done: Vec<_> =
        outcomes.into_iter().filter(|(_, is_done)| *is_done).map(|(number, _)| i64::from(number)).collect();
    assert_eq!(done.len(), 100);
    assert_eq!(database.numbers().await, done);
}
