//! Whether the database and the photo store belong together: both hold the id of the installation.
//!
//! Without it a database that was mistyped, is empty or hides its rows would make every picture look like a leftover.

use std::path::Path;

use shared::problem::ProblemCode;
use shared::time::Timestamp;
use tokio::sync::Mutex;

use api_http::error::ApiError;
use domain::text::hex;
use host::clock::{Clock, Stopwatch};
use host::random;
use pictures::Blobs;
use pictures::blobs::{BlobsError, PhotoStore};
use store::OpenError;
use store::{Store, installation, photo_files};

/// How many of the first pictures of a store without an id are looked up in the database.
const SAMPLE: usize = 500;
/// For how long a failure counts before it is tried again.
const TRY_AGAIN_AFTER: std::time::Duration = std::time::Duration::from_secs(1);

/// Why a database and a photo store are not used together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{}. Check IMPORTOPS_DATABASE_URL, IMPORTOPS_DATA_DIR and IMPORTOPS_PHOTO_STORE; if they do belong together, run \
     `importops photos adopt`",
    self.reason()
)]
pub enum Mismatch {
    /// Two ids.
    Different,
    /// An id in the store only.
    UnknownDatabase,
    /// No id, and pictures that the database does not know.
    UnknownPictures,
    /// No id and no pictures, but a database that refers to some.
    MissingPictures,
}

impl Mismatch {
    /// What was found, for the operator.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Different => "the photo store belongs to another installation than the database",
            Self::UnknownDatabase => {
                "the photo store belongs to an installation, and this database is empty or from another one"
            }
            Self::UnknownPictures => "there are pictures in the photo store, but the database knows none of them",
            Self::MissingPictures => "the database refers to pictures, but the photo store is empty",
        }
    }
}

/// What is known before anything is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// Both have the same id.
    Paired,
    /// They belong together, and the store does not say so yet.
    Unmarked,
}

/// What the two hold.
#[derive(Debug, Default)]
struct Facts {
    marker: Option<String>,
    id: Option<String>,
    store_has_pictures: bool,
    database_knows_pictures: bool,
    /// The database knows one of the first pictures of the store.
    knows_some: bool,
}

impl Facts {
    fn judge(&self) -> Result<Match, Mismatch> {
        match (&self.marker, &self.id) {
            (Some(marker), Some(id)) if marker == id => Ok(Match::Paired),
            (Some(_), Some(_)) => Err(Mismatch::Different),
            (Some(_), None) => Err(Mismatch::UnknownDatabase),
            (None, _) if self.store_has_pictures && !self.knows_some => Err(Mismatch::UnknownPictures),
            (None, _) if self.database_knows_pictures && !self.store_has_pictures => Err(Mismatch::MissingPictures),
            (None, _) => Ok(Match::Unmarked),
        }
    }

    /// Reads both; a place that does not exist yet is empty. Of a store that has an id nothing more is asked.
    async fn read(store: Option<&Store>, blobs: Option<&Blobs>) -> Result<Self, ApiError> {
        let mut facts = Self::default();
        // The store first: a server that starts at the same moment writes the id to the database and then to the store.
        if let Some(blobs) = blobs {
            facts.marker = blobs.marker().await?;
        }
        if let Some(store) = store {
            facts.id = installation::id(store.read_across().await?.db()).await?;
            facts.database_knows_pictures = installation::knows_pictures(store.read_across().await?.across()).await?;
        }
        let Some(blobs) = blobs else { return Ok(facts) };
        if facts.marker.is_none() {
            let first = blobs.pictures().next(SAMPLE).await?;
            facts.store_has_pictures = !first.is_empty();
            if let Some(store) = store {
                let keys: Vec<_> = first.iter().map(|picture| picture.place.as_str()).collect();
                let known = photo_files::referenced(store.read_across().await?.across(), &keys).await?;
                facts.knows_some = !known.is_empty();
            }
        }
        Ok(facts)
    }
}

/// Whether the two belong together; changes nothing. Fails when one of them cannot be read.
pub async fn examine(store: Option<&Store>, blobs: Option<&Blobs>) -> Result<Result<Match, Mismatch>, ApiError> {
    Ok(Facts::read(store, blobs).await?.judge())
}

/// The database that a URL names, unless it is of SQLite and does not exist yet: none is made.
pub async fn existing_database(url: &str) -> Result<Option<Store>, OpenError> {
    let is_there = url.strip_prefix("sqlite:").is_none_or(|path| Path::new(path).exists());
    if is_there { Store::open(url).await.map(Some) } else { Ok(None) }
}

/// The photo store, unless it is a directory that does not exist yet: none is made.
pub fn existing_files(place: &PhotoStore) -> Result<Option<Blobs>, BlobsError> {
    let is_there = match place {
        PhotoStore::Directory(directory) => directory.exists(),
        PhotoStore::S3 { .. } => true,
    };
    is_there.then(|| Blobs::open(place)).transpose()
}

/// The operator's word that the two belong together: the database's id counts, else that of the store.
pub async fn adopt(store: &Store, blobs: &Blobs, now: Timestamp) -> Result<String, ApiError> {
    let marker = blobs.marker().await?;
    let id = id_of(store, marker.as_deref(), now).await?;
    blobs.replace_marker(&id).await?;
    Ok(id)
}

/// After a database from before there were ids was put back: gives it the id of the store whose pictures it knows.
pub async fn rejoin(store: &Store, blobs: &Blobs, now: Timestamp) -> Result<(), ApiError> {
    let id = installation::id(store.read_across().await?.db()).await?;
    let (None, Some(marker)) = (id, blobs.marker().await?) else { return Ok(()) };
    let first = blobs.pictures().next(SAMPLE).await?;
    let keys: Vec<_> = first.iter().map(|picture| picture.place.as_str()).collect();
    if !photo_files::referenced(store.read_across().await?.across(), &keys).await?.is_empty() {
        id_of(store, Some(&marker), now).await?;
    }
    Ok(())
}

