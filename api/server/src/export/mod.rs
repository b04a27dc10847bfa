//! Exports: the file with everything that an organisation has.
//!
//! It is written to the disk first, into a file without a name, which the system removes whatever happens: a slow line then
//! holds neither a connection to the database nor its old rows, and a failure is answered instead of half a file.

mod csv;
mod json;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::web::{self, Bytes};
use futures_util::{Stream, stream};
use shared::export::ExportFormat;
use shared::ids::OrganizationId;
use shared::problem::ProblemCode;
use shared::time::Timestamp;
use tokio::sync::Semaphore;

use api_http::error::{ApiError, storage_problem};
use store::Store;
use store::export::{Exported, Take, read};

use self::csv::CsvArchive;
use self::json::JsonDocument;

/// How many exports are made at a time: one keeps a core and a disk busy.
const AT_A_TIME: usize = 1;
/// How long one waits for its turn and is made, at most.
pub const WHOLE: Duration = Duration::from_mins(10);
/// In how many seconds it is worth while to ask again.
const AGAIN_S: i64 = 10;
/// How much is read from the disk and sent at once.
const CHUNK_BYTES: u64 = 64 * 1024;

/// The exports under way at this server.
#[derive(Debug)]
pub struct Exports {
    store: Store,
    directory: PathBuf,
    turns: Semaphore,
    organizations: Arc<Mutex<BTreeSet<OrganizationId>>>,
}

impl Exports {
    /// None under way; their files are written in this directory.
    pub fn of(store: Store, directory: PathBuf) -> Self {
        Self { store, directory, turns: Semaphore::new(AT_A_TIME), organizations: Arc::default() }
    }

    /// Makes the export of an organisation. Until what it gives is dropped, no other of the organisation is made here.
    pub async fn make(
        &self,
        organization: &OrganizationId,
        format: ExportFormat,
        now: Timestamp,
    ) -> Result<Export, ApiError> {
        let place = Place::take(&self.organizations, organization).ok_or_else(under_way)?;
        let made = async {
            let _turn = self.turns.acquire().await.map_err(ApiError::internal)?;
            write(&self.store, organization, format, &self.directory, now).await
        };
        let (file, size_bytes) = tokio::time::timeout(WHOLE, made).await.map_err(|_| too_slow())??;
        Ok(Export { file, size_bytes, _place: place })
    }
}

fn under_way() -> ApiError {
    let detail = "An export is already running. Wait until it has been downloaded, then start the next one.";
    ApiError::new(ProblemCode::TooManyRequests).detail(detail).retry_after(AGAIN_S)
}

fn too_slow() -> ApiError {
    let detail = "The export took too long because others are running. Try again later.";
    ApiError::new(ProblemCode::ServiceUnavailable).detail(detail).retry_after(AGAIN_S)
}

/// What keeps a second export of the organisation away.
#[derive(Debug)]
struct Place {
    organizations: Arc<Mutex<BTreeSet<OrganizationId>>>,
    organization: OrganizationId,
}

impl Place {
    fn take(organizations: &Arc<Mutex<BTreeSet<OrganizationId>>>, organization: &OrganizationId) -> Option<Self> {
        let is_first = organizations.lock().unwrap_or_else(PoisonError::into_inner).insert(organization.clone());
        is_first.then(|| Self { organizations: Arc::clone(organizations), organization: organization.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.organizations.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.organization);
    }
}

/// A file that was made.
#[derive(Debug)]
pub struct Export {
    file: File,
    /// How long it is.
    pub size_bytes: u64,
    _place: Place,
}

impl Export {
    /// Its bytes, from the disk.
    pub fn into_stream(self) -> impl Stream<Item = io::Result<Bytes>> {
        let left = self.size_bytes;
        stream::unfold((left > 0).then_some((self, left)), |state| async {
            let (mut export, left) = state?;
            let length = left.min(CHUNK_BYTES);
            let read = web::block(move || {
                let mut chunk = vec![0; usize::try_from(length).map_err(io::Error::other)?];
                export.file.read_exact(&mut chunk)?;
                io::Result::Ok((Bytes::from(chunk), export))
            });
            match read.await.map_err(io::Error::other).flatten() {
                // Given up with the last piece, not after it: who has the whole file may ask for the next one.
                Ok((chunk, export)) => Some((Ok(chunk), (left > length).then(|| (export, left - length)))),
                Err(error) => Some((Err(error), None)),
            }
        })
    }
}

/// Reads one moment of the database into a file without a name.
async fn write(
    store: &Store,
    organization: &OrganizationId,
    format: ExportFormat,
    directory: &Path,
    now: Timestamp,
) -> Result<(File, u64), ApiError> {
    let directory = directory.to_owned();
    let writer = blocking(move || {
        let file = tempfile::tempfile_in(directory)?;
        Ok(match format {
            ExportFormat::Json => Writer::Json(JsonDocument::begin(file, now)?),
            ExportFormat::Csv => Writer::Csv(Box::new(CsvArchive::begin(file))),
        })
    });
    let mut writing = Writing { writer: Some(writer.await?) };
    let mut snapshot = store.snapshot(organization).await?;
    read(snapshot.db(), organization, &mut writing).await?;
    drop(snapshot);
    let writer = writing.take()?;
    blocking(move || {
        let mut file = match writer {
            Writer::Json(document) => document.finish()?,
            Writer::Csv(archive) => archive.finish()?,
        };
        let size_bytes = file.metadata()?.len();
        file.rewind()?;
        Ok((file, size_bytes))
    })
    .await
}

/// What writes one of the formats.
enum Writer {
    Json(JsonDocument),
    Csv(Box<CsvArchive>),
}

/// The writer, while none of the threads for slow work has it.
struct Writing {
    writer: Option<Writer>,
}

impl Writing {
    fn take(&mut self) -> Result<Writer, ApiError> {
        self.writer.take().ok_or_else(|| ApiError::internal("an export went on after it had failed"))
    }

    async fn with(
        &mut self,
        work: impl FnOnce(&mut Writer) -> io::Result<()> + Send + 'static,
    ) -> Result<(), ApiError> {
        let mut writer = self.take()?;
        let writer = blocking(move || work(&mut writer).map(|()| writer)).await?;
        self.writer = Some(writer);
        Ok(())
    }
}

impl Take for Writing {
    type Failure = ApiError;

    async fn table<T: Exported>(&mut self) -> Result<(), ApiError> {
        self.with(|writer| match writer {
            Writer::Json(document) => document.table::<T>(),
            Writer::Csv(archive) => archive.table::<T>(),
        })
        .await
    }

    async fn rows<T: Exported>(&mut self, rows: Vec<T>) -> Result<(), ApiError> {
        self.with(move |writer| match writer {
            Writer::Json(document) => document.rows(&rows),
            Writer::Csv(archive) => archive.rows(&rows),
        })
        .await
    }
}

/// Does what waits for the disk or takes long on a thread for that.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, ApiError> {
    let done = web::block(work).await.map_err(ApiError::internal)?;
    done.map_err(|error| ApiError::new(storage_problem(&error)).cause(format!("export: {error}")))
}
