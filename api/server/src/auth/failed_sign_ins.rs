//! Failed sign-ins, on their way into the audit log.
//!
//! A request only counts here, in the same way for an account that exists and for one that does not, and writes nothing: how
//! long it takes tells nobody which of them it was. What was counted is written beside the requests, one entry for
//! a member at a time however many attempts there were. Attempts that a limit refuses are not counted: whether their
//! account exists is never looked up. A server that is told to stop writes what waits; one that dies loses it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::audit_action::AuditAction;
use domain::retention::FAILED_SIGN_INS_MS;
use host::clock::{Clock, Uptime};
use shared::ids::{MemberId, OrganizationId};
use shared::time::Timestamp;
use store::audit::{self, Actor, AuditEvent};
use store::members::SignIn;
use store::{Error, Store, Tx, stored};

/// Of how many members attempts wait at most: 3 MB, whoever guesses at whatever.
const CAPACITY: usize = 10_000;
/// How long after an entry about a member the next one waits.
const PAUSE: Duration = Duration::from_millis(FAILED_SIGN_INS_MS.unsigned_abs());

/// The attempts that wait to be written.
#[derive(Debug, Default)]
pub struct FailedSignIns(Mutex<Counts>);

/// An account that exists, disabled or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Whose account.
    pub member: MemberId,
    /// Their organisation.
    pub organization: OrganizationId,
    /// Their name.
    pub name: String,
}

/// Which of the attempts that wait are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those of members about whom nothing was written lately.
    Due,
    /// All of them, because the server stops.
    All,
}

#[derive(Debug, Default)]
struct Counts {
    /// By member; those on accounts that do not exist stand together under none, and are only forgotten.
    waiting: HashMap<Option<MemberId>, Attempts>,
    /// When the last entry was written, of each member for whom that is less than [`PAUSE`] ago.
    written: HashMap<MemberId, Uptime>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Attempts {
    account: Option<Account>,
    count: u32,
    since: Timestamp,
    /// Id of the latest request.
    request_id: String,
}

impl TryFrom<&SignIn> for Account {
    type Error = Error;

    fn try_from(found: &SignIn) -> Result<Self, Error> {
        Ok(Self {
            member: stored(found.id.parse(), "member id")?,
            organization: stored(found.organization_id.parse(), "organisation id")?,
            name: found.name.clone(),
        })
    }
}

impl FailedSignIns {
    /// Counts an attempt that failed, if there is room; none is an account that does not exist.
    pub fn note(&self, account: Option<&Account>, at: Timestamp, request_id: &str) {
        let attempts = Attempts { account: account.cloned(), count: 1, since: at, request_id: request_id.to_owned() };
        self.lock().add(attempts);
    }

    /// Writes the attempts that are due; tells how many entries that made.
    pub async fn write(&self, store: &Store, clock: &Clock, which: Which) -> Result<usize, Error> {
        let (now, uptime) = (clock.now(), clock.uptime());
        let taken = self.take(which, uptime);
        if !taken.attempts.is_empty() {
            let mut tx = store.begin_across().await?;
            for attempts in &taken.attempts {
                record(&mut tx, attempts, now);
            }
            tx.commit().await?;
        }
        Ok(taken.written(uptime))
    }

    fn take(&self, which: Which, uptime: Uptime) -> Taken<'_> {
        let mut counts = self.lock();
        let Counts { waiting, written } = &mut *counts;
        written.retain(|_, at| uptime.since(*at) < PAUSE);
        waiting.remove(&None);
        let is_due = |member: &MemberId| which == Which::All || !written.contains_key(member);
        let due = waiting.extract_if(|member, _| member.as_ref().is_some_and(is_due));
        Taken { attempts: due.map(|(_, attempts)| attempts).collect(), from: self }
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        // Whoever panicked with the lock held left whole entries behind.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn add(&mut self, more: Attempts) {
        let is_full = self.waiting.len() >= CAPACITY;
        match self.waiting.entry(more.account.as_ref().map(|account| account.member.clone())) {
            Entry::Occupied(waiting) => {
                let waiting = waiting.into_mut();
                waiting.count = waiting.count.saturating_add(more.count);
                if more.since < waiting.since {
                    waiting.since = more.since;
                } else {
                    waiting.request_id = more.request_id;
                }
            }
            Entry::Vacant(place) if !is_full => drop(place.insert(more)),
            Entry::Vacant(_) => {}
        }
    }
}

/// Attempts that are being written. Dropped without [`Taken::written`], they wait again: an entry that was committed
/// without an answer is rather said twice than not at all.
#[derive(Debug)]
struct Taken<'a> {
    from: &'a FailedSignIns,
    attempts: Vec<Attempts>,
}

