//! How work on pictures fails, in its own words: what it means for a caller is decided above.

use std::fmt;

use host::disk::is_full;

/// A failure that is not the picture's own ([`crate::pipeline::Rejection`]), with its cause for the operator.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// So many pictures wait for a thread that another one is not taken.
    #[error("too many pictures are waiting for a thread")]
    Queue,
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

/// The store has no room or does not answer, or a file is missing that the database knows: the operator has to look.
impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        let cause = format!("photo store: {error}");
        if is_full(&error) { Self::Full(cause) } else { Self::Busy(cause) }
    }
}
