//! `importops restore`: puts a backup back, and lets no link of it work until an admin has looked.
//!
//! Everything is prepared beside the database and takes its place at the end by one rename: a restore that fails half-way
//! leaves what was there.

use std::fs;
use std::path::{Path, PathBuf};

use shared::time::Timestamp;

use super::backup::{self, DATABASE, DESCRIPTION, Description, FORMAT, PHOTOS};
use super::output::{CommandError, counted, print};
use crate::app::create_private;
use crate::config::Config;
use crate::photos::pairing;
use host::clock::Clock;
use host::data_lock::DataLock;
use pictures::blobs::PhotoStore;
use store::{Store, backup as copies, installation};

/// What to restore.
#[derive(Debug, clap::Args)]
pub struct Restore {
    /// The directory that `importops backup` made
    #[arg(required_unless_present = "in_place", conflicts_with = "in_place")]
    directory: Option<PathBuf>,
    /// Move an existing database aside; it is kept as `importops.sqlite.replaced-...` in its directory
    #[arg(long)]
    replace: bool,
    /// Only suspend the links of a database that was restored by other means (`pg_restore`, a disk snapshot)
    #[arg(long, conflicts_with = "replace")]
    in_place: bool,
}

/// Runs the command.
pub async fn run(config: Config, clock: Clock, restore: Restore, json: bool) -> Result<(), CommandError> {
    let now = clock.now();
    let organizations = match restore.directory {
        None => in_place(&config, now).await?,
        Some(directory) => put_back(&config, &directory, restore.replace, now).await?,
    };
    if json {
        return print(&serde_json::json!({ "organizations": organizations }).to_string());
    }
    let restored = counted(organizations, "organisation", "organisations");
    print(&format!(
        "Restored {restored}. All their tracking links, API keys and webhooks are suspended, and everybody has \
         to sign in again: the backup does not know what was revoked after it was made. In each organisation, an \
         admin has to check members, API keys, webhooks and links, and then resume the links on the Tracking links \
         page."
    ))
}

async fn put_back(config: &Config, directory: &Path, replace: bool, now: Timestamp) -> Result<usize, CommandError> {
    let Some(database) = config.database_url.strip_prefix("sqlite:").map(Path::new) else {
        return Err(NOT_SQLITE.into());
    };
    let description = describe(directory)?;
    create_private(&config.data_dir)?;
    let _lock = DataLock::exclusive(&config.data_dir)?;
    if !backup::existing_keys(&config.data_dir)?.knows(&description.keys) {
        return Err("keys.json does not hold the keys of the backup: put back the file that belongs to it".into());
    }
    if database.exists() && !replace {
        let place = database.display();
        return Err(format!("{place} already exists: use --replace to move it aside, which loses nothing").into());
    }
    let prepared = beside(database, ".restoring");
    remove(&prepared)?;
    fs::copy(directory.join(DATABASE), &prepared)?;
    backup::refuse_damage(&prepared).await?;
    let url = format!("sqlite:{}", prepared.display());
    let organizations = suspend(&url, now).await?;
    join(config, &url, now).await?;
    backup::sync(&prepared)?;
    put_photos_back(&config.photo_store, directory, &description)?;
    if database.exists() {
        // What its last server left beside it belongs into it first.
        Store::open(&config.database_url).await?.close().await;
        // A second name first: at no moment is there no database.
        fs::hard_link(database, beside(database, &format!(".replaced-{}", now.unix_ms())))?;
        remove(&beside(database, "-wal"))?;
        remove(&beside(database, "-shm"))?;
    }
    fs::rename(&prepared, database)?;
    backup::sync(backup::parent(database))?;
    Ok(organizations)
}

async fn in_place(config: &Config, now: Timestamp) -> Result<usize, CommandError> {
    let organizations = suspend(&config.database_url, now).await?;
    let store = Store::open(&config.database_url).await?;
    if let Some(blobs) = pairing::existing_files(&config.photo_store)? {
        // The next start says what does not belong together, and tries again what did not answer.
        let _ = pairing::rejoin(&store, &blobs, now).await;
    }
    store.close().await;
    Ok(organizations)
}

/// Refuses a photo store of another installation. A backup from before there were ids gets that of the store: its keys
/// have shown whose it is.
async fn join(config: &Config, prepared: &str, now: Timestamp) -> Result<(), CommandError> {
    let Some(blobs) = pairing::existing_files(&config.photo_store)? else { return Ok(()) };
    let Some(marker) = blobs.marker().await? else { return Ok(()) };
    let store = Store::open(prepared).await?;
    let mut tx = store.begin_across().await?;
    installation::insert_id(tx.db(), &marker, now).await?;
    tx.commit().await?;
    let id = installation::id(store.read_across().await?.db()).await?;
    store.close().await;
    if id.as_ref() == Some(&marker) {
        Ok(())
    } else {
        Err("the photo store belongs to another installation: set IMPORTOPS_PHOTO_STORE to the one of the backup, or \
             to an empty one"
            .into())
    }
}

const NOT_SQLITE: &str =
    "this database is PostgreSQL: restore it with its own tools, then run `importops restore --in-place`";

fn put_photos_back(place: &PhotoStore, directory: &Path, description: &Description) -> Result<(), CommandError> {
    match (place, description.photos) {
        (PhotoStore::Directory(place), true) => Ok(backup::copy_files(&directory.join(PHOTOS), place).map(drop)?),
        (PhotoStore::S3 { .. }, false) => Ok(()),
        (PhotoStore::Directory(_), false) => {
            Err("the photos of this backup are in a bucket: set IMPORTOPS_PHOTO_STORE to it".into())
        }
        (PhotoStore::S3 { .. }, true) => Err("the photos of this backup are files: copy them to the bucket first, or \
                                              restore into a directory"
            .into()),
    }
}

fn describe(directory: &Path) -> Result<Description, CommandError> {
    let path = directory.join(DESCRIPTION);
    let bytes = fs::read(&path)
        .map_err(|error| format!("{} is not a backup: {}: {error}", directory.display(), path.display()))?;
    let description: Description =
        serde_json::from_slice(&bytes).map_err(|error| format!("{} is damaged: {error}", path.display()))?;
    if description.format == FORMAT {
        Ok(description)
    } else {
        Err(format!("{} was made by a newer version ({})", directory.display(), description.version).into())
    }
}

/// Brings a database up to date and suspends all links in it; tells how many organisations it has.
async fn suspend(url: &str, now: Timestamp) -> Result<usize, CommandError> {
    let store = Store::open(url).await?;
    store.migrate().await?;
    let mut tx = store.begin_across().await?;
    let organizations = copies::suspend(&mut tx, now).await?;
    tx.commit().await?;
    store.close().await;
    Ok(organizations)
}

/// A file beside the database, named like it.
fn beside(database: &Path, suffix: &str) -> PathBuf {
    database.with_file_name(format!("{}{suffix}", database.file_name().unwrap_or_default().display()))
}

fn remove(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
