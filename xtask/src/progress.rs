//! What people read while they wait.

use std::time::{Duration, Instant};

/// Measures how long something takes.
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "durations of build steps are printed, nothing is decided by them")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    /// Seconds, as people read them.
    pub(crate) fn text(&self) -> String {
        let seconds = self.elapsed().as_secs_f32();
        if seconds < 60.0 {
            format!("{seconds:.1} s")
        } else {
            format!("{:.0} min {:02.0} s", (seconds / 60.0).floor(), seconds % 60.0)
        }
    }
}

/// Says what happens now.
pub(crate) fn say(what: &str) {
    println!("  {what}");
}
