//! Where the files of photos and logos are: a directory, or a bucket of an S3-compatible store.
//!
//! Files are written once under a random key and never changed, and the database refers to them only after they are
//! durable. Files that no row refers to are put aside, and later deleted, by `server::sweep`.

mod aside;
mod content;
mod kept;
mod key;
mod listing;
mod marker;
mod unfinished;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig};
use shared::photo::widths_of;

use crate::error::Error;
use domain::picture::{AvifWidths, Format};
use domain::text::hex;

use self::kept::KeptFiles;
use crate::pipeline::Rendition;
use host::random;
use host::tls;

pub use aside::{AsidePlace, Why};
pub use content::Content;
pub use listing::{Listed, Listing};

/// How many files of one photo are written at the same time.
const CONCURRENT_WRITES: usize = 8;
/// Where files are put aside, below the prefix.
const ASIDE: &str = "aside";
/// How long all requests for one picture may take, including retries.
const DEADLINE: Duration = Duration::from_secs(9);
/// How long a bucket may take to answer a request, and to go on with its answer.
const REQUEST_DEADLINE: Duration = Duration::from_secs(6);
/// How long connecting to a bucket may take.
const CONNECT_DEADLINE: Duration = Duration::from_secs(2);
/// How long a request that a bucket refused at once is retried. One that exceeded [`REQUEST_DEADLINE`] is not.
const TRY_AGAIN_FOR: Duration = Duration::from_secs(2);

/// Where the operator stores the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhotoStore {
    /// A directory of this machine.
    Directory(PathBuf),
    /// `s3://bucket/prefix`, with the credentials and the endpoint from the `AWS_*` settings.
    S3 {
        /// Bucket and prefix.
        url: String,
        /// The settings: names as in the environment, and values.
        settings: Vec<(String, Setting)>,
    },
}

/// A value that is never printed: some of them are credentials.
#[derive(Clone, PartialEq, Eq)]
pub struct Setting(pub String);

impl fmt::Debug for Setting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Setting(..)")
    }
}

/// The files.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    /// The directory, when the files are in one.
    directory: Option<PathBuf>,
    kept: Arc<KeptFiles>,
}

/// Why the files cannot be reached.
#[derive(Debug, thiserror::Error)]
#[error("the photo store {place} cannot be used: {source}")]
pub struct BlobsError {
    place: String,
    source: object_store::Error,
}

