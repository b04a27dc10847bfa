//! Where the files of photos and logos are: a directory, or a bucket of an S3-compatible store.
//!
//! Files are written once under a random key that the server made, never changed, and committed to by the database only
//! after they are durable. What no row refers to is removed by `crate::sweep`.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::UNIX_EPOCH;
use std::{fmt, fs};

use actix_web::web::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use shared::problem::ProblemCode;
use shared::time::Timestamp;

use crate::domain::text::hex;
use crate::error::{ApiError, storage_problem};
use crate::photos::pipeline::{Format, Rendition};
use crate::{random, tls};

/// How many files of one photo are written at the same time.
const CONCURRENT_WRITES: usize = 8;

/// Where the operator wants the files to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhotoStore {
    /// A directory of this machine.
    Directory(PathBuf),
    /// `s3://bucket/prefix`, with the credentials and the endpoint as `AWS_*` settings say.
    S3 {
        /// Bucket and prefix.
        url: String,
        /// The settings: names as the environment has them, and values.
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
                Ok(Self { store: Arc::new(store), prefix: Path::default(), directory: Some(path.clone()) })
            }
            PhotoStore::S3 { url, settings } => {
                tls::use_ring();
                let builder =
                    settings.iter().fold(AmazonS3Builder::new(), |builder, (name, Setting(value))| {
                        match name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
                            Ok(key) => builder.with_config(key, value),
                            Err(_) => builder,
                        }
                    });
                let store =
                    builder.with_url(url).build().map_err(|source| BlobsError { place: url.clone(), source })?;
                let prefix = url.splitn(4, '/').nth(3).unwrap_or("");
                Ok(Self { store: Arc::new(store), prefix: Path::from(prefix), directory: None })
            }
        }
    }

    /// A key for the files of one picture: random, so that it says nothing and meets no other.
    pub fn new_key() -> String {
        hex(&random::bytes::<16>())
    }

    /// Writes every rendition of a picture; all of them are durable when this returns.
    pub async fn write(&self, key: &str, renditions: Vec<Rendition>) -> Result<(), ApiError> {
        stream::iter(renditions)
            .map(|rendition| async move {
                let place = self.place(key, rendition.width, rendition.format);
                self.store.put(&place, PutPayload::from(rendition.bytes)).await
            })
            .buffer_unordered(CONCURRENT_WRITES)
            .try_for_each(|_| async { Ok(()) })
            .await
            .map_err(|error| unavailable(&error))
    }

    /// Reads one rendition.
    pub async fn read(&self, key: &str, width: u32, format: Format) -> Result<Bytes, ApiError> {
        let place = self.place(key, width, format);
        let found = self.store.get(&place).await.map_err(|error| unavailable(&error))?;
        found.bytes().await.map_err(|error| unavailable(&error))
    }

    /// Fails when the directory is not there, or the bucket does not let itself be listed.
    pub async fn reach(&self) -> Result<(), ApiError> {
        if let Some(directory) = self.directory.clone() {
            let found = actix_web::web::block(move || fs::read_dir(directory)).await.map_err(ApiError::internal)?;
            found.map_err(|error| {
                ApiError::new(ProblemCode::ServiceUnavailable).cause(format!("photo store: {error}"))
            })?;
            return Ok(());
        }
        // Nothing of ours begins so, so that the answer is short.
        let nothing = self.prefix.clone().join("reachable");
        self.store.list(Some(&nothing)).try_next().await.map_err(|error| unavailable(&error))?;
        Ok(())
    }

    /// Removes the files of a picture, as far as they exist.
    pub async fn remove(&self, key: &str) -> Result<(), ApiError> {
        let places = self.store.list(Some(&self.directory(key)));
        let places = places.map_ok(|file| file.location).boxed();
        self.store.delete_stream(places).try_for_each(|_| async { Ok(()) }).await.map_err(|error| unavailable(&error))
    }

    /// The keys of all pictures whose files were last written before an instant, each once and in no order.
    pub async fn keys_written_before(&self, before: Timestamp) -> Result<Vec<String>, ApiError> {
        let prefix = (!self.prefix.as_ref().is_empty()).then_some(&self.prefix);
        let mut newest = std::collections::HashMap::<String, i64>::new();
        let mut files = self.store.list(prefix);
        while let Some(file) = files.try_next().await.map_err(|error| unavailable(&error))? {
            let Some(key) = key_of(&file.location) else { continue };
            let written_at = newest.entry(key).or_insert(i64::MIN);
            *written_at = (*written_at).max(file.last_modified.timestamp_millis());
        }
        Ok(newest.into_iter().filter(|(_, at)| *at < before.unix_ms()).map(|(key, _)| key).collect())
    }

    /// Removes what was never finished writing and was begun before an instant; tells how many files. In a directory a file
    /// is written beside its place and renamed; what a crash leaves there (`640.webp#1`) the store itself does not list.
    pub async fn remove_unfinished(&self, before: Timestamp) -> Result<usize, ApiError> {
        let Some(directory) = self.directory.clone() else { return Ok(0) };
        let removed = actix_web::web::block(move || remove_unfinished(&directory, before)).await;
        removed
            .map_err(ApiError::internal)?
            .map_err(|error| ApiError::new(ProblemCode::ServiceUnavailable).cause(format!("photo store: {error}")))
    }

    fn directory(&self, key: &str) -> Path {
        // Two levels, because some file systems slow down with many names in one directory.
        self.prefix.clone().join(key.get(..2).unwrap_or("")).join(key)
    }

    fn place(&self, key: &str, width: u32, format: Format) -> Path {
        self.directory(key).join(format!("{width}.{}", format.extension()))
    }
}

fn remove_unfinished(directory: &std::path::Path, before: Timestamp) -> std::io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            removed += remove_unfinished(&entry.path(), before)?;
            continue;
        }
        let name = entry.file_name().to_string_lossy().into_owned();
        let unfinished = name.rsplit_once('#').is_some_and(|(_, n)| n.bytes().all(|byte| byte.is_ascii_digit()));
        let written_at = entry.metadata()?.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        if unfinished && i64::try_from(written_at).is_ok_and(|at| at < before.unix_ms()) {
            fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// The key in the place of a file; none for what this program did not write.
fn key_of(place: &Path) -> Option<String> {
    let mut parts = place.parts().collect::<Vec<_>>().into_iter().rev();
    let (_, key, shelf) = (parts.next()?, parts.next()?, parts.next()?);
    let (key, shelf) = (key.as_ref(), shelf.as_ref());
    let is_key = key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()) && key.starts_with(shelf);
    is_key.then(|| key.to_owned())
}

/// The store has no room or does not answer, or a file is missing that the database knows: the operator has to look.
fn unavailable(error: &object_store::Error) -> ApiError {
    ApiError::new(storage_problem(error)).cause(format!("photo store: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_files_have_keys() {
        let key = Blobs::new_key();
        assert_eq!(key_of(&Path::from(format!("photos/{}/{key}/640.webp", &key[..2]))), Some(key.clone()));
        assert_eq!(key_of(&Path::from(format!("{}/{key}/640.webp", &key[..2]))), Some(key.clone()));
        assert_eq!(key_of(&Path::from(format!("zz/{key}/640.webp"))), None);
        assert_eq!(key_of(&Path::from("importops.sqlite")), None);
    }

    #[test]
    fn credentials_are_not_printed() {
        let store = PhotoStore::S3 {
            url: "s3://bucket".into(),
            settings: vec![("AWS_SECRET_ACCESS_KEY".into(), Setting("hush".into()))],
        };
        assert!(!format!("{store:?}").contains("hush"));
    }
}
