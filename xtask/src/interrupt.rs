//! Nothing stays behind when a run is interrupted: neither processes nor temporary databases.

use std::process::{Command, exit};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

type Cleanup = Box<dyn FnOnce() + Send>;

static CHILDREN: Mutex<Vec<u32>> = Mutex::new(Vec::new());
static CLEANUPS: Mutex<Vec<Cleanup>> = Mutex::new(Vec::new());
static HANDLER: Once = Once::new();

/// A child that is told to end when this process is.
pub(crate) struct Watched(u32);

impl Drop for Watched {
    fn drop(&mut self) {
        lock(&CHILDREN).retain(|pid| *pid != self.0);
    }
}

/// Ends the child when this process is interrupted.
pub(crate) fn watch(pid: u32) -> Watched {
    install();
    lock(&CHILDREN).push(pid);
    Watched(pid)
}

/// Runs `cleanup` once when this process is interrupted.
pub(crate) fn on_interrupt(cleanup: impl FnOnce() + Send + 'static) {
    install();
    lock(&CLEANUPS).push(Box::new(cleanup));
}

fn install() {
    HANDLER.call_once(|| {
        let installed = ctrlc::set_handler(|| {
            for pid in lock(&CHILDREN).drain(..) {
                let _ = Command::new("kill").args(["-TERM", &pid.to_string()]).status();
            }
            for cleanup in lock(&CLEANUPS).drain(..) {
                cleanup();
            }
            exit(130);
        });
        if installed.is_err() {
            eprintln!("warning: an interrupted run may leave a temporary database behind");
        }
    });
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
