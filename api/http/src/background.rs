//! Background work, which servers repeat.

use std::fmt::Display;
use std::future::Future;
use std::time::Duration;

use crate::metrics::Metrics;

/// A kind of work.
#[derive(Debug, Clone, Copy)]
pub struct Task {
    /// Its name in the metrics.
    pub name: &'static str,
    /// What it does, for the log: "delivering events".
    pub what: &'static str,
    /// How long one run may take. The operations in it have their own deadlines; this one catches what was overlooked.
    pub deadline: Duration,
}

/// Runs it once. A failure is logged and counted; the next run happens nevertheless.
pub async fn turn<T, E: Display>(metrics: &Metrics, task: Task, work: impl Future<Output = Result<T, E>>) {
    let outcome = tokio::time::timeout(task.deadline, Box::pin(work)).await;
    let cause = match &outcome {
        Ok(Ok(_)) => return,
        Ok(Err(error)) => error as &dyn Display,
        Err(_) => &"it took too long",
    };
    tracing::error!(cause = %cause, "{} failed", task.what);
    metrics.background_failed(task.name);
}
