//! What becomes of a mail that was tried.

use shared::ids::MailId;
use shared::outgoing_mail::MailState;
use shared::time::Timestamp;

use crate::error::Error;
use crate::{AcrossTx, on};

const SETTLE: &str = "
    UPDATE mails SET
        state = $2, tries = $3, failure = $4, next_attempt_at = $5, settled_at = $6, claimed_until = NULL,
        sealed_letter = CASE WHEN CAST($6 AS BIGINT) IS NULL THEN sealed_letter ELSE NULL END
    WHERE id = $1 AND state = 'pending'";

/// What follows an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is tried again then.
    Again(Timestamp),
    /// It is settled.
    Settled(MailState),
}

/// A mail that was tried.
#[derive(Debug)]
pub struct SettledMail<'a> {
    /// Which.
    pub id: &'a MailId,
    /// How often it was tried.
    pub tries: i64,
    /// Why the attempt failed, if it did.
    pub failure: Option<&'static str>,
    /// What follows.
    pub next: Next,
}

/// Keeps what became of a mail. What it said is forgotten once it is settled.
pub async fn settle(tx: &mut AcrossTx, settled: &SettledMail<'_>, now: Timestamp) -> Result<(), Error> {
    let (state, due_at, settled_at) = match settled.next {
        Next::Again(at) => (MailState::Pending, Some(at.unix_ms()), None),
        Next::Settled(state) => (state, None, Some(now.unix_ms())),
    };
    on!(tx.db(), c => sqlx::query(SETTLE)
        .bind(settled.id.as_str())
        .bind(state.as_str())
        .bind(settled.tries)
        .bind(settled.failure)
        .bind(due_at)
        .bind(settled_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

const FORGET_MAILBOXES: &str = "
    UPDATE mails SET mailbox_hash = NULL WHERE mailbox_hash IS NOT NULL AND created_at <= $1";

const FORGET: &str = "
    DELETE FROM mails WHERE id IN (
        SELECT m.id FROM mails m WHERE m.created_at <= $1 AND m.state <> 'pending' ORDER BY m.created_at LIMIT 2000)";

/// Forgets the mailboxes of what was written by the first instant, and some of the mails that were written by the second and are
/// settled; tells how many.
pub async fn forget(tx: &mut AcrossTx, mailboxes_by: Timestamp, made_by: Timestamp) -> Result<u64, Error> {
    on!(tx.db(), c => sqlx::query(FORGET_MAILBOXES).bind(mailboxes_by.unix_ms()).execute(c).await.map(drop))?;
    Ok(on!(tx.db(), c => sqlx::query(FORGET).bind(made_by.unix_ms()).execute(c).await?.rows_affected()))
}
