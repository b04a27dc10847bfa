//! Which coefficients of which component the scans have brought so far, and how exactly. A file without an end marker is
//! whole if they have brought everything.

use super::super::Rejection;
use super::frame::Frame;

/// Cameras and editors write about ten scans; a decoder walks over the whole picture for each.
const MAX_SCANS: u64 = 100;
/// Scans times pixels: the work a file may ask for. The largest picture gets 31 scans.
const MAX_SCANNED_PIXELS: u64 = 2_000_000_000;

/// The coefficients of a block.
const ALL: u64 = u64::MAX;

/// What the scans up to here have brought.
#[derive(Clone, Debug, Default)]
pub(super) struct Scans {
    count: u64,
    /// For each component, one bit for each coefficient that is known in part.
    begun: [u64; 4],
    /// For each component, one bit for each coefficient that is known to its last bit.
    exact: [u64; 4],
}

impl Scans {
    /// Takes note of a scan by its header.
    pub(super) fn add(&mut self, frame: &Frame, header: &[u8]) -> Result<(), Rejection> {
        self.count += 1;
        let pixels = u64::from(frame.size.width) * u64::from(frame.size.height);
        if self.count > MAX_SCANS || self.count * pixels > MAX_SCANNED_PIXELS {
            return Err(Rejection::Unreadable);
        }
        let (count, rest) = header.split_first().ok_or(Rejection::Unreadable)?;
        let (components, rest) = rest.split_at_checked(usize::from(*count) * 2).ok_or(Rejection::Unreadable)?;
        let &[first, last, bits] = rest.first_chunk().ok_or(Rejection::Unreadable)?;
        let (coefficients, is_exact) = if frame.progressive {
            // The lower half says how many bits of each are left for later scans.
            (band(first, last)?, bits.trailing_zeros() >= 4)
        } else {
            (ALL, true)
        };
        for component in components.chunks_exact(2) {
            let index = frame.components().iter().position(|id| *id == component[0]).ok_or(Rejection::Unreadable)?;
            self.begun[index] |= coefficients;
            if is_exact {
                self.exact[index] |= coefficients;
            }
        }
        Ok(())
    }

    /// How many there are.
    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    /// Whether every component has been begun. Without that, colours would be made up.
    pub(super) fn have_begun(&self, frame: &Frame) -> bool {
        let components = frame.components().len();
        self.begun[..components].iter().all(|begun| begun & 1 == 1)
    }

    /// Whether nothing is left to come.
    pub(super) fn are_complete(&self, frame: &Frame) -> bool {
        let components = frame.components().len();
        self.exact[..components].iter().all(|exact| *exact == ALL)
    }
}

/// One bit for each coefficient from the first to the last.
fn band(first: u8, last: u8) -> Result<u64, Rejection> {
    if first > last || last > 63 {
        return Err(Rejection::Unreadable);
    }
    Ok((ALL >> (63 - last)) & (ALL << first))
}
