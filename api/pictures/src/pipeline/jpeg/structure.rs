//! The markers of a JPEG file from its first to its last: what the decoder needs of it, and whether anything is missing.
//! The decoder forgives whatever is missing by painting it grey.

use std::ops::Range;

use super::super::Rejection;
use super::frame::{self, Frame};
use super::profile::ProfileParts;
use super::scans::Scans;
use super::segments::{END_OF_IMAGE, START_OF_IMAGE, START_OF_SCAN, ScanEnd, next_marker, segment, skip_scan};

/// Far more than any program writes; a file of nothing but tiny segments must not fill the memory.
const MAX_PARTS: usize = 10_000;

/// What a file is made of.
#[derive(Clone, Debug)]
pub(super) struct Structure<'a> {
    pub(super) frame: Frame,
    /// Where the tables, the frame and the scans are.
    pub(super) parts: Vec<Range<usize>>,
    /// The TIFF structure with the orientation; where there are several, browsers use the first.
    pub(super) exif: Option<&'a [u8]>,
    pub(super) profile: ProfileParts<'a>,
    /// Whether Adobe's marker is there: such files store ink as its absence.
    pub(super) is_adobe: bool,
    scan_count: u64,
    /// Whether the end marker is where it should be. Without it, missing rows mean that the file was cut off.
    pub(super) has_end: bool,
    /// Whether something that the scans should hold is missing or is nonsense.
    pub(super) is_damaged: bool,
    /// Whether a scan ends with zeros, which may be data or padding.
    pub(super) has_zeros: bool,
}

/// What the zeros at the end of a scan are taken for. Some cameras fill up with them, and to the decoder they are damage then; a
/// picture that ends with an even area has them as its data.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Zeros {
    Data,
    Padding,
}

impl Structure<'_> {
    /// Whether the decoder gives pixels while it reads, instead of reading everything first.
    pub(super) fn has_one_scan(&self) -> bool {
        !self.frame.progressive && self.scan_count == 1
    }
}

/// Walks from marker to marker.
pub(super) fn walk(bytes: &[u8], zeros: Zeros) -> Result<Structure<'_>, Rejection> {
    let mut walk = Walk::new(bytes, zeros);
    loop {
        let step = walk.step();
        // Behind a whole picture anything may follow: phones append films, and some panoramas lack their end marker.
        match step {
            Ok(Step::On) => {}
            Ok(Step::End { marked }) => return walk.finish(marked),
            Err(_) if walk.is_complete() => return walk.finish(false),
            Err(rejection) => return Err(rejection),
        }
    }
}

enum Step {
    On,
    End { marked: bool },
}

struct Walk<'a> {
    bytes: &'a [u8],
    position: usize,
    frame: Option<Frame>,
    scans: Scans,
    parts: Vec<Range<usize>>,
    exif: Option<&'a [u8]>,
    profile: ProfileParts<'a>,
    is_adobe: bool,
    has_nonsense: bool,
    zeros: Zeros,
    has_zeros: bool,
}

impl<'a> Walk<'a> {
    fn new(bytes: &'a [u8], zeros: Zeros) -> Self {
        Self {
            bytes,
            position: 2,
            frame: None,
            scans: Scans::default(),
            parts: Vec::new(),
            exif: None,
            profile: ProfileParts::default(),
            is_adobe: false,
            has_nonsense: false,
            zeros,
            has_zeros: false,
        }
    }

    fn is_complete(&self) -> bool {
        self.frame.as_ref().is_some_and(|frame| self.scans.are_complete(frame))
    }