impl Taken<'_> {
    fn written(mut self, uptime: Uptime) -> usize {
        let attempts = std::mem::take(&mut self.attempts);
        let members = attempts.iter().filter_map(|attempts| attempts.account.as_ref()).map(|account| &account.member);
        self.from.lock().written.extend(members.map(|member| (member.clone(), uptime)));
        attempts.len()
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if !self.attempts.is_empty() {
            let mut counts = self.from.lock();
            self.attempts.drain(..).for_each(|attempts| counts.add(attempts));
        }
    }
}

fn record(tx: &mut Tx, attempts: &Attempts, now: Timestamp) {
    let Attempts { account: Some(account), count, since, request_id } = attempts else { return };
    let event = AuditEvent {
        organization_id: &account.organization,
        actor: Actor::System,
        action: AuditAction::SessionSignInFailed,
        subject_id: account.member.as_str(),
        summary: summary(&account.name, *count, *since),
        occurred_at: now,
        request_id,
    };
    audit::record(tx, event);
}

/// What the entry says: "counted 3 failed sign-ins for Ama Mensah since 14:05 UTC".
fn summary(name: &str, count: u32, since: Timestamp) -> String {
    let since = since.to_string();
    // Hours and minutes of "2026-05-14T14:05:00Z".
    let time = since.get(11..16).unwrap_or(&since);
    match count {
        1 => format!("counted 1 failed sign-in for {name} at {time} UTC"),
        count => format!("counted {count} failed sign-ins for {name} since {time} UTC"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_unix_ms(1_778_767_500_000 + minutes * 60_000).unwrap()
    }

    fn uptime(minutes: u64) -> Uptime {
        Uptime::after(Duration::from_mins(minutes))
    }

    fn account(number: u128) -> Account {
        Account {
            member: MemberId::from_u128(number),
            organization: OrganizationId::from_u128(1),
            name: "Ama Mensah".to_owned(),
        }
    }

    fn counts(taken: &Taken<'_>) -> Vec<u32> {
        taken.attempts.iter().map(|attempts| attempts.count).collect()
    }

    #[test]
    fn an_entry_says_how_many_and_since_when() {
        assert_eq!(summary("Ama Mensah", 1, at(0)), "counted 1 failed sign-in for Ama Mensah at 14:05 UTC");
        assert_eq!(summary("Ama Mensah", 3, at(0)), "counted 3 failed sign-ins for Ama Mensah since 14:05 UTC");
    }

    #[test]
    fn the_first_failure_is_due_at_once_and_the_next_ones_a_quarter_of_an_hour_later() {
        let failed = FailedSignIns::default();
        failed.note(Some(&account(1)), at(0), "request-1");
        let first = failed.take(Which::Due, uptime(0));
        assert_eq!(counts(&first), [1]);
        assert_eq!(first.written(uptime(0)), 1);
        for minute in 1..15 {
            failed.note(Some(&account(1)), at(minute), "request-2");
            assert!(failed.take(Which::Due, uptime(minute.unsigned_abs())).attempts.is_empty());
        }
        failed.note(Some(&account(2)), at(14), "request-3");
        assert_eq!(failed.take(Which::Due, uptime(14)).written(uptime(14)), 1, "another member");
        let second = failed.take(Which::Due, uptime(15));
        assert_eq!((counts(&second), second.attempts[0].since), (vec![14], at(1)));
    }

    #[test]
    fn everything_is_written_in_the_end() {
        let failed = FailedSignIns::default();
        for _ in 0..2 {
            failed.note(Some(&account(1)), at(0), "request-1");
            assert_eq!(failed.take(Which::All, uptime(0)).written(uptime(0)), 1);
        }
    }

    #[test]
    fn what_could_not_be_written_waits_again() {
        let failed = FailedSignIns::default();
        failed.note(Some(&account(1)), at(0), "request-1");
        drop(failed.take(Which::Due, uptime(0)));
        failed.note(Some(&account(1)), at(1), "request-2");
        let taken = failed.take(Which::Due, uptime(1));
        failed.note(Some(&account(1)), at(2), "request-3");
        drop(taken);
        let taken = failed.take(Which::Due, uptime(2));
        assert_eq!((counts(&taken), taken.attempts[0].since), (vec![3], at(0)));
    }

    #[test]
    fn an_account_that_does_not_exist_leaves_nothing() {
        let failed = FailedSignIns::default();
        for _ in 0..10 {
            failed.note(None, at(0), "request-1");
        }
        assert_eq!(failed.lock().waiting.len(), 1);
        assert!(failed.take(Which::All, uptime(0)).attempts.is_empty());
        assert!(failed.lock().waiting.is_empty());
    }

    #[test]
    fn a_flood_takes_no_more_room_than_there_is() {
        let failed = FailedSignIns::default();
        for number in 0..2 * CAPACITY {
            failed.note(Some(&account(u128::try_from(number).unwrap())), at(0), "request-1");
        }
        assert_eq!(failed.take(Which::Due, uptime(0)).attempts.len(), CAPACITY);
    }
}
