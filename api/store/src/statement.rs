//! A statement that is put together of the parts that are asked for.

use std::fmt::Write as _;

use shared::ids::OrganizationId;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow};

use crate::error::Error;
use crate::vehicles::VehicleRow;
use crate::{Db, on};

/// What stands for a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Argument {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
}

/// A text of SQL and its parameters.
#[derive(Debug)]
pub(crate) struct Statement {
    sql: String,
    arguments: Vec<Argument>,
}

/// A vehicle, and how many were found with it.
#[derive(Debug, sqlx_macros::FromRow)]
pub(crate) struct FoundRow {
    #[sqlx(flatten)]
    pub(crate) vehicle: VehicleRow,
    pub(crate) total: i64,
}

impl Statement {
    /// One about what an organisation has, which is its first parameter.
    pub(crate) fn of(organization: &OrganizationId) -> Self {
        Self { sql: String::new(), arguments: vec![Argument::Text(organization.as_str().to_owned())] }
    }

    /// Text of this program.
    pub(crate) fn push(&mut self, sql: &'static str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// A parameter.
    pub(crate) fn bind(&mut self, argument: Argument) -> &mut Self {
        self.arguments.push(argument);
        // Writing to a String cannot fail.
        let _ = write!(self.sql, "${}", self.arguments.len());
        self
    }

    /// A text as a parameter.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.bind(Argument::Text(text.to_owned()))
    }

    /// A number as a parameter.
    pub(crate) fn number(&mut self, number: i64) -> &mut Self {
        self.bind(Argument::Number(number))
    }
}

/// Makes the query of a statement.
macro_rules! query {
    ($make:expr, $statement:expr) => {{
        let query = $make(AssertSqlSafe($statement.sql));
        $statement.arguments.into_iter().fold(query, |query, argument| match argument {
            Argument::Text(text) => query.bind(text),
            Argument::Number(number) => query.bind(number),
        })
    }};
}

impl Statement {
    /// Vehicles.
    pub(crate) async fn vehicles(self, db: Db<'_>) -> Result<Vec<VehicleRow>, Error> {
        Ok(on!(db, c => query!(sqlx::query_as::<_, VehicleRow>, self).fetch_all(c).await?))
    }

    /// Rows. PostgreSQL plans it for these words: a plan for others may read all texts.
    pub(crate) async fn rows<T>(self, db: Db<'_>) -> Result<Vec<T>, Error>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        Ok(on!(db, c => query!(sqlx::query_as::<_, T>, self).persistent(false).fetch_all(c).await?))
    }

    /// Vehicles, and how many were found. PostgreSQL plans it for these words: a plan for others may read all texts.
    pub(crate) async fn found(self, db: Db<'_>) -> Result<Vec<FoundRow>, Error> {
        Ok(on!(db, c => query!(sqlx::query_as::<_, FoundRow>, self).persistent(false).fetch_all(c).await?))
    }

    /// How many there are.
    pub(crate) async fn count(self, db: Db<'_>) -> Result<i64, Error> {
        Ok(on!(db, c => query!(sqlx::query_scalar, self).persistent(false).fetch_one(c).await?))
    }

    /// How it would be done, one step a line.
    pub(crate) async fn plan(mut self, db: Db<'_>) -> Result<String, Error> {
        Ok(match db {
            Db::Sqlite(connection) => {
                self.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
                let query = query!(sqlx::query_as::<_, (i64, i64, i64, String)>, self).persistent(false);
                let steps = query.fetch_all(connection).await?;
                steps.into_iter().map(|(_, _, _, step)| step + "\n").collect()
            }
            Db::Postgres(session) => {
                self.sql.insert_str(0, "EXPLAIN ");
                let query = query!(sqlx::query_as::<_, (String,)>, self).persistent(false);
                let steps = query.fetch_all(session).await?;
                steps.into_iter().map(|(step,)| step + "\n").collect()
            }
        })
    }
}
