//! What commands say, and how they fail.

use std::fmt::Display;
use std::io::Write;

/// What every command may fail with: a sentence for the operator.
pub type CommandError = Box<dyn std::error::Error>;

/// A number with its noun.
pub(crate) fn counted<N: Display + PartialEq + From<u8>>(count: N, one: &str, many: &str) -> String {
    format!("{count} {}", if count == N::from(1) { one } else { many })
}

/// Prints a line and flushes it, so that a program that waits for it gets it.
pub(crate) fn print(line: &str) -> Result<(), CommandError> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}")?;
    output.flush()?;
    Ok(())
}
