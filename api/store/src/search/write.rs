//! Writing texts, in the transaction of the vehicle.

use std::fmt::Write as _;

use domain::search::{Searchable, grams};
use shared::ids::OrganizationId;
use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteConnection;

use super::{joined, sqlite_gram};
use crate::Db;
use crate::error::Error;

/// The text of a vehicle.
#[derive(Debug)]
pub(crate) struct NewText {
    organization_id: OrganizationId,
    vehicle_id: String,
    text: String,
    grams: Vec<i32>,
}

impl NewText {
    /// Of what is known of a vehicle.
    pub(crate) fn of(organization: &OrganizationId, vehicle_id: &str, searchable: &Searchable<'_>) -> Self {
        let text = searchable.text();
        let grams = grams(organization.as_str(), [text.as_str()]);
        Self { organization_id: organization.clone(), vehicle_id: vehicle_id.to_owned(), text, grams }
    }
}

/// Writes the texts of some vehicles, each once; what is there already stays.
pub(crate) async fn write(db: Db<'_>, texts: &[NewText]) -> Result<(), Error> {
    if texts.is_empty() {
        return Ok(());
    }
    match db {
        Db::Sqlite(connection) => write_to_sqlite(connection, texts).await,
        Db::Postgres(session) => {
            let statement = format!(
                "INSERT INTO vehicle_searches (organization_id, vehicle_id, text, grams) VALUES {}
                 ON CONFLICT (vehicle_id) DO UPDATE SET text = excluded.text, grams = excluded.grams
                 WHERE vehicle_searches.text <> excluded.text",
                parameters::<4>(texts.len())
            );
            let query = sqlx::query(AssertSqlSafe(statement));
            let query = texts.iter().fold(query, |query, new| {
                query
                    .bind(new.organization_id.as_str())
                    .bind(new.vehicle_id.as_str())
                    .bind(new.text.as_str())
                    .bind(new.grams.as_slice())
            });
            query.persistent(texts.len() == 1).execute(session).await?;
            Ok(())
        }
    }
}

async fn write_to_sqlite(connection: &mut SqliteConnection, texts: &[NewText]) -> Result<(), Error> {
    let statement = format!(
        "INSERT INTO vehicle_searches (organization_id, vehicle_id, text) VALUES {}
         ON CONFLICT (vehicle_id) DO UPDATE SET text = excluded.text WHERE text <> excluded.text
         RETURNING number, vehicle_id",
        parameters::<3>(texts.len())
    );
    let query = sqlx::query_as::<_, (i64, String)>(AssertSqlSafe(statement)).persistent(texts.len() == 1);
    let query = texts.iter().fold(query, |query, new| {
        query.bind(new.organization_id.as_str()).bind(new.vehicle_id.as_str()).bind(new.text.as_str())
    });
    let written = query.fetch_all(&mut *connection).await?;
    for (number, vehicle_id) in written {
        let Some(new) = texts.iter().find(|new| new.vehicle_id == vehicle_id) else { continue };
        sqlx::query("INSERT OR REPLACE INTO vehicle_grams (rowid, grams) VALUES ($1, $2)")
            .bind(number)
            .bind(joined(&new.grams, " ", sqlite_gram))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Rows of `COLUMNS` parameters each.
fn parameters<const COLUMNS: usize>(rows: usize) -> String {
    let mut text = String::new();
    for row in 0..rows {
        for column in 0..COLUMNS {
            let before = match (row, column) {
                (0, 0) => "(",
                (_, 0) => "), (",
                _ => ", ",
            };
            // Writing to a String cannot fail.
            let _ = write!(text, "{before}${}", row * COLUMNS + column + 1);
        }
    }
    text + ")"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_own_parameters() {
        assert_eq!(parameters::<2>(2), "($1, $2), ($3, $4)");
        assert_eq!(parameters::<3>(1), "($1, $2, $3)");
    }
}
