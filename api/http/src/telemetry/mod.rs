//! Logs: structured JSON on standard error, one document per line, whatever the values are. Logging never waits for the
//! reader ([`writer`]).
//!
//! What is never logged: slugs, tokens, keys, passwords, email addresses, request bodies, raw paths. Libraries log
//! paths, headers and statements at their finer levels, so only their warnings pass, whatever is set: `RUST_LOG` is not
//! read. Of a panic, the place is logged, and its text only if it is a literal: a formatted one may contain anything.

mod line;
pub mod traces;
pub mod writer;

use std::any::Any;
use std::borrow::Cow;
use std::io::{self, Write};
use std::panic::PanicHookInfo;

use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use self::line::Lines;
use self::writer::LogWriter;

/// Starts logging; a second call in one process does nothing.
pub fn init(level: Level, writer: LogWriter) {
    let layer = layer(level, move || writer.clone());
    // Fails only when a subscriber is set already, as in tests that start several servers.
    if tracing_subscriber::registry().with(layer).try_init().is_ok() {
        std::panic::set_hook(Box::new(log_panic));
    }
}

/// The text of a panic, if it is a literal.
pub fn panic_text(payload: &(dyn Any + Send)) -> &'static str {
    payload.downcast_ref::<&'static str>().copied().unwrap_or("its text is not logged")
}

/// Writes events of this level and above, line by line, to `writer`.
pub fn layer<S: Subscriber, W: Write + 'static>(
    level: Level,
    writer: impl Fn() -> W + Send + Sync + 'static,
) -> impl Layer<S> {
    Lines { level, writer: move || OneLine(writer()) }
}

/// The crates of this product.
const OURS: [&str; 9] =
    ["api_http", "domain", "host", "importops", "pictures", "public", "server", "store", "tracking"];

fn passes(metadata: &Metadata<'_>, level: Level) -> bool {
    let root = metadata.target().split("::").next().unwrap_or_default();
    // It reports any malformed input as an error without details, so anybody could fill the log with it.
    if root == "actix_http" {
        return false;
    }
    let ours = OURS.contains(&root);
    *metadata.level() <= if ours { level } else { level.min(Level::WARN) }
}

fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let text = panic_text(panic.payload());
    tracing::error!(place, text, "panic");
}

/// A line without side effects: the formatter escapes what JSON forbids, and this what terminals and editors obey
///
struct OneLine<W>(W);

impl<W: Write> Write for OneLine<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
            // Most lines contain nothing to escape.
            self.0.write_all(bytes)?;
            return Ok(bytes.len());
        }
        self.0.write_all(escaped(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Inside of JSON such a character can only stand in a string, where its escape means the same.
fn escaped(line: &str) -> Cow<'_, str> {
    if !line.contains(obeyed) {
        return Cow::Borrowed(line);
    }
    let escape = |character| match character {
        character if obeyed(character) => format!("\\u{:04x}", u32::from(character)),
        character => character.to_string(),
    };
    Cow::Owned(line.chars().map(escape).collect())
}

/// Control characters, line ends and directions of text (UAX #9) that are not ASCII's own line end.
fn obeyed(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::Value;
    use tracing::subscriber::with_default;

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is written down meanwhile.
    fn logged(level: Level, act: impl FnOnce()) -> String {
        let kept = Kept::default();
        let writer = kept.clone();
        with_default(tracing_subscriber::registry().with(layer(level, move || writer.clone())), act);
        String::from_utf8(kept.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn one_event_is_one_line_whatever_it_says() {
        let hostile: String = ('\0'..='\u{a0}').chain('\u{2000}'..='\u{206f}').chain(['\u{61c}', '\u{feff}']).collect();
        let hostile = format!("{hostile}\r\n{{\"level\":\"FORGED\"}}\u{1b}[31m\u{9b}31m\u{202e}dlrow");
        let log =
            logged(Level::INFO, || tracing::info!(cause = hostile, method = %hostile, other = ?hostile, "{hostile}"));
        assert_eq!((log.lines().count(), log.matches('\n').count()), (1, 1));
        assert!(!log.trim_end().contains(|character: char| obeyed(character) || character.is_control()), "{log:?}");
        let line: Value = serde_json::from_str(&log).unwrap();
        // Nothing is lost.
        for field in ["cause", "method", "message"] {
            assert_eq!(line["fields"][field], hostile, "{field}");
        }
        assert_eq!(line["level"], "INFO");
    }

    #[test]
    fn of_libraries_only_warnings_pass() {
        let log = logged(Level::TRACE, || {
            tracing::error!(target: "actix_http::h1", "SECRET");
            tracing::debug!(target: "sqlx::query", "SECRET");
            tracing::info!(target: "serverx::ours", "SECRET");
            tracing::warn!(target: "sqlx::pool", "slow");
            tracing::trace!(target: "server::guard", "fine");
        });
        assert!(!log.contains("SECRET") && log.contains("slow") && log.contains("fine"), "{log}");
        assert!(!logged(Level::ERROR, || tracing::warn!(target: "sqlx::pool", "slow")).contains("slow"));
    }

    #[test]
    fn a_formatted_text_is_not_logged() {
        let slug = "a-secret";
        for (panic, told) in [
            (std::panic::catch_unwind(|| panic!("written here")).unwrap_err(), "written here"),
            (std::panic::catch_unwind(|| panic!("no link {slug}")).unwrap_err(), "its text is not logged"),
        ] {
            assert_eq!(panic_text(&*panic), told);
        }
    }
}
