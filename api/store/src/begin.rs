//! How a transaction on PostgreSQL begins: its purpose, and what it can see (`row_security`).

use shared::ids::OrganizationId;

use crate::error::Error;
use crate::postgres::session::STATEMENT;
use crate::row_security::{EVERYTHING, SETTING};

/// How long a transaction may wait for its client, in milliseconds, so that the locks of a client that disappeared are
/// released.
const IDLE_IN_TRANSACTION_MS: u64 = 60_000;

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begin {
    /// To read current data. PostgreSQL refuses to begin it on a standby.
    Read,
    /// To write.
    Write,
    /// To read a snapshot, for as long as that takes.
    Snapshot,
}

/// What a transaction sees.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scope<'a> {
    /// The rows of one organisation.
    Organization(&'a OrganizationId),
    /// All rows.
    Everything,
}

/// What begins a transaction, in one round trip. Its settings are made in it and end with it: a pooler may give the
/// next transaction another connection, and this connection to another client.
pub(super) fn begin(begin: Begin, scope: Scope<'_>) -> Result<String, Error> {
    let begin = match begin {
        // A standby does not refuse a read-only transaction, so this one claims that it may write.
        Begin::Read => "BEGIN READ WRITE",
        Begin::Write => "BEGIN",
        Begin::Snapshot => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    };
    let visible = match scope {
        Scope::Organization(id) => id.as_str(),
        Scope::Everything => EVERYTHING,
    };
    // TypeIDs contain nothing else; a mistake here would be SQL injection.
    let is_safe = visible == EVERYTHING || visible.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_safe {
        return Err(Error::invalid("an organisation id is not well-formed"));
    }
    // If the client gives up, the server stops too.
    let statement_ms = STATEMENT.as_millis();
    Ok(format!(
        "{begin}; SET LOCAL {SETTING} = '{visible}'; SET LOCAL statement_timeout = {statement_ms}; \
         SET LOCAL idle_in_transaction_session_timeout = {IDLE_IN_TRANSACTION_MS}"
    ))
}
