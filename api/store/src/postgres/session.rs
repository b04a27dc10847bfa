//! A connection to PostgreSQL on which every statement has a deadline, and statements have names only where no pooler can
//! give the connection to somebody else between two transactions.

use std::fmt::Write as _;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{BoxStream, Stream};
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArguments, PgConnection, PgQueryResult, PgRow, PgStatement, PgTypeInfo, Postgres};
use sqlx::{Connection, Either, Error, Execute, Executor, SqlStr};
use tokio::time::{Sleep, sleep, timeout};

use domain::text::hex;
use host::clock::Stopwatch;
use host::random;

/// How long a statement may take. Without a deadline a connection whose server vanished is waited for until the operating
/// system gives it up, which takes a quarter of an hour.
pub const STATEMENT: Duration = Duration::from_secs(8);
/// How long what any server answers at once may take: beginning a transaction, ending one, the change token.
pub const SHORT: Duration = Duration::from_secs(2);
/// How long a connection that was idle for a while may take to show that it is alive.
pub const SIGN_OF_LIFE: Duration = Duration::from_millis(500);
/// How recently a connection must have been used to need no sign of life.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

/// The error code with which a transaction in somebody else's session fails.
const DIVISION_BY_ZERO: &str = "22012";

/// A connection.
#[derive(Debug)]
pub struct Session {
    connection: PgConnection,
    /// What was written into the server's session and is not there in any other; none where statements have no names.
    mark: Option<String>,
    /// Whether a statement was begun and its answer not read to the end: such a connection is never used again.
    in_flight: bool,
    used: Stopwatch,
    opened: Stopwatch,
}

impl Session {
    /// Takes a connection over.
    pub(super) fn new(connection: PgConnection) -> Self {
        Self { connection, mark: None, in_flight: false, used: Stopwatch::start(), opened: Stopwatch::start() }
    }

    /// Marks the server's session, so that every transaction can tell whether it is in it. Only then prepared statements may
    /// have names: a name means what this connection prepared, in this session and in no other.
    pub(super) async fn mark(&mut self) -> Result<(), Error> {
        let mark = hex(&random::bytes::<16>());
        self.run(&format!("SET importops.session = '{mark}'"), SHORT).await?;
        self.mark = Some(mark);
        Ok(())
    }

    /// Whether the server's session was marked, and so prepared statements may have names.
    pub(crate) fn is_marked(&self) -> bool {
        self.mark.is_some()
    }

    /// Whether this is the mark.
    pub(crate) fn has_mark(&self, mark: &str) -> bool {
        self.mark.as_deref() == Some(mark)
    }

