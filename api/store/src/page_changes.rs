//! Which pages were changed, for whoever caches them: reading the journal.

use crate::change_token::ChangeToken;
use crate::engine::Store;
use crate::error::Error;
use crate::on;
use crate::page_journal::{postgres, sqlite};

pub use crate::page_journal::changed::{Changed, PageOwner};

/// A place in the journal: everything that was committed before is known.
#[derive(Debug, Clone)]
pub struct Place {
    token: ChangeToken,
    /// On SQLite, the last entry that was read; it has to be there when the next ones are read.
    last: Option<sqlite::Entry>,
}

impl Place {
    /// Whether nothing has been committed since, by the token of the database now.
    pub fn is_at(&self, token: &ChangeToken) -> bool {
        self.token == *token
    }
}

impl Store {
    /// Which pages may have changed since a place, and the place up to which that is known: at least `token`. None where it cannot be
    /// told now.
    pub async fn page_changes(
        &self,
        since: Option<&Place>,
        token: ChangeToken,
    ) -> Result<Option<(Changed, Place)>, Error> {
        match self {
            Self::Sqlite { watcher, .. } => {
                let last = since.and_then(|place| place.last.as_ref());
                Ok(watcher.page_changes(last).map(|(changed, last)| (changed, Place { token, last })))
            }
            Self::Postgres(_) => {
                let since = since.filter(|place| place.token.is_of_the_same_life(&token));
                let Some(since) = since else { return Ok(Some((Changed::Everything, Place { token, last: None }))) };
                let mut reader = self.read_across().await?;
                let (changed, moment) = postgres::changes_since(&mut reader, since.token.moment()).await?;
                Ok(Some((changed, Place { token: token.at(&moment), last: None })))
            }
        }
    }

    /// Shortens the journal to what servers may still read. On SQLite it shortens itself.
    pub async fn trim_page_changes(&self) -> Result<(), Error> {
        match self {
            Self::Sqlite { .. } => Ok(()),
            Self::Postgres(_) => {
                let mut tx = self.begin_across().await?;
                let is_there: bool = on!(tx.db(), c => sqlx::query_scalar(postgres::IS_THERE).fetch_one(c).await?);
                if !is_there {
                    return Ok(());
                }
                on!(tx.db(), c => sqlx::query(postgres::TRIM).execute(c).await.map(drop)?);
                tx.commit().await
            }
        }
    }
}
