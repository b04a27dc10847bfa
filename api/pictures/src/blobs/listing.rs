//! Goes through the store in batches of pictures: never are all files or keys in memory.

use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore};

use super::ASIDE;
use super::Blobs;
use super::aside::AsidePlace;
use super::key::key_of;
use super::within;
use crate::error::Error;

/// What was found of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<P> {
    /// Where.
    pub place: P,
    /// When the newest of its files was written.
    pub written_at_ms: i64,
}

/// The pictures in the store, or those that were put aside, in the order of the listing.
pub struct Listing<P> {
    files: BoxStream<'static, object_store::Result<ObjectMeta>>,
    place_of: fn(&Path) -> Option<P>,
    /// The picture whose files are being read.
    open: Option<Listed<P>>,
}

impl Blobs {
    /// The keys of the pictures in the store. The files of one come together, so that each key comes once.
    pub fn pictures(&self) -> Listing<String> {
        let prefix = (!self.prefix.as_ref().is_empty()).then_some(&self.prefix);
        Listing { files: self.store.list(prefix).fuse().boxed(), place_of: key_of, open: None }
    }

    /// The pictures that are put aside.
    pub fn aside(&self) -> Listing<AsidePlace> {
        let files = self.store.list(Some(&self.prefix.clone().join(ASIDE)));
        Listing { files: files.fuse().boxed(), place_of: AsidePlace::of, open: None }
    }
}

impl<P: PartialEq> Listing<P> {
    /// The next batch of pictures; none at the end.
    pub async fn next(&mut self, most: usize) -> Result<Vec<Listed<P>>, Error> {
        let mut pictures = Vec::new();
        while pictures.len() < most {
            let file = within(async { self.files.try_next().await.map_err(Error::from) }).await?;
            let Some(file) = file else {
                pictures.extend(self.open.take());
                break;
            };
            let Some(place) = (self.place_of)(&file.location) else { continue };
            let written_at_ms = file.last_modified.timestamp_millis();
            match &mut self.open {
                Some(open) if open.place == place => open.written_at_ms = open.written_at_ms.max(written_at_ms),
                open => pictures.extend(open.replace(Listed { place, written_at_ms })),
            }
        }
        Ok(pictures)
    }
}
