//! PostgreSQL: connections and transactions.
//!
//! A pooler may give every transaction a different connection, so nothing that matters is kept in a session: each
//! transaction sets what it needs, and prepared statements have names only if there is no pooler (docs/decisions/0010).
//! A server may disappear silently, so every statement has a deadline. And a server may be a standby, which returns old
//! data, so only one that accepts writes is used.

pub mod address;
pub mod lease;
pub mod pool;
pub mod schema;
mod servers;
pub mod session;
mod sessions;
pub(crate) mod tokens;

use std::sync::Arc;

use shared::ids::OrganizationId;

use self::address::Address;
use self::lease::Lease;
use self::pool::SessionPool;
use self::servers::Servers;
use self::tokens::PostgresTokens;
use crate::begin::{self, Begin, Scope};
use crate::error::Error;
use crate::open_error::OpenError;

/// Connections for requests of one organisation at a time.
const TENANT_CONNECTIONS: usize = 8;
/// Connections for tracking pages, for signing in, and for background work. One more, used for nothing else, reads the
/// change token.
const OTHER_CONNECTIONS: usize = 11;

/// A PostgreSQL server, or several of which one accepts writes.
#[derive(Debug)]
pub struct Postgres {
    pub(super) servers: Arc<Servers>,
    /// For transactions that see one organisation.
    pub(crate) tenants: SessionPool,
    /// For transactions that see everything: separate, so that many staff requests do not make customers wait.
    pub(crate) everything: SessionPool,
    pub(super) tokens: PostgresTokens,
}

impl Postgres {
    /// Connects, which fails unless one of the servers accepts writes.
    pub(super) async fn open(url: &str) -> Result<Self, OpenError> {
        let address = Address::parse(url).map_err(OpenError::Url)?;
        let servers = Arc::new(Servers::new(address));
        servers.look_for_a_pooler().await?;
        Ok(Self {
            tenants: SessionPool::new(&servers, TENANT_CONNECTIONS)?,
            everything: SessionPool::new(&servers, OTHER_CONNECTIONS)?,
            tokens: PostgresTokens::new(&servers),
            servers,
        })
    }

    /// A transaction for one organisation.
    pub(super) async fn tenant(&self, kind: Begin, organization: &OrganizationId) -> Result<Lease, Error> {
        let statement = begin::begin(kind, Scope::Organization(organization))?;
        Ok(self.tenants.begin(statement).await?)
    }

    /// A transaction across all organisations.
    pub(super) async fn across(&self, kind: Begin) -> Result<Lease, Error> {
        Ok(self.everything.begin(begin::begin(kind, Scope::Everything)?).await?)
    }

    pub(super) async fn close(&self) {
        self.tenants.close();
        self.everything.close();
        self.tokens.close().await;
    }
}
