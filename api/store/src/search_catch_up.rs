//! Texts of vehicles that have none of their version: those from before there were texts, and those that a server wrote which knows
//! nothing of texts.

use domain::search::Searchable;
use shared::ids::OrganizationId;
use sqlx::AssertSqlSafe;

use crate::engine::Store;
use crate::error::Error;
use crate::search::{NewText, write};
use crate::{Across, Db, on, stored};

/// How many vehicles a transaction catches up with: so few that others who write hardly wait.
const BATCH: i64 = 500;
/// After how many vehicles the log tells how far it is.
const PROGRESS: usize = 50_000;

/// In the order of the index of just these: an engine that takes nearly all vehicles for such ones would rather look for the first
/// among all.
pub(crate) const IS_BEHIND: &str = "
    SELECT v.id FROM vehicles v WHERE v.organization_id = $1 AND v.search_version <> v.version
    ORDER BY v.organization_id, v.id LIMIT 1";

/// Whether an organisation has vehicles that a search would not find.
pub async fn is_behind(db: Db<'_>, organization: &OrganizationId) -> Result<bool, Error> {
    let behind: Option<String> =
        on!(db, c => sqlx::query_scalar(IS_BEHIND).bind(organization.as_str()).fetch_optional(c).await?);
    Ok(behind.is_some())
}

/// Makes the missing texts of an organisation.
pub async fn catch_up(store: &Store, organization: &OrganizationId) -> Result<(), Error> {
    loop {
        let mut tx = store.begin(organization).await?;
        let found = behind_in_organization(tx.db(), organization).await?;
        if found.is_empty() {
            return Ok(());
        }
        make(tx.db(), &found).await?;
        tx.commit().await?;
    }
}

/// Makes all missing texts. It can be interrupted, and several processes share the work.
pub async fn catch_up_all(store: &Store) -> Result<(), Error> {
    let mut made = 0;
    loop {
        let mut tx = store.begin_across().await?;
        let found = behind(tx.across()).await?;
        let batch = found.len();
        if batch == 0 {
            break;
        }
        make(tx.db(), &found).await?;
        tx.commit().await?;
        made += batch;
        if made / PROGRESS != (made - batch) / PROGRESS {
            tracing::info!(vehicles = made, "making vehicles searchable");
        }
    }
    if made > 0 {
        tracing::info!(vehicles = made, "vehicles can be searched");
    }
    Ok(())
}

/// What a text is made of. A row that somebody else is about to write is left to a later search: waiting for it while holding
/// others could end in a deadlock. SQLite has one writer, and no words for it.
macro_rules! behind {
    ($organization:literal, $lock:literal) => {
        concat!(
            "SELECT v.id, v.organization_id, v.year, v.make, v.model, v.trim_level, v.colour, v.vin, v.stock_number,
                 v.customer_name, v.customer_email, v.customer_phone, v.vessel
             FROM vehicles v WHERE ",
            $organization,
            "v.search_version <> v.version ORDER BY v.organization_id, v.id LIMIT ",
            $lock
        )
    };
}
const BEHIND: [&str; 2] = [behind!("", "$1"), behind!("", "$1 FOR UPDATE SKIP LOCKED")];
const BEHIND_IN_ORGANIZATION: [&str; 2] =
    [behind!("v.organization_id = $1 AND ", "$2"), behind!("v.organization_id = $1 AND ", "$2 FOR UPDATE SKIP LOCKED")];

#[derive(Debug, sqlx_macros::FromRow)]
struct Behind {
    id: String,
    organization_id: String,
    year: i64,
    make: String,
    model: String,
    trim_level: Option<String>,
    colour: Option<String>,
    vin: Option<String>,
    stock_number: Option<String>,
    customer_name: Option<String>,
    customer_email: Option<String>,
    customer_phone: Option<String>,
    vessel: Option<String>,
}

async fn behind(across: Across<'_>) -> Result<Vec<Behind>, Error> {
    let db = across.db();
    let [sqlite, postgres] = BEHIND;
    let statement = if matches!(db, Db::Sqlite(_)) { sqlite } else { postgres };
    Ok(on!(db, c => sqlx::query_as(statement).bind(BATCH).fetch_all(c).await?))
}

async fn behind_in_organization(db: Db<'_>, organization: &OrganizationId) -> Result<Vec<Behind>, Error> {
    let [sqlite, postgres] = BEHIND_IN_ORGANIZATION;
    let statement = if matches!(db, Db::Sqlite(_)) { sqlite } else { postgres };
    Ok(on!(db, c => sqlx::query_as(statement).bind(organization.as_str()).bind(BATCH).fetch_all(c).await?))
}

/// Makes the texts of vehicles that are locked.
async fn make(mut db: Db<'_>, found: &[Behind]) -> Result<(), Error> {
    let texts = found.iter().map(Behind::text).collect::<Result<Vec<_>, _>>()?;
    write(db.again(), &texts).await?;
    let mut organizations: Vec<&str> = found.iter().map(|behind| behind.organization_id.as_str()).collect();
    organizations.dedup();
    for organization in organizations {
        let ids = found.iter().filter(|behind| behind.organization_id == organization).map(|behind| behind.id.as_str());
        let ids: Vec<_> = ids.collect();
        let parameters: Vec<_> = (0..ids.len()).map(|place| format!("${}", place + 2)).collect();
        let statement = format!(
            "UPDATE vehicles SET search_version = version WHERE organization_id = $1 AND id IN ({})",
            parameters.join(", ")
        );
        on!(db.again(), c => {
            let query = sqlx::query(AssertSqlSafe(statement)).persistent(false).bind(organization);
            ids.iter().fold(query, |query, id| query.bind(*id)).execute(c).await.map(drop)
        })?;
    }
    Ok(())
}

impl Behind {
    fn text(&self) -> Result<NewText, Error> {
        let organization = stored(OrganizationId::try_from(self.organization_id.clone()), "organisation id")?;
        let searchable = Searchable {
            year: self.year,
            make: &self.make,
            model: &self.model,
            trim: self.trim_level.as_deref(),
            colour: self.colour.as_deref(),
            vin: self.vin.as_deref(),
            stock_number: self.stock_number.as_deref(),
            customer_name: self.customer_name.as_deref(),
            customer_email: self.customer_email.as_deref(),
            customer_phone: self.customer_phone.as_deref(),
            vessel: self.vessel.as_deref(),
        };
        Ok(NewText::of(&organization, &self.id, &searchable))
    }
}
