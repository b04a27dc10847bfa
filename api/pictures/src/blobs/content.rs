//! What a picture's file holds, on its way to a client: from memory, or piece by piece from the store.

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::GetResult;
use tokio::sync::mpsc;

use super::within;
use crate::error::Error;

/// How many pieces wait for a slow client; the store sends no more meanwhile.
const WAITING: usize = 8;

/// The content of a file.
pub enum Content {
    /// In memory.
    Kept(Bytes),
    /// As it comes from the store.
    Streamed {
        /// How many bytes there are.
        size_bytes: u64,
        /// The bytes. If they end early, an error comes last.
        pieces: BoxStream<'static, Result<Bytes, Error>>,
    },
}

impl Content {
    /// The answer of the store, of which nothing but the beginning was read yet.
    pub(super) fn streamed(found: GetResult) -> Self {
        let size_bytes = found.meta.size;
        let mut from_store = found.into_stream();
        let (sender, receiver) = mpsc::channel(WAITING);
        // In a task of its own, which waits for the store for so long at a time, and for the client as long as that waits.
        tokio::spawn(async move {
            loop {
                let piece = within(async { from_store.try_next().await.map_err(Error::from) }).await;
                let is_last = !matches!(piece, Ok(Some(_)));
                if let Some(piece) = piece.transpose()
                    && sender.send(piece).await.is_err()
                {
                    return;
                }
                if is_last {
                    return;
                }
            }
        });
        let pieces = futures_util::stream::unfold(receiver, async |mut receiver| {
            let piece = receiver.recv().await?;
            Some((piece, receiver))
        });
        Self::Streamed { size_bytes, pieces: pieces.boxed() }
    }
}
