//! Putting the files of pictures aside, in the same store, before anything is deleted:
//! `aside/<when>/<why>/<key>/<file>`.

use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use shared::time::Timestamp;

use super::ASIDE;
use super::Blobs;
use super::CONCURRENT_WRITES;
use super::key::is_key;
use super::within;
use crate::error::Error;

/// Why files were put aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Because the database says so: somebody deleted the photo, or replaced the logo.
    Deleted,
    /// No row refers to them.
    Orphan,
}

impl Why {
    const fn name(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Orphan => "orphan",
        }
    }
}

/// Where the files of a picture were put aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsidePlace {
    /// When, as Unix milliseconds.
    pub put_at_ms: i64,
    /// Why.
    pub why: Why,
    /// The key that they had.
    pub key: String,
}

impl AsidePlace {
    pub(super) fn of(place: &Path) -> Option<Self> {
        let mut parts = place.parts().collect::<Vec<_>>().into_iter().rev();
        let (_, key, why, at) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let why = [Why::Deleted, Why::Orphan].into_iter().find(|known| known.name() == why.as_ref())?;
        let put_at_ms = at.as_ref().parse().ok()?;
        (is_key(key.as_ref()) && parts.next()?.as_ref() == ASIDE).then(|| Self {
            put_at_ms,
            why,
            key: key.as_ref().to_owned(),
        })
    }
}

impl Blobs {
    /// Puts the files of a picture aside, as far as they exist.
    pub async fn put_aside(&self, key: &str, why: Why, now: Timestamp) -> Result<(), Error> {
        let place = AsidePlace { put_at_ms: now.unix_ms(), why, key: key.to_owned() };
        self.move_files(&self.directory(key), &self.aside_directory(&place)).await
    }

    /// Puts files back where they were.
    pub async fn bring_back(&self, place: &AsidePlace) -> Result<(), Error> {
        self.move_files(&self.aside_directory(place), &self.directory(&place.key)).await
    }

    /// Deletes files that were put aside.
    pub async fn delete_aside(&self, place: &AsidePlace) -> Result<(), Error> {
        self.delete_below(&self.aside_directory(place)).await
    }

    fn aside_directory(&self, place: &AsidePlace) -> Path {
        let AsidePlace { put_at_ms, why, key } = place;
        self.prefix.clone().join(ASIDE).join(put_at_ms.to_string()).join(why.name()).join(key.as_str())
    }

    /// Moves each file; one that another server has moved in the meantime is not an error. After a crash the files may
    /// be in two places, and are found in both.
    async fn move_files(&self, from: &Path, to: &Path) -> Result<(), Error> {
        let moved = async {
            let files: Vec<_> = self.store.list(Some(from)).try_collect().await.map_err(Error::from)?;
            stream::iter(files)
                .map(|file| async move {
                    let Some(name) = file.location.filename() else { return Ok(()) };
                    match self.store.rename(&file.location, &to.clone().join(name)).await {
                        Err(object_store::Error::NotFound { .. }) => Ok(()),
                        other => other.map_err(Error::from),
                    }
                })
                .buffer_unordered(CONCURRENT_WRITES)
                .try_for_each(|()| async { Ok(()) })
                .await
        };
        within(moved).await?;
        self.remove_empty(from).await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        let key = Blobs::new_key();
        let read = |text: &str| AsidePlace::of(&Path::from(text));
        let place = AsidePlace { put_at_ms: 17, why: Why::Orphan, key: key.clone() };
        assert_eq!(read(&format!("aside/17/orphan/{key}/640.webp")), Some(place.clone()));
        assert_eq!(read(&format!("one/two/aside/17/orphan/{key}/640.webp")), Some(place));
        assert_eq!(read(&format!("aside/17/lost/{key}/640.webp")), None);
        assert_eq!(read(&format!("aside/x/orphan/{key}/640.webp")), None);
        assert_eq!(read(&format!("away/17/orphan/{key}/640.webp")), None);
    }
}
