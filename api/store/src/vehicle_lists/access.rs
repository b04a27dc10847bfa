//! How lists are read.

/// How a part of a list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// In the order of an index, skipping what a condition excludes.
    InOrder,
    /// By an index on the conditions, and then put into order: for few.
    Gathered,
}