impl Blobs {
    /// Opens the place; a directory that does not exist is made by the caller.
    pub fn open(place: &PhotoStore) -> Result<Self, BlobsError> {
        match place {
            PhotoStore::Directory(path) => {
                let store = LocalFileSystem::new_with_prefix(path)
                    .map_err(|source| BlobsError { place: path.display().to_string(), source })?
                    .with_fsync(true);
                Ok(Self {
                    store: Arc::new(store),
                    prefix: Path::default(),
                    directory: Some(path.clone()),
                    kept: Arc::default(),
                })
            }
            PhotoStore::S3 { url, settings } => {
                tls::use_ring();
                let client = ClientOptions::new()
                    // A client may read slowly, so only how long the bucket takes counts, not how long the file does.
                    .with_timeout_disabled()
                    .with_read_timeout(REQUEST_DEADLINE)
                    .with_connect_timeout(CONNECT_DEADLINE)
                    .with_allow_http(is_plain(settings));
                let backoff = BackoffConfig { max_backoff: Duration::from_secs(1), ..BackoffConfig::default() };
                let retries = RetryConfig { backoff, max_retries: 3, retry_timeout: TRY_AGAIN_FOR };
                // Settings come last: some of them configure the client.
                let builder = AmazonS3Builder::new().with_client_options(client).with_retry(retries);
                let builder = settings.iter().fold(builder, |builder, (name, Setting(value))| {
                    match name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
                        Ok(key) => builder.with_config(key, value),
                        Err(_) => builder,
                    }
                });
                let store =
                    builder.with_url(url).build().map_err(|source| BlobsError { place: url.clone(), source })?;
                let prefix = url.splitn(4, '/').nth(3).unwrap_or("");
                Ok(Self { store: Arc::new(store), prefix: Path::from(prefix), directory: None, kept: Arc::default() })
            }
        }
    }

    /// A key for the files of one picture: random, so that it reveals nothing and is unique.
    pub fn new_key() -> String {
        hex(&random::bytes::<16>())
    }

    /// Writes every rendition of a picture; all of them are durable when this returns.
    pub async fn write(&self, key: &str, renditions: Vec<Rendition>) -> Result<(), Error> {
        let written = stream::iter(renditions)
            .map(|rendition| async move {
                let place = self.directory(key).join(file_name(rendition.width, rendition.format));
                self.store.put(&place, PutPayload::from(rendition.bytes)).await
            })
            .buffer_unordered(CONCURRENT_WRITES)
            .try_for_each(|_| async { Ok(()) });
        within(async { written.await.map_err(Error::from) }).await
    }

    /// Reads one rendition.
    pub async fn read(&self, key: &str, width: u32, format: Format) -> Result<Bytes, Error> {
        let place = self.directory(key).join(file_name(width, format));
        let read = async { self.store.get(&place).await?.bytes().await };
        within(async { read.await.map_err(Error::from) }).await
    }

    /// One rendition for a client. Small ones are kept in memory, large ones are sent as they come from the bucket.
    pub async fn content(&self, key: &str, width: u32, format: Format) -> Result<Content, Error> {
        let name = (key.to_owned(), width, format);
        if let Some(file) = self.kept.find(&name) {
            return Ok(Content::Kept(file));
        }
        let place = self.directory(key).join(file_name(width, format));
        let found = within(async { self.store.get(&place).await.map_err(Error::from) }).await?;
        if self.directory.is_none() && !KeptFiles::are_kept(found.meta.size) {
            return Ok(Content::streamed(found));
        }
        let file = within(async { found.bytes().await.map_err(Error::from) }).await?;
        self.kept.keep(name, &file);
        Ok(Content::Kept(file))
    }

    /// The files of a picture: their names and sizes in bytes.
    pub async fn files(&self, key: &str) -> Result<Vec<(String, u64)>, Error> {
        let files = self.store.list(Some(&self.directory(key)));
        let files = files.map_ok(|file| (file.location.filename().unwrap_or_default().to_owned(), file.size));
        within(async { files.try_collect().await.map_err(Error::from) }).await
    }

    /// Removes those files of a picture that exist and that no row ever referred to.
    pub async fn remove(&self, key: &str) -> Result<(), Error> {
        self.delete_below(&self.directory(key)).await
    }

    /// The same in the background: the store has just failed, and may fail slowly again.
    pub fn remove_later(&self, key: String) {
        let blobs = self.clone();
        // The sweeper finds what cannot be removed then.
        tokio::spawn(async move { drop(blobs.remove(&key).await) });
    }

    /// Deletes the files in a place; one that another server has deleted in the meantime is not an error.
    async fn delete_below(&self, directory: &Path) -> Result<(), Error> {
        let places = self.store.list(Some(directory)).map_ok(|file| file.location).boxed();
        let mut deleted = self.store.delete_stream(places);
        let finished = async {
            while let Some(outcome) = deleted.next().await {
                match outcome {
                    Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Ok(())
        };
        within(finished).await?;
        self.remove_empty(directory).await;
        Ok(())
    }

    /// Removes a directory that is now empty, and its parents that contained nothing else. No other files belong there.
    async fn remove_empty(&self, place: &Path) {
        let Some(root) = self.directory.clone() else { return };
        let is_aside = place.as_ref().starts_with(ASIDE);
        let path = root.join(place.as_ref());
        // A directory that is not empty or no longer exists is left alone.
        let removed = tokio::task::spawn_blocking(move || {
            std::fs::remove_dir(&path)?;
            let above = path.ancestors().skip(1).take(if is_aside { 2 } else { 0 });
            above.into_iter().try_for_each(std::fs::remove_dir)
        });
        let _ = removed.await;
    }

    fn directory(&self, key: &str) -> Path {
        // Two levels, because some file systems slow down with many names in one directory.
        self.prefix.clone().join(key.get(..2).unwrap_or("")).join(key)
    }
}

/// Whether the operator named an endpoint without TLS, as in a network of their own: that is decision enough.
fn is_plain(settings: &[(String, Setting)]) -> bool {
    settings.iter().any(|(name, Setting(value))| name.contains("ENDPOINT") && value.starts_with("http://"))
}

/// The names of the files that a photo of this width has, with AVIF in these widths.
pub fn file_names(own_width: i64, avif_widths: &AvifWidths) -> Vec<String> {
    let widths = widths_of(own_width).into_iter();
    let always = widths.flat_map(|width| [Format::Jpeg, Format::WebP].map(|format| file_name(width, format)));
    always.chain(avif_widths.iter().map(|width| file_name(width, Format::Avif))).collect()
}

fn file_name(width: u32, format: Format) -> String {
    format!("{width}.{}", format.extension())
}

/// Gives requests to the store a deadline: a frozen store would hold up everybody who waits, and others behind them.
async fn within<T>(asked: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let too_slow = |_| Error::busy("it takes too long to answer");
    tokio::time::timeout(DEADLINE, asked).await.map_err(too_slow)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_not_printed() {
        let store = PhotoStore::S3 {
            url: "s3://bucket".into(),
            settings: vec![("AWS_SECRET_ACCESS_KEY".into(), Setting("hush".into()))],
        };
        assert!(!format!("{store:?}").contains("hush"));
    }
}
