//! The process that decodes: a HEIC photo comes in, and a JPEG goes out, or a word that says why not.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use heic::{Limits, Refusal, TooLarge};

use super::bounds;
use super::parent::Outcome;
use crate::pipeline::{MAX_BYTES, MAX_PIXELS, MAX_SIDE};

const LIMITS: Limits =
    Limits { max_pixels: MAX_PIXELS, max_side: MAX_SIDE, max_bytes: MAX_BYTES, too_large: TooLarge::Refuse };

/// Reads standard input, writes standard output. The argument says how much memory that may take, in MiB.
pub(super) fn run(memory_mib: Option<OsString>) -> ExitCode {
    convert(memory_mib).unwrap_or(Outcome::Failed).into()
}

fn convert(memory_mib: Option<OsString>) -> io::Result<Outcome> {
    let memory_mib = memory_mib.and_then(|argument| argument.to_str()?.parse().ok());
    bounds::set(memory_mib.ok_or(io::ErrorKind::InvalidInput)?)?;
    let mut bytes = Vec::new();
    io::stdin().lock().take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    let (outcome, output) = match heic::to_jpeg(&bytes, &LIMITS) {
        Ok(jpeg) => (Outcome::Jpeg, jpeg),
        Err(Refusal::TooLarge { width, height }) => {
            (Outcome::TooLarge, [width.to_be_bytes(), height.to_be_bytes()].concat())
        }
        Err(Refusal::Damaged) => (Outcome::Damaged, Vec::new()),
        Err(Refusal::NotHeic | Refusal::OtherCodec | Refusal::Unsupported) => (Outcome::Unsupported, Vec::new()),
    };
    io::stdout().lock().write_all(&output)?;
    Ok(outcome)
}
