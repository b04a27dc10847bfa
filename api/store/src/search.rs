//! The texts that vehicles are found by, and the index of them: three letters each, as numbers that differ between organisations
//! (`domain::search`). On SQLite it is FTS5's, on PostgreSQL a GIN index on arrays, which needs no extension.

mod schema;
mod write;

pub(crate) use schema::{make_in_postgres, make_in_sqlite};
pub(crate) use write::{NewText, write};

use domain::search::grams_of_words;
use shared::ids::OrganizationId;

use crate::Db;
use crate::error::Error;
use crate::on;

/// How the index is asked for texts that may have all of some words.
pub(crate) enum Lookup {
    /// A query of FTS5.
    Sqlite(String),
    /// The setting [`SEARCHED`](crate::row_security::SEARCHED).
    Postgres(String),
}

/// The question for the index; none for words that are too short for it.
fn lookup(db: &Db<'_>, organization: &OrganizationId, words: &[&str]) -> Option<Lookup> {
    let grams = grams_of_words(organization.as_str(), words);
    if grams.is_empty() {
        return None;
    }
    Some(match db {
        Db::Sqlite(_) => Lookup::Sqlite(joined(&grams, " AND ", sqlite_gram)),
        Db::Postgres(_) => Lookup::Postgres(format!("{{{}}}", joined(&grams, ",", |gram| gram.to_string()))),
    })
}

/// The question for the index of texts, which a transaction on PostgreSQL is set to; none where nothing is looked for, or words that
/// are too short for it.
pub(crate) async fn ask(
    db: &mut Db<'_>,
    organization: &OrganizationId,
    words: &[&str],
) -> Result<Option<Lookup>, Error> {
    if words.is_empty() {
        return Ok(None);
    }
    let lookup = lookup(db, organization, words);
    if matches!(db, Db::Postgres(_)) {
        let grams = if let Some(Lookup::Postgres(grams)) = &lookup { grams } else { "" };
        choose(db.again(), grams).await?;
    }
    Ok(lookup)
}

/// A number as a word of FTS5: letters and digits only, so that nothing in it is an operator.
fn sqlite_gram(gram: i32) -> String {
    format!("g{:x}", gram.cast_unsigned())
}

fn joined(grams: &[i32], between: &str, form: impl Fn(i32) -> String) -> String {
    grams.iter().map(|gram| form(*gram)).collect::<Vec<_>>().join(between)
}

const SET_SEARCHED: &str = "SELECT set_config('importops.grams', $1, TRUE)";

/// Chooses texts for the rest of a transaction on PostgreSQL; an empty choice shows all.
async fn choose(db: Db<'_>, grams: &str) -> Result<(), Error> {
    on!(db, c => sqlx::query(SET_SEARCHED).bind(grams).execute(c).await.map(drop))?;
    Ok(())
}
