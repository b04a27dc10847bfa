//! What a request saw of others' transactions before they were durable.
//!
//! A transaction in a group sees what those before it wrote. If it commits, it does so together with them. If it does not, because
//! it only read, or refused something, its answer must not go out before they are durable either.

use std::cell::RefCell;

use super::group::Outcome;
use crate::error::Error;

tokio::task_local! {
    static SEEN: RefCell<Vec<Outcome>>;
}

/// Remembers what the work under way has to wait for.
pub(super) fn seen(outcome: Outcome) {
    // Outside of a request nothing is answered.
    let _ = SEEN.try_with(|seen| seen.borrow_mut().push(outcome));
}

/// Does some work, and waits until everything is durable that it may have seen. An error means that it saw something that never
/// came to be, so that its result must not be used.
pub async fn once_durable<T>(work: impl Future<Output = T>) -> (T, Result<(), Error>) {
    SEEN.scope(RefCell::default(), async {
        let result = work.await;
        for outcome in SEEN.with(RefCell::take) {
            if let Err(error) = outcome.wait().await {
                return (result, Err(error));
            }
        }
        (result, Ok(()))
    })
    .await
}