/// The id of the database, which gets this one, or a new one, if it has none. Servers that start at once agree.
async fn id_of(store: &Store, proposed: Option<&str>, now: Timestamp) -> Result<String, ApiError> {
    let proposed = proposed.map_or_else(|| hex(&random::bytes::<16>()), str::to_owned);
    let mut tx = store.begin_across().await?;
    installation::insert_id(tx.db(), &proposed, now).await?;
    tx.commit().await?;
    let id = installation::id(store.read_across().await?.db()).await?;
    id.ok_or_else(|| ApiError::internal("the installation's id was not stored"))
}

/// Why pictures are not stored now.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotPaired {
    /// They do not belong together.
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
    /// It cannot be found out.
    #[error(transparent)]
    Unknown(#[from] ApiError),
}

impl From<store::Error> for NotPaired {
    fn from(error: store::Error) -> Self {
        Self::Unknown(error.into())
    }
}

impl From<pictures::Error> for NotPaired {
    fn from(error: pictures::Error) -> Self {
        Self::Unknown(error.into())
    }
}

impl From<NotPaired> for ApiError {
    fn from(error: NotPaired) -> Self {
        match error {
            NotPaired::Unknown(error) => error,
            NotPaired::Mismatch(mismatch) => {
                let detail = "Pictures cannot be stored now: the photo store belongs to another database.";
                Self::new(ProblemCode::ServiceUnavailable).detail(detail).cause(mismatch)
            }
        }
    }
}

/// What a running server knows about it. While it is not known, no picture is stored and none is put aside.
#[derive(Debug)]
pub struct Pairing {
    store: Store,
    blobs: Blobs,
    clock: Clock,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// The id that both had when they were asked last.
    id: Option<String>,
    /// When it was tried last in vain, and why.
    failed: Option<(Stopwatch, NotPaired)>,
}

impl Pairing {
    /// Of these two nothing is known yet.
    pub fn of(store: Store, blobs: Blobs, clock: Clock) -> Self {
        Self { store, blobs, clock, known: Mutex::default() }
    }

    /// 503 unless database and store are known to belong together; asks again if that was not known.
    pub async fn require(&self) -> Result<(), NotPaired> {
        let mut known = self.known.lock().await;
        if known.id.is_some() {
            return Ok(());
        }
        if let Some((since, error)) = &known.failed
            && since.elapsed() < TRY_AGAIN_AFTER
        {
            return Err(error.clone());
        }
        known.ask(&self.store, &self.blobs, self.clock.now()).await
    }

    /// The same, and the store has still the id that it had: another one may have been mounted in its place.
    pub async fn confirm(&self) -> Result<(), NotPaired> {
        // Nobody waits for a store that does not answer just because somebody asks it.
        let id = self.known.lock().await.id.clone();
        if id.is_some() && id == self.blobs.marker().await? {
            return Ok(());
        }
        let mut known = self.known.lock().await;
        known.ask(&self.store, &self.blobs, self.clock.now()).await
    }
}

impl Known {
    async fn ask(&mut self, store: &Store, blobs: &Blobs, now: Timestamp) -> Result<(), NotPaired> {
        self.id = None;
        match pair(store, blobs, now).await {
            Ok(id) => {
                *self = Self { id: Some(id), failed: None };
                Ok(())
            }
            Err(error) => {
                self.failed = Some((Stopwatch::start(), error.clone()));
                Err(error)
            }
        }
    }
}

/// The id that both have; a store that has none yet gets it.
async fn pair(store: &Store, blobs: &Blobs, now: Timestamp) -> Result<String, NotPaired> {
    let facts = Facts::read(Some(store), Some(blobs)).await?;
    if facts.judge()? == Match::Unmarked {
        blobs.create_marker(&id_of(store, None, now).await?).await?;
    }
    // Another server may have come first, also one with another database.
    let id = id_of(store, None, now).await?;
    if blobs.marker().await?.as_ref() == Some(&id) { Ok(id) } else { Err(Mismatch::Different.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(marker: Option<&str>, id: Option<&str>, pictures: [bool; 3]) -> Result<Match, Mismatch> {
        let [store_has_pictures, database_knows_pictures, knows_some] = pictures;
        let (marker, id) = (marker.map(str::to_owned), id.map(str::to_owned));
        Facts { marker, id, store_has_pictures, database_knows_pictures, knows_some }.judge()
    }

    #[test]
    fn what_is_written_decides() {
        for pictures in [[false; 3], [true; 3], [true, false, false], [false, true, false]] {
            assert_eq!(facts(Some("a"), Some("a"), pictures), Ok(Match::Paired));
            assert_eq!(facts(Some("a"), Some("b"), pictures), Err(Mismatch::Different));
            assert_eq!(facts(Some("a"), None, pictures), Err(Mismatch::UnknownDatabase));
        }
    }

    #[test]
    fn without_an_id_the_pictures_decide() {
        for id in [None, Some("a")] {
            assert_eq!(facts(None, id, [false; 3]), Ok(Match::Unmarked));
            assert_eq!(facts(None, id, [true; 3]), Ok(Match::Unmarked));
            assert_eq!(facts(None, id, [true, false, false]), Err(Mismatch::UnknownPictures));
            assert_eq!(facts(None, id, [true, true, false]), Err(Mismatch::UnknownPictures));
            assert_eq!(facts(None, id, [false, true, false]), Err(Mismatch::MissingPictures));
        }
    }
}
