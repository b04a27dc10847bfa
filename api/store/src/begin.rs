//! How a transaction on PostgreSQL begins: what it is for, and what it sees (`row_security`).

use shared::ids::OrganizationId;

use crate::error::Error;
use crate::postgres::session::STATEMENT;
use crate::row_security::{EVERYTHING, SETTING};

/// How long a transaction may wait for its client, in milliseconds: the locks of one whose client vanished end with it.
const IDLE_IN_TRANSACTION_MS: u64 = 60_000;

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begin {
    /// Only to read the present. PostgreSQL refuses to begin it on a standby.
    Read,
    /// To write.
    Write,
    /// To read one moment, for as long as that takes.
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

/// What begins a transaction, in one round trip. All that it needs is set in it and ends with it: a pooler may give the next
/// transaction another connection, and this connection to somebody else.
pub(super) fn begin(begin: Begin, scope: Scope<'_>) -> Result<String, Error> {
    let begin = match begin {
        // It is not a standby's to refuse a transaction that only reads, so this one claims that it may write.
        Begin::Read => "BEGIN READ WRITE",
        Begin::Write => "BEGIN",
        Begin::Snapshot => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    };
    let visible = match scope {
        Scope::Organization(id) => id.as_str(),
        Scope::Everything => EVERYTHING,
    };
    // Ids are made of nothing else; this is where a mistake would be SQL.
    let is_safe = visible == EVERYTHING || visible.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_safe {
        return Err(Error::invalid("an organisation id is not well-formed"));
    }
    // Whoever gave up here leaves no work there.
    let statement_ms = STATEMENT.as_millis();
    Ok(format!(
        "{begin}; SET LOCAL {SETTING} = '{visible}'; SET LOCAL statement_timeout = {statement_ms}; \
         SET LOCAL idle_in_transaction_session_timeout = {IDLE_IN_TRANSACTION_MS}"
    ))
}
