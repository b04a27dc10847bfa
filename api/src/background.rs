//! Work that servers do by themselves, turn by turn.

use std::future::Future;
use std::time::Duration;

use crate::error::ApiError;
use crate::server::App;

/// A kind of work.
#[derive(Debug, Clone, Copy)]
pub struct Task {
    /// Its name in the metrics.
    pub name: &'static str,
    /// What it does, for the log: "delivering events".
    pub what: &'static str,
    /// How long a turn may take. What it waits for has deadlines of its own; this one is for what nobody thought of.
    pub deadline: Duration,
}

/// Takes a turn. A failure is logged and counted; the next turn comes all the same.
pub async fn turn<T>(app: &App, task: Task, work: impl Future<Output = Result<T, ApiError>>) {
    let outcome = tokio::time::timeout(task.deadline, Box::pin(work)).await;
    let outcome = outcome.unwrap_or_else(|_| Err(ApiError::internal("it took too long")));
    if let Err(error) = outcome {
        tracing::error!(cause = %error, "{} failed", task.what);
        app.metrics.background_failed(task.name);
    }
}
