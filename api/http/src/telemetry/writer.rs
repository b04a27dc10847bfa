//! Writes the log. A separate thread does it, so that logging never waits for the reader: while a reader stalls, lines
//! wait in bounded memory, and lines beyond that are dropped and counted. tracing-appender does nearly the same, but
//! bounds lines instead of bytes, writes each line separately, and prints to standard output when it cannot stop.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How much waits for the reader at most, in bytes: some 20,000 lines.
const CAPACITY_BYTES: usize = 4 * 1024 * 1024;
/// How long the program waits for a stalled reader when it ends.
const LAST_LINES: Duration = Duration::from_secs(2);

/// Lines dropped since the start. The log belongs to the process, as its memory does.
static DROPPED: AtomicU64 = AtomicU64::new(0);

/// How many lines were dropped because the reader of the log stalled.
pub fn dropped_lines() -> u64 {
    DROPPED.load(Ordering::Relaxed)
}

/// Takes lines for the log.
#[derive(Debug, Clone)]
pub struct LogWriter(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    /// There are lines to write, or there will be no more.
    more: Condvar,
    /// Everything was written.
    done: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<u8>,
    /// Dropped lines that the log has not reported yet.
    dropped: u64,
    writing: bool,
    closed: bool,
}

impl LogWriter {
    /// Starts the thread that writes to `target`.
    pub fn start(target: impl Write + Send + 'static) -> io::Result<Self> {
        let shared = Arc::<Shared>::default();
        let writes = Arc::clone(&shared);
        thread::Builder::new().name("log".to_owned()).spawn(move || writes.write_to(target))?;
        Ok(Self(shared))
    }

    /// Takes a line, with its end, if there is space for it.
    pub fn line(&self, line: &[u8]) {
        let mut state = self.0.lock();
        if state.waiting.len() + line.len() > CAPACITY_BYTES {
            state.dropped += 1;
            DROPPED.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let is_first = state.waiting.is_empty();
        state.waiting.extend_from_slice(line);
        drop(state);
        if is_first {
            self.0.more.notify_one();
        }
    }

    /// Waits until everything is written, but not for a stalled reader. Later lines are not written.
    pub fn finish(&self) {
        let mut state = self.0.lock();
        state.closed = true;
        self.0.more.notify_one();
        let is_left = |state: &mut State| state.writing || !state.waiting.is_empty();
        // Whether it took too long or not, this is the end.
        drop(self.0.done.wait_timeout_while(state, LAST_LINES, is_left));
    }
}

impl Write for LogWriter {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.line(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn write_to(&self, mut target: impl Write) {
        let mut taken = Vec::new();
        loop {
            let waits = |state: &mut State| state.waiting.is_empty() && !state.closed;
            let mut state = self.more.wait_while(self.lock(), waits).unwrap_or_else(PoisonError::into_inner);
            if state.waiting.is_empty() {
                return;
            }
            std::mem::swap(&mut state.waiting, &mut taken);
            state.writing = true;
            let dropped = std::mem::take(&mut state.dropped);
            drop(state);
            // If the log cannot be written, this cannot be reported anywhere.
            let _ = target.write_all(&taken).and_then(|()| target.flush());
            taken.clear();
            if dropped > 0 {
                tracing::warn!(lines = dropped, "log lines were dropped: nothing read the log for a while");
            }
            self.lock().writing = false;
            self.done.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A thread that panicked with the lock held left complete lines behind.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes what is left of the log when the program ends, however it ends.
#[derive(Debug)]
pub struct FinishLog(pub LogWriter);

impl Drop for FinishLog {
    fn drop(&mut self) {
        self.0.finish();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// Passes on what is written, once somebody reads it.
    struct Reader(mpsc::SyncSender<Vec<u8>>);

    impl Write for Reader {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.send(bytes.to_vec()).map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_written_arrives_before_the_end() {
        let (sender, reader) = mpsc::sync_channel(10_000);
        let writer = LogWriter::start(Reader(sender)).unwrap();
        for number in 0..1000 {
            writer.line(format!("{number}\n").as_bytes());
        }
        writer.finish();
        let written = reader.try_iter().flatten().collect::<Vec<_>>();
        let expected = (0..1000).map(|number| format!("{number}\n")).collect::<Vec<_>>().concat();
        assert_eq!(String::from_utf8(written).unwrap(), expected);
    }

    #[test]
    fn a_reader_that_stalls_holds_nobody_up_and_takes_bounded_memory() {
        let (sender, reader) = mpsc::sync_channel(0);
        let writer = LogWriter::start(Reader(sender)).unwrap();
        let (line, before) = ([b'x'; 1000], dropped_lines());
        for _ in 0..10_000 {
            writer.line(&line);
        }
        assert!(dropped_lines() - before >= 10_000 - 2 * 4_195, "{}", dropped_lines() - before);
        assert!(writer.0.lock().waiting.len() <= CAPACITY_BYTES);
        // It ends all the same.
        writer.finish();
        drop(reader);
    }
}
