//! `importops backup`: a copy of the data while the server goes on.
//!
//! A backup is a directory: `importops.sqlite`, `photos/` and `backup.json`. The database is copied first. Files of photos
//! are never changed, and stay for a day after their photo was deleted, so what is copied afterwards is all that the copy of
//! the database refers to. The keys are not in it: who finds a backup opens no link with it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use shared::time::Timestamp;
use sqlx::Sqlite;
use sqlx::pool::PoolConnection;

use super::output::CommandError;
use super::output::print;
use crate::app::create_private;
use crate::config::Config;
use crate::photos::pairing::{self, Mismatch};
use host::clock::Clock;
use host::data_lock::DataLock;
use host::keys::FILE_NAME;
use host::keys::Keys;
use pictures::blobs::PhotoStore;
use store::Reader;
use store::{Store, backup};

/// The copy of the database in a backup.
pub(super) const DATABASE: &str = "importops.sqlite";
/// The copies of the photos in a backup.
pub(super) const PHOTOS: &str = "photos";
/// What a backup says of itself.
pub(super) const DESCRIPTION: &str = "backup.json";
/// What this program writes and reads.
pub(super) const FORMAT: u32 = 1;

/// What a backup says of itself.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Description {
    /// How the directory is laid out.
    pub(super) format: u32,
    /// When the copy of the database was made.
    pub(super) made_at: Timestamp,
    /// With which version of this program.
    pub(super) version: String,
    /// Which keys its data needs, without telling them.
    pub(super) keys: String,
    /// Whether the photos are in it; otherwise they are in their bucket.
    pub(super) photos: bool,
}

/// Runs the command.
pub async fn run(config: Config, clock: Clock, directory: PathBuf, json: bool) -> Result<(), CommandError> {
    let Some(database) = config.database_url.strip_prefix("sqlite:").map(Path::new) else {
        return Err(NOT_SQLITE.into());
    };
    if !database.exists() {
        return Err(format!("there is no database at {}: nothing was ever stored there", database.display()).into());
    }
    if directory.exists() {
        return Err(format!("{} already exists: name a directory that does not exist", directory.display()).into());
    }
    let _lock = DataLock::shared(&config.data_dir)?;
    let keys = existing_keys(&config.data_dir)?;
    // It gets its name when it is complete, so that nobody takes half a backup for one.
    let unfinished = PathBuf::from(format!("{}.unfinished", directory.display()));
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    create_private(&unfinished)?;
    let made_at = clock.now();
    copy_database(&config, &unfinished.join(DATABASE)).await?;
    let photos = match &config.photo_store {
        PhotoStore::Directory(place) => Some(copy_files(place, &unfinished.join(PHOTOS))?),
        PhotoStore::S3 { .. } => None,
    };
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let description =
        Description { format: FORMAT, made_at, version, keys: keys.fingerprint(), photos: photos.is_some() };
    write_durably(&unfinished.join(DESCRIPTION), &serde_json::to_vec_pretty(&description)?)?;
    sync(&unfinished)?;
    fs::rename(&unfinished, &directory)?;
    sync(parent(&directory))?;
    print_report(&directory, photos, json)
}

const NOT_SQLITE: &str = "this database is PostgreSQL: back it up with its own tools (pg_dump, or a base backup with its \
                          write-ahead log), and after restoring it run `importops restore --in-place`";

/// The keys of a data directory, which this does not make: new ones open nothing that is stored.
pub(super) fn existing_keys(data_dir: &Path) -> Result<Keys, CommandError> {
    if !data_dir.join(FILE_NAME).exists() {
        let place = data_dir.join(FILE_NAME).display().to_string();
        let why = "put back the file that belongs to the database: without it no tracking link can be opened";
        return Err(format!("{place} is missing: {why}").into());
    }
    Ok(Keys::load_or_create(data_dir)?)
}

async fn copy_database(config: &Config, copy: &Path) -> Result<(), CommandError> {
    let store = Store::open(&config.database_url).await?;
    let blobs = pairing::existing_files(&config.photo_store)?;
    if let Ok(Err(mismatch @ Mismatch::Different)) = pairing::examine(Some(&store), blobs.as_ref()).await {
        return Err(mismatch.into());
    }
    backup::snapshot(&mut *sqlite(store.read_across().await?.into_reader())?, copy).await?;
    store.close().await;
    refuse_damage(copy).await?;
    Ok(sync(copy)?)
}

fn print_report(directory: &Path, photos: Option<u64>, json: bool) -> Result<(), CommandError> {
    if json {
        let answer = serde_json::json!({ "directory": directory.display().to_string(), "photo_files": photos });
        return print(&answer.to_string());
    }
    let photos = match photos {
        Some(count) => format!("with {count} photo files"),
        None => "without the photos, which are in their bucket".to_owned(),
    };
    print(&format!(
        "{} is complete, {photos}. Keep a copy of keys.json elsewhere: without it no link in the backup can be opened.",
        directory.display()
    ))
}

/// The connection of a reader of SQLite.
pub(super) fn sqlite(reader: Reader) -> Result<PoolConnection<Sqlite>, CommandError> {
    match reader {
        Reader::Sqlite(connection) => Ok(connection),
        Reader::Postgres(_) => Err("this needs SQLite".into()),
    }
}

/// Fails when a copy is not a sound database.
pub(super) async fn refuse_damage(file: &Path) -> Result<(), CommandError> {
    let store = Store::open(&format!("sqlite:{}", file.display())).await?;
    let damage = backup::damage(&mut *sqlite(store.read_across().await?.into_reader())?).await?;
    store.close().await;
    match damage {
        None => Ok(()),
        Some(damage) => Err(format!("the database is damaged: {damage}").into()),
    }
}

/// Copies the files that are not there yet, each completely or not at all; tells how many there are.
pub(super) fn copy_files(from: &Path, to: &Path) -> io::Result<u64> {
    create_private(to)?;
    let mut count = 0;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            count += copy_files(&entry.path(), &target)?;
            continue;
        }
        // A file that is still being written has a name of its own, and no row refers to it.
        if entry.file_name().to_string_lossy().contains('#') {
            continue;
        }
        count += 1;
        if !target.exists() {
            let unfinished = to.join(format!("{}#copy", entry.file_name().display()));
            match fs::copy(entry.path(), &unfinished) {
                Ok(_) => {
                    sync(&unfinished)?;
                    fs::rename(&unfinished, &target)?;
                }
                // Swept away meanwhile: no row refers to it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => count -= 1,
                Err(error) => return Err(error),
            }
        }
    }
    sync(to)?;
    Ok(count)
}

fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The directory that a file or a directory is in.
pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Waits until a file, or the names in a directory, are on the disk.
pub(super) fn sync(path: &Path) -> io::Result<()> {
    fs::File::open(path)?.sync_all()
}