    /// Begins a transaction by these statements; tells whether it is in the session that was marked, if one was. Where it is not,
    /// there is no transaction.
    pub(super) async fn begin(&mut self, statements: &str) -> Result<bool, Error> {
        let mut statements = statements.to_owned();
        if let Some(mark) = &self.mark {
            // Fails where there is no such mark, or another one. Writing to a String does not fail.
            let _ = write!(
                statements,
                "; SELECT 1 / CAST(COALESCE(current_setting('importops.session', true) = '{mark}', FALSE) AS INT)"
            );
        }
        match self.run(&statements, SHORT).await {
            Ok(()) => Ok(true),
            Err(Error::Database(error)) if error.code().as_deref() == Some(DIVISION_BY_ZERO) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether the server has answered everything.
    pub(super) fn is_whole(&self) -> bool {
        !self.in_flight
    }

    /// Whether it was idle for so long that its server may have disappeared.
    pub(crate) fn is_doubtful(&self) -> bool {
        self.used.elapsed() > TRUSTED_FOR
    }

    /// How long ago it was opened.
    pub(super) fn age(&self) -> Duration {
        self.opened.elapsed()
    }

    /// Fails unless the server answers soon.
    pub(super) async fn show_life(&mut self) -> Result<(), Error> {
        self.within(SIGN_OF_LIFE, Connection::ping).await
    }

    /// Runs statements without parameters by PostgreSQL's simple protocol, which sends all of them in one message, within a
    /// deadline.
    pub(crate) async fn run(&mut self, statements: &str, deadline: Duration) -> Result<(), Error> {
        let statements = sqlx::AssertSqlSafe(statements.to_owned());
        self.within(deadline, |connection| sqlx::raw_sql(statements).execute(connection)).await.map(drop)
    }

    /// The row of a statement without parameters, in the same way.
    pub(crate) async fn row(&mut self, statement: &'static str, deadline: Duration) -> Result<PgRow, Error> {
        self.within(deadline, |connection| sqlx::raw_sql(statement).fetch_one(connection)).await
    }

    async fn within<'a, T, F>(
        &'a mut self,
        deadline: Duration,
        ask: impl FnOnce(&'a mut PgConnection) -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>> + 'a,
    {
        self.in_flight = true;
        let answer = timeout(deadline, ask(&mut self.connection)).await.unwrap_or_else(|_| Err(too_slow()));
        self.in_flight = answer.as_ref().is_err_and(breaks);
        self.used = Stopwatch::start();
        answer
    }
}

/// Whether an error leaves a connection in an unknown state; an error reported by the server does not.
fn breaks(error: &Error) -> bool {
    !matches!(
        error,
        Error::Database(_) | Error::RowNotFound | Error::ColumnDecode { .. } | Error::Decode(_) | Error::Encode(_)
    )
}

fn too_slow() -> Error {
    Error::Io(io::Error::new(io::ErrorKind::TimedOut, "PostgreSQL did not answer in time"))
}

impl<'c> Executor<'c> for &'c mut Session {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let Session { connection, in_flight, used, mark, .. } = self;
        *in_flight = true;
        let rows = connection.fetch_many(Prepared { query, may_have_a_name: mark.is_some() });
        Box::pin(Answer { rows, deadline: Box::pin(sleep(STATEMENT)), in_flight, used })
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<PgRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let query = Prepared { query, may_have_a_name: self.mark.is_some() };
        Box::pin(self.within(STATEMENT, |connection| connection.fetch_optional(query)))
    }

    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [PgTypeInfo]) -> BoxFuture<'e, Result<PgStatement, Error>>
    where
        'c: 'e,
    {
        Box::pin(self.within(STATEMENT, move |connection| connection.prepare_with(sql, parameters)))
    }
}

/// A statement that is prepared. Without a name it leaves nothing behind: behind a pooler a name could mean what another
/// process prepared.
struct Prepared<E> {
    query: E,
    may_have_a_name: bool,
}

impl<'q, E: Execute<'q, Postgres>> Execute<'q, Postgres> for Prepared<E> {
    fn sql(self) -> SqlStr {
        self.query.sql()
    }

    fn statement(&self) -> Option<&PgStatement> {
        self.query.statement()
    }

    fn take_arguments(&mut self) -> Result<Option<PgArguments>, BoxDynError> {
        self.query.take_arguments()
    }

    fn persistent(&self) -> bool {
        self.may_have_a_name && self.query.persistent()
    }
}

/// The answer of a statement, until its deadline.
struct Answer<'e> {
    rows: BoxStream<'e, Result<Either<PgQueryResult, PgRow>, Error>>,
    deadline: Pin<Box<Sleep>>,
    in_flight: &'e mut bool,
    used: &'e mut Stopwatch,
}

impl Stream for Answer<'_> {
    type Item = Result<Either<PgQueryResult, PgRow>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.rows.as_mut().poll_next(context);
        match &next {
            Poll::Pending => return self.deadline.as_mut().poll(context).map(|()| Some(Err(too_slow()))),
            Poll::Ready(Some(Ok(_))) => {}
            Poll::Ready(Some(Err(error))) => *self.in_flight = breaks(error),
            Poll::Ready(None) => {
                *self.in_flight = false;
                *self.used = Stopwatch::start();
            }
        }
        next
    }
}
