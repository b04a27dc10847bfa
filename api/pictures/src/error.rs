//! How work on pictures fails. What that means for a caller is decided in the crates above.

use std::fmt;

use host::disk::is_full;

/// A failure that is not caused by the picture ([`crate::pipeline::Rejection`] is), with its cause for the operator.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Too many pictures are waiting for a thread.
    #[error("too many pictures are waiting for a thread")]
    Queue,
    /// A decoder panicked over a picture, which is as good as broken then.
    #[error("a decoder panicked over a picture")]
    Panicked,
    /// The photo store cannot do it now, but may later.
    #[error("{0}")]
    Busy(String),
    /// The photo store has no room.
    #[error("{0}")]
    Full(String),
    /// What should never be.
    #[error("{0}")]
    Failed(String),
}

impl Error {
    /// What should never be.
    pub(crate) fn failed(cause: impl fmt::Display) -> Self {
        Self::Failed(cause.to_string())
    }

    /// The photo store cannot be used now.
    pub(crate) fn busy(cause: impl fmt::Display) -> Self {
        Self::Busy(format!("photo store: {cause}"))
    }
}

/// The store has no space or does not answer, or a file that the database refers to is missing: the operator has to
/// look.
impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        let cause = format!("photo store: {error}");
        if is_full(&error) { Self::Full(cause) } else { Self::Busy(cause) }
    }
}