    fn step(&mut self) -> Result<Step, Rejection> {
        let Some(marker) = next_marker(self.bytes, &mut self.position) else {
            return Ok(Step::End { marked: false });
        };
        // The marker itself, without the padding that may precede it.
        let start = self.position - 2;
        match marker {
            END_OF_IMAGE => return Ok(Step::End { marked: true }),
            // A second picture inside the first one.
            START_OF_IMAGE => return Err(Rejection::Unreadable),
            // Markers that stand alone.
            0x01 | 0xd0..=0xd7 => return Ok(Step::On),
            _ => {}
        }
        let segment = segment(self.bytes, &mut self.position).ok_or(Rejection::Unreadable)?;
        if self.is_complete() {
            // Nothing that the decoder needs can follow.
            if marker == START_OF_SCAN {
                skip_scan(self.bytes, &mut self.position);
            }
            return Ok(Step::On);
        }
        match marker {
            // Baseline, extended and progressive with Huffman codes; each picture has one.
            0xc0..=0xc2 if self.frame.is_none() => {
                self.frame = Some(frame::read(marker, segment)?);
                self.keep(start..self.position)?;
            }
            // A second frame. `kind` has named the codings that no browser shows; 0xc4, 0xc8 and 0xcc are no frames.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return Err(Rejection::Unreadable),
            START_OF_SCAN => {
                let frame = self.frame.as_ref().ok_or(Rejection::Unreadable)?;
                self.scans.add(frame, segment)?;
                self.keep(start..self.position)?;
                self.scan()?;
            }
            // Tables, restart intervals, and the two that say what the samples mean.
            0xc4 | 0xdb | 0xdd | 0xe0 => self.keep(start..self.position)?,
            0xee if segment.starts_with(b"Adobe") => {
                self.is_adobe = true;
                self.keep(start..self.position)?;
            }
            0xe1 if self.exif.is_none() => self.exif = segment.strip_prefix(b"Exif\0\0"),
            0xe2 => self.profile.add(segment),
            _ => {}
        }
        Ok(Step::On)
    }

    /// Keeps the entropy-coded data. A code without a meaning would end it for the decoder; left out, the rest is shown.
    fn scan(&mut self) -> Result<(), Rejection> {
        loop {
            let from = self.position;
            let end = skip_scan(self.bytes, &mut self.position);
            let without = match end {
                ScanEnd::Here => without_padding(self.bytes, from, self.position),
                ScanEnd::Nonsense => self.position,
            };
            self.has_zeros |= without < self.position;
            self.keep(from..if self.zeros == Zeros::Padding { without } else { self.position })?;
            match end {
                ScanEnd::Here => return Ok(()),
                ScanEnd::Nonsense => {
                    self.has_nonsense = true;
                    self.position += 2;
                }
            }
        }
    }

    fn keep(&mut self, part: Range<usize>) -> Result<(), Rejection> {
        if let Some(last) = self.parts.last_mut().filter(|last| last.end == part.start) {
            last.end = part.end;
        } else if self.parts.len() < MAX_PARTS {
            self.parts.push(part);
        } else {
            return Err(Rejection::Unreadable);
        }
        Ok(())
    }

    fn finish(self, has_end: bool) -> Result<Structure<'a>, Rejection> {
        let frame = self.frame.ok_or(Rejection::Unreadable)?;
        let is_complete = self.scans.are_complete(&frame);
        if !self.scans.have_begun(&frame) || (!is_complete && !has_end) {
            return Err(Rejection::Unreadable);
        }
        Ok(Structure {
            frame,
            parts: self.parts,
            exif: self.exif,
            profile: self.profile,
            is_adobe: self.is_adobe,
            scan_count: self.scans.count(),
            has_end,
            // Without an end marker, the nonsense may stand behind the picture; the decoder knows how far it came.
            is_damaged: (self.has_nonsense && has_end) || !is_complete,
            has_zeros: self.has_zeros,
        })
    }
}

/// The end of a scan's data before the zeros at its end; a single one is no padding.
fn without_padding(bytes: &[u8], from: usize, to: usize) -> usize {
    let zeros = bytes[from..to].iter().rev().take_while(|byte| **byte == 0).count();
    // After 0xff, a zero says that it is data.
    if zeros > 1 { to - zeros + usize::from(bytes[from..to - zeros].ends_with(&[0xff])) } else { to }
}
