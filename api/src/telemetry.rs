//! Logs: structured JSON on standard error, control characters escaped by the format itself.
//!
//! What is never logged: slugs, tokens, keys, passwords, e-mail addresses, request bodies, raw paths. The libraries
//! underneath could log paths and parameters at their finer levels, so only their warnings pass, whatever is set.

use tracing::{Level, Metadata};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// Starts logging; a second call in one process does nothing.
pub fn init(level: Level) {
    let filter = filter_fn(move |metadata| passes(metadata, level));
    let layer = fmt::layer().json().with_writer(std::io::stderr).with_filter(filter);
    // Fails only when a subscriber is set already, as in tests that start several servers.
    let _ = tracing_subscriber::registry().with(layer).try_init();
}

fn passes(metadata: &Metadata<'_>, level: Level) -> bool {
    let ours = metadata.target().split("::").next() == Some("api");
    *metadata.level() <= if ours { level } else { level.min(Level::WARN) }
}
