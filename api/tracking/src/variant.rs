//! The variants of a page, and for how long one is the same.

use std::ops::Range;

use bytes::Bytes;
use shared::time::Timestamp;

/// A representation of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variant {
    /// The content, for programs, in a content coding.
    Json(Coding),
    /// The finished page.
    Document {
        /// In this language, or in that of the organisation.
        language: Option<&'static str>,
        /// Its content coding.
        coding: Coding,
    },
}

/// The content coding of a page (RFC 9110, section 8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coding {
    /// Brotli (RFC 7932).
    Brotli,
    /// Gzip (RFC 1952).
    Gzip,
    /// Not at all.
    Identity,
}

/// The days on which a page is the same, in its organisation's time zone. Beyond the calendar there is none.
#[derive(Debug, Clone)]
pub(crate) struct Days(pub(crate) Option<Range<Timestamp>>);

impl Days {
    pub(crate) fn contains(&self, now: Timestamp) -> bool {
        self.0.as_ref().is_some_and(|days| days.contains(&now))
    }
}

/// A page that was made, and for how long it is right.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) body: Bytes,
    pub(crate) days: Days,
    pub(crate) until: Option<Timestamp>,
}

impl Made {
    /// For whoever is waiting, and for nobody else.
    pub(crate) fn for_now(body: Bytes) -> Self {
        Self { body, days: Days(None), until: None }
    }

    pub(crate) fn is_right_at(&self, now: Timestamp) -> bool {
        self.days.contains(now) && self.until.is_none_or(|until| now < until)
    }
}
