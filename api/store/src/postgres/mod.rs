//! PostgreSQL: how it is reached, and what a transaction on it is.
//!
//! A pooler may stand in between and give every transaction another connection of its own, so nothing that matters is kept in
//! a session: each transaction sets what it needs, and prepared statements have names only where there is no pooler
//! (docs/decisions/0010). A server may vanish without a word, so every statement has a deadline. And a server may be a standby,
//! which answers with the past, so only one that takes writes is asked.

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
/// Connections for tracking pages, for signing in, and for what the server does by itself. One more, of its own, asks for the
/// change token.
const OTHER_CONNECTIONS: usize = 11;

/// A PostgreSQL server, or several of which one takes writes.
#[derive(Debug)]
pub struct Postgres {
    pub(super) servers: Arc<Servers>,
    /// For transactions that see one organisation.
    pub(crate) tenants: SessionPool,
    /// For transactions that see all: kept apart, so that a rush of staff does not make customers wait.
    pub(crate) everything: SessionPool,
    pub(super) tokens: PostgresTokens,
}

impl Postgres {
    /// Connects, which fails unless one of the servers takes writes.
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
