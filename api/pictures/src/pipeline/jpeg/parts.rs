//! The parts of a file as one stream, without a copy: what a decoder reads between the start and the end of a picture.

use std::io::{BufRead, Read, Result};
use std::ops::Range;

/// A JPEG file put together from parts of another.
pub(super) struct Parts<'a> {
    bytes: &'a [u8],
    ranges: std::slice::Iter<'a, Range<usize>>,
    current: &'a [u8],
    has_ended: bool,
}

impl<'a> Parts<'a> {
    pub(super) fn new(bytes: &'a [u8], ranges: &'a [Range<usize>]) -> Self {
        Self { bytes, ranges: ranges.iter(), current: b"\xff\xd8", has_ended: false }
    }
}

impl BufRead for Parts<'_> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        while self.current.is_empty() && !self.has_ended {
            self.current = if let Some(range) = self.ranges.next() {
                self.bytes.get(range.clone()).unwrap_or_default()
            } else {
                self.has_ended = true;
                b"\xff\xd9"
            };
        }
        Ok(self.current)
    }

    fn consume(&mut self, amount: usize) {
        self.current = self.current.get(amount..).unwrap_or_default();
    }
}

impl Read for Parts<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let amount = self.fill_buf()?.read(buffer)?;
        self.consume(amount);
        Ok(amount)
    }
}
