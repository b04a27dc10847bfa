//! Whether the database can be used now, in every way in which it is used.

use domain::slug::SlugHash;
use shared::ids::OrganizationId;
use shared::time::Timestamp;

use crate::db::Reader;
use crate::engine::Store;
use crate::error::Error;
use crate::live_slugs::live_slugs;
use crate::row_security::EVERYTHING;

/// An id that no organisation has: those are made from the time.
const PROBE: &str = "org_00000000000000000000000000";

const READ_BACK: &str = "SELECT COALESCE(current_setting('importops.organization', true), '')";

const NOT_ARRIVED: &str = "what a transaction sets does not reach its statements: the pooler in between must give a whole \
     transaction to one server";

impl Store {
    /// Fails unless tracking pages and staff can be served now: asks in every way in which they ask.
    pub async fn probe(&self, now: Timestamp) -> Result<(), Error> {
        self.change_token().await?;
        live_slugs(self, &[SlugHash::made(String::new())], now).await?;
        self.verify_isolation().await
    }

    /// Fails unless organisations are kept apart: what a transaction sets has to arrive at PostgreSQL.
    pub async fn verify_isolation(&self) -> Result<(), Error> {
        match self {
            Self::Sqlite { .. } => Ok(()),
            Self::Postgres(_) => self.read_back().await,
        }
    }

    /// Fails unless what a transaction sets arrives, and the policies are there that rest on it.
    async fn read_back(&self) -> Result<(), Error> {
        let probe = OrganizationId::try_from(PROBE.to_owned()).map_err(|_| Error::invalid("the probe is no id"))?;
        let across = self.read_across().await?.into_reader();
        for (reader, set) in [(self.read(&probe).await?, PROBE), (across, EVERYTHING)] {
            let Reader::Postgres(mut lease) = reader else { return Ok(()) };
            let found: String = sqlx::query_scalar(READ_BACK).fetch_one(lease.session()).await?;
            if found != set {
                return Err(Error::invalid(NOT_ARRIVED));
            }
        }
        Ok(())
    }
}
