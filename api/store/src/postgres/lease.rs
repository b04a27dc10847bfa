//! A connection for the duration of one transaction.

use deadpool::managed::Object;
use sqlx::Error;
use tokio::runtime::Handle;

use super::session::{SHORT, Session};
use super::sessions::Sessions;

/// A connection with a transaction open on it. Dropped, it ends the transaction and goes back; where the server has not
/// answered everything by then it is closed instead, for nobody knows what the server would say next.
#[derive(Debug)]
pub struct Lease {
    /// None once it is given back.
    session: Option<Object<Sessions>>,
    is_open: bool,
}

impl Lease {
    /// Begins a transaction; none when a pooler gave it a session that is not the connection's own.
    pub(super) async fn begin(session: Object<Sessions>, statements: &str) -> Result<Option<Self>, Error> {
        let mut lease = Self { session: Some(session), is_open: false };
        let begun = lease.session().begin(statements).await;
        if let Ok(true) = begun {
            lease.is_open = true;
            return Ok(Some(lease));
        }
        drop(lease.session.take().map(Object::take));
        begun.map(|_| None)
    }

    /// The connection.
    pub fn session(&mut self) -> &mut Session {
        match &mut self.session {
            Some(kept) => &mut kept.session,
            None => unreachable!("only ending a lease takes it"),
        }
    }

    /// Ends the transaction with its changes.
    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        self.session().run("COMMIT", super::session::STATEMENT).await?;
        self.is_open = false;
        Ok(())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(mut kept) = self.session.take() else { return };
        if !kept.session.is_whole() {
            drop(Object::take(kept));
        } else if self.is_open {
            // A caller that has the answer need not wait for the end of the transaction.
            let Ok(runtime) = Handle::try_current() else { return drop(Object::take(kept)) };
            runtime.spawn(async move {
                if kept.session.run("ROLLBACK", SHORT).await.is_err() {
                    drop(Object::take(kept));
                }
            });
        }
    }
}
