//! Makes AVIF of the photos that customers look at, when nobody needs the processors.

use std::sync::Arc;
use std::time::Duration;

use api_http::background::{Task, turn};
use api_http::error::ApiError;
use api_http::metrics::Metrics;
use domain::picture::{AvifWidths, Format};
use host::clock::Stopwatch;
use pictures::pipeline::{avif_widths, prepare_avif};
use pictures::{AvifQueue, Blobs, Error, WantedAvif, Workers};
use shared::photo::widths_of;
use store::{Store, photo_files};

use super::Pairing;

const MAKING: Task = Task { name: "make_avif", what: "making AVIF of a photo", deadline: Duration::from_mins(10) };
/// How long it waits while photos that were uploaded are prepared.
const WHILE_BUSY: Duration = Duration::from_secs(1);

/// What it takes.
#[derive(Debug)]
pub struct AvifMaker {
    /// The photos of which AVIF is wanted.
    pub queue: Arc<AvifQueue>,
    /// The database.
    pub store: Store,
    /// The files.
    pub blobs: Blobs,
    /// Whether they belong together.
    pub pairing: Arc<Pairing>,
    /// The threads on which uploads are prepared.
    pub uploads: Workers,
    /// The thread that makes AVIF.
    pub workers: Workers,
    /// What is counted for operators.
    pub metrics: Arc<Metrics>,
}

impl AvifMaker {
    /// Makes it of one photo after the other. After each it rests as long as that took, so that where processor time is
    /// rationed or paid for, at most half of one core goes into it.
    pub async fn make_for_ever(self) {
        loop {
            let photo = self.queue.next().await;
            while self.uploads.busy() + self.uploads.queued() > 0 {
                tokio::time::sleep(WHILE_BUSY).await;
            }
            let watch = Stopwatch::start();
            turn(&self.metrics, MAKING, self.make(photo)).await;
            tokio::time::sleep(watch.elapsed()).await;
        }
    }

    /// Makes it of one photo, in the sizes for which it is worth it, and notes which those are. Nothing is done if that was noted
    /// meanwhile: people look on while it is made, here and at other servers. A photo that cannot be decoded is left as it is.
    pub async fn make(&self, photo: WantedAvif) -> Result<(), ApiError> {
        self.pairing.confirm().await?;
        let WantedAvif { storage_key, width: own_width } = photo;
        if !photo_files::lacks_avif(self.store.read_across().await?.across(), &storage_key).await? {
            return Ok(());
        }
        let largest_width = widths_of(own_width).last().copied().unwrap_or_default();
        let mut renditions = Vec::new();
        let widths = avif_widths(own_width);
        if !widths.is_empty() {
            let largest = self.blobs.read(&storage_key, largest_width, Format::Jpeg).await?;
            for width in widths {
                let webp = self.blobs.read(&storage_key, width, Format::WebP).await?;
                let largest = largest.clone();
                match self.workers.run(move || prepare_avif(&largest, &webp)).await {
                    Ok(Ok(rendition)) => renditions.extend(rendition),
                    // It would be the same again, so that is noted as well.
                    Ok(Err(_)) | Err(Error::Panicked) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        let made: AvifWidths = renditions.iter().map(|rendition| rendition.width).collect();
        let size_bytes: usize = renditions.iter().map(|rendition| rendition.bytes.len()).sum();
        let size_bytes = i64::try_from(size_bytes).map_err(ApiError::internal)?;
        // Should the photo be deleted meanwhile, the sweeper finds the files.
        self.blobs.write(&storage_key, renditions).await?;
        let mut tx = self.store.begin_across().await?;
        photo_files::set_avif_widths(tx.across(), &storage_key, &made, size_bytes).await?;
        tx.commit().await?;
        Ok(())
    }
}
