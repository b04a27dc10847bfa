//! Everything that an organisation has, read for its export: table by table, a few rows at a time, of one moment.

mod cell;
mod tables;

use futures_util::{StreamExt, TryStreamExt};
use serde::Serialize;
use shared::ids::OrganizationId;
use sqlx::FromRow;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use crate::error::Error;
use crate::{Db, on};

pub use cell::Instant;
pub use tables::{OrganizationExport, TABLES, read};

/// How many rows are in memory at a time.
const ROWS_AT_A_TIME: usize = 500;

/// A row of an export.
pub trait Exported:
    Serialize + Send + Unpin + 'static + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>
{
    /// What the table is called.
    const TABLE: &'static str;
    /// Whether there is always one row and never another.
    const SINGLE: bool;
    /// What the columns are called.
    const COLUMNS: &'static [&'static str];
    /// The statement; `$1` is the organisation.
    const SELECT: &'static str;

    /// The row in a table that people open: a text for each of the columns.
    fn cells(&self) -> Vec<String>;
}

/// What takes the rows of an export.
pub trait Take {
    /// How it fails; what the database says is a part of it.
    type Failure: From<Error>;

    /// A table begins.
    fn table<T: Exported>(&mut self) -> impl Future<Output = Result<(), Self::Failure>>;
    /// Some more of its rows.
    fn rows<T: Exported>(&mut self, rows: Vec<T>) -> impl Future<Output = Result<(), Self::Failure>>;
}

async fn each<T: Exported, K: Take>(db: Db<'_>, organization: &OrganizationId, take: &mut K) -> Result<(), K::Failure> {
    take.table::<T>().await?;
    on!(db, c => {
        let rows = sqlx::query_as::<_, T>(T::SELECT).bind(organization.as_str()).fetch(c);
        let mut rows = rows.try_chunks(ROWS_AT_A_TIME);
        while let Some(some) = rows.next().await {
            take.rows(some.map_err(|error| Error::from(error.1))?).await?;
        }
    });
    Ok(())
}
