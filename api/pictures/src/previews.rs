//! The previews of photos for chat apps: rendered on request from a size that is stored anyway, so every photo has one,
//! and there is no additional file to back up, check or sweep.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use domain::picture::Format;
use hashlink::LruCache;
use shared::photo::widths_of;

use super::Blobs;
use super::pipeline::{self, PREVIEW_HEIGHT, PREVIEW_WIDTH};
use crate::error::Error;

/// How many previews are kept: a link that was just shared is fetched by each of the recipient's devices. Together they
/// have at most 16 MB.
const KEPT: usize = 64;

/// Renders previews, one at a time, and keeps the latest. Each takes some hundredths of a second; one at a time,
/// because concurrent fetchers must not take the processors from people who look at pages.
pub struct Previews {
    kept: Mutex<LruCache<String, Bytes>>,
    turn: tokio::sync::Mutex<()>,
}

impl Default for Previews {
    fn default() -> Self {
        Self { kept: Mutex::new(LruCache::new(KEPT)), turn: tokio::sync::Mutex::default() }
    }
}

impl fmt::Debug for Previews {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Previews(..)")
    }
}

impl Previews {
    /// The preview of a photo of this size, as JPEG: the same bytes each time. The caller has checked that it may be
    /// shown.
    pub async fn of(&self, blobs: &Blobs, storage_key: &str, width: i64, height: i64) -> Result<Bytes, Error> {
        if let Some(preview) = self.kept(storage_key) {
            return Ok(preview);
        }
        let _turn = self.turn.lock().await;
        // The previous holder of the lock may have rendered the same one.
        if let Some(preview) = self.kept(storage_key) {
            return Ok(preview);
        }
        let jpeg = blobs.read(storage_key, source_width(width, height), Format::Jpeg).await?;
        let made = tokio::task::spawn_blocking(move || pipeline::prepare_preview(&jpeg)).await;
        let made = made.map_err(Error::failed)?.map_err(|_| Error::failed("a kept photo has no preview"))?;
        let preview = Bytes::from(made.bytes);
        self.all().insert(storage_key.to_owned(), preview.clone());
        Ok(preview)
    }

    fn kept(&self, storage_key: &str) -> Option<Bytes> {
        self.all().get(storage_key).cloned()
    }

    fn all(&self) -> std::sync::MutexGuard<'_, LruCache<String, Bytes>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The smallest kept size from which a preview loses nothing, else the largest.
fn source_width(width: i64, height: i64) -> u32 {
    let widths = widths_of(width);
    let largest = widths.last().copied().unwrap_or_default();
    let enough = |candidate: &u32| {
        *candidate >= PREVIEW_WIDTH && i64::from(*candidate) * height >= i64::from(PREVIEW_HEIGHT) * width
    };
    widths.into_iter().find(enough).unwrap_or(largest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_is_large_enough_where_one_is() {
        assert_eq!(source_width(2048, 1536), 1280);
        assert_eq!(source_width(1280, 960), 1280);
        assert_eq!(source_width(2048, 700), 2048, "in 1280 it is too low");
        assert_eq!(source_width(2048, 300), 2048);
        assert_eq!(source_width(200, 150), 200);
    }
}
