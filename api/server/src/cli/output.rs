//! What commands say, and how they fail.

use std::io::Write;

/// What every command may fail with: a sentence for the operator.
pub type CommandError = Box<dyn std::error::Error>;

/// Prints a line and makes sure that who waits for it gets it.
pub(crate) fn print(line: &str) -> Result<(), CommandError> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}")?;
    output.flush()?;
    Ok(())
}
