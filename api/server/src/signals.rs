//! How the operating system tells the process to stop.

use std::time::Duration;

use crate::notify;
use crate::readiness::Readiness;

/// Waits until the process is told to stop, and as long after SIGTERM as balancers need to look elsewhere; a second
/// signal ends the wait. Tells whether requests under way are finished first.
pub async fn wait_for_the_end(readiness: &Readiness, drain: Duration, signals: &mut Signals) -> bool {
    let graceful = signals.next().await == Stop::Gracefully;
    readiness.drain();
    notify::stopping();
    if graceful && !drain.is_zero() {
        tracing::info!(seconds = drain.as_secs(), "no longer ready; stopping soon");
        // Either is the end of the wait.
        drop(tokio::time::timeout(drain, signals.next()).await);
    }
    graceful
}

/// How to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// SIGTERM: requests under way are finished.
    Gracefully,
    /// SIGINT, which somebody at a terminal sends: at once.
    AtOnce,
}

#[cfg(unix)]
pub use unix::Signals;

#[cfg(unix)]
mod unix {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    use super::Stop;

    /// The signals, heard from the moment in which this was made.
    #[derive(Debug)]
    pub struct Signals {
        interrupt: Signal,
        terminate: Signal,
        hang_up: Signal,
    }

    impl Signals {
        /// Begins to listen.
        pub fn listen() -> std::io::Result<Self> {
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
                hang_up: signal(SignalKind::hangup())?,
            })
        }

        /// The next one that stops. SIGHUP does not: a terminal that goes away, or somebody who wants settings or log files
        /// to be read or opened again, would end the server with it.
        pub async fn next(&mut self) -> Stop {
            loop {
                tokio::select! {
                    _ = self.interrupt.recv() => return Stop::AtOnce,
                    _ = self.terminate.recv() => return Stop::Gracefully,
                    _ = self.hang_up.recv() => tracing::info!("SIGHUP does nothing: settings are read at the start"),
                }
            }
        }
    }
}

#[cfg(not(unix))]
pub use elsewhere::Signals;

#[cfg(not(unix))]
mod elsewhere {
    use super::Stop;

    /// Ctrl-C.
    #[derive(Debug)]
    pub struct Signals;

    impl Signals {
        /// Begins to listen.
        pub fn listen() -> std::io::Result<Self> {
            Ok(Self)
        }

        /// The next one.
        pub async fn next(&mut self) -> Stop {
            drop(tokio::signal::ctrl_c().await);
            Stop::AtOnce
        }
    }
}
