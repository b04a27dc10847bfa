//! The operator's commands for the files of pictures: whether they are all there, and what was put aside.

use clap::Subcommand;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use serde_json::json;

use super::output::CommandError;
use super::output::print;
use crate::app::{App, create_private};
use crate::config::Config;
use crate::photos::pairing;
use crate::sweep::files::{self, Limit};
use api_http::error::ApiError;
use host::clock::Clock;
use host::data_lock::DataLock;
use pictures::Blobs;
use pictures::blobs::{self, PhotoStore};
use store::installation;
use store::photo_files::{self, LogoFiles, PhotoFiles};

/// How many pictures are looked at at the same time.
const CONCURRENT: usize = 16;
/// How many incomplete pictures are named at most.
const NAMED: usize = 1000;

/// Commands for the files of photos and logos.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check that every picture in the database has all its files
    Verify,
    /// Move everything that was put aside back to its place
    RestoreAside,
    /// Put aside the files that no row of the database refers to
    PutAside {
        /// However many there are: on its own, a server moves only a small share
        #[arg(long, required = true)]
        all: bool,
    },
    /// Declare that the database and the photo store belong together, if the server refuses to use them together
    Adopt,
}

/// Runs a command.
pub async fn run(command: Command, config: Config, clock: Clock, json: bool) -> Result<(), CommandError> {
    if matches!(command, Command::Adopt) {
        return adopt(config, clock, json).await;
    }
    let app = App::open(config, clock).await?;
    app.pairing.confirm().await?;
    match command {
        Command::Verify => verify(&app, json).await,
        Command::RestoreAside => {
            let pictures = files::bring_everything_back(&app.sweeper()).await?;
            let words =
                format!("Moved {pictures} pictures back. Those that no row refers to are put aside again later.");
            print(&if json { json!({ "restored": pictures }).to_string() } else { words })
        }
        Command::PutAside { .. } => {
            if !installation::knows_pictures(app.store.read_across().await?.across()).await? {
                return Err(
                    "the database refers to no picture at all, so nothing was put aside: check that it is the right \
                     database"
                        .into(),
                );
            }
            let swept = files::sweep(&app.sweeper(), app.clock.now(), Limit::Everything).await?;
            let words = format!(
                "Put {} pictures aside. They are kept for seven days. `importops photos restore-aside` moves them \
                 back.",
                swept.put_aside
            );
            print(&if json { serde_json::to_string(&swept)? } else { words })
        }
        Command::Adopt => Ok(()),
    }
}

async fn adopt(config: Config, clock: Clock, json: bool) -> Result<(), CommandError> {
    create_private(&config.data_dir)?;
    let _lock = DataLock::shared(&config.data_dir)?;
    let Some(store) = pairing::existing_database(&config.database_url).await? else {
        return Err(
            "there is no database: IMPORTOPS_DATABASE_URL or IMPORTOPS_DATA_DIR names a file that does not exist. \
                    To start with an empty database, set IMPORTOPS_PHOTO_STORE to an empty place"
                .into(),
        );
    };
    if let PhotoStore::Directory(directory) = &config.photo_store {
        create_private(directory)?;
    }
    store.migrate().await?;
    let id = pairing::adopt(&store, &Blobs::open(&config.photo_store)?, clock.now()).await?;
    store.close().await;
    let words = format!("The database and the photo store now belong together, as installation {id}.");
    print(&if json { json!({ "installation": id }).to_string() } else { words })
}

/// What there is.
#[derive(Debug, Default, Serialize)]
struct Report {
    /// Photos and logos that the database refers to.
    pictures: usize,
    /// Those of them that have all their files.
    complete: usize,
    /// Those of them that do not, by name as far as there are not too many.
    incomplete: Vec<Incomplete>,
    /// Pictures in the store that no row refers to, and that are older than an hour.
    unreferenced: usize,
    /// Pictures that were put aside.
    aside: usize,
}

/// A picture whose files are not what they should be.
#[derive(Debug, Serialize)]
struct Incomplete {
    #[serde(skip_serializing_if = "Option::is_none")]
    vehicle_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    photo_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo_of: Option<String>,
    /// The names of the files that are missing or empty; none when all are there and one was changed.
    missing: Vec<String>,
}

async fn verify(app: &App, json: bool) -> Result<(), CommandError> {
    let mut report = Report::default();
    let mut last = String::new();
    loop {
        let photos = photo_files::photos_after(app.store.read_across().await?.across(), &last).await?;
        let Some(end) = photos.last() else { break };
        last.clone_from(&end.id);
        let checked = stream::iter(photos).map(|photo| check_photo(app, photo)).buffered(CONCURRENT);
        report.take(checked.try_collect().await?);
    }
    last.clear();
    loop {
        let logos = photo_files::logos_after(app.store.read_across().await?.across(), &last).await?;
        let Some(end) = logos.last() else { break };
        last.clone_from(&end.id);
        let checked = stream::iter(logos).map(|logo| check_logo(app, logo)).buffered(CONCURRENT);
        report.take(checked.try_collect().await?);
    }
    report.unreferenced = files::find_orphans(&app.sweeper(), app.clock.now()).await?.count;
    let mut aside = app.blobs.aside();
    loop {
        match aside.next(CONCURRENT).await?.len() {
            0 => break,
            pictures => report.aside += pictures,
        }
    }
    print_report(&report, json)?;
    match report.pictures - report.complete {
        0 => Ok(()),
        1 => Err("1 picture is not complete".into()),
        count => Err(format!("{count} pictures are not complete").into()),
    }
}

impl Report {
    fn take(&mut self, checked: Vec<Option<Incomplete>>) {
        self.pictures += checked.len();
        for incomplete in checked {
            match incomplete {
                None => self.complete += 1,
                Some(incomplete) if self.incomplete.len() < NAMED => self.incomplete.push(incomplete),
                Some(_) => {}
            }
        }
    }
}

async fn check_photo(app: &App, photo: PhotoFiles) -> Result<Option<Incomplete>, ApiError> {
    let mut files = app.blobs.files(&photo.storage_key).await?;
    let names = blobs::file_names(photo.width, &photo.avif_widths()?.unwrap_or_default());
    // AVIF that a server was making when it stopped is written again.
    files.retain(|(name, _)| names.contains(name));
    let size_bytes: u64 = files.iter().map(|(_, size_bytes)| size_bytes).sum();
    let missing = missing(names, &files);
    let is_complete = missing.is_empty() && i64::try_from(size_bytes).is_ok_and(|size| size == photo.size_bytes);
    let (vehicle_id, photo_id) = (Some(photo.vehicle_id), Some(photo.id));
    Ok((!is_complete).then_some(Incomplete { vehicle_id, photo_id, logo_of: None, missing }))
}

async fn check_logo(app: &App, logo: LogoFiles) -> Result<Option<Incomplete>, ApiError> {
    let files = app.blobs.files(&logo.logo_key).await?;
    let names = ["webp", logo.logo_fallback.as_str()].map(|extension| format!("{}.{extension}", logo.logo_width));
    let missing = missing(names.into(), &files);
    let incomplete = Incomplete { vehicle_id: None, photo_id: None, logo_of: Some(logo.id), missing };
    Ok((!incomplete.missing.is_empty()).then_some(incomplete))
}

/// Those of the names under which there is no file, or an empty one.
fn missing(mut names: Vec<String>, files: &[(String, u64)]) -> Vec<String> {
    names.retain(|name| !files.iter().any(|(found, size_bytes)| found == name && *size_bytes > 0));
    names
}

fn print_report(report: &Report, json: bool) -> Result<(), CommandError> {
    if json {
        return print(&serde_json::to_string(report)?);
    }
    for Incomplete { vehicle_id, photo_id, logo_of, missing } in &report.incomplete {
        let what = match (vehicle_id, photo_id, logo_of) {
            (Some(vehicle), Some(photo), _) => format!("photo {photo} of vehicle {vehicle}"),
            (_, _, organization) => format!("the logo of {}", organization.as_deref().unwrap_or_default()),
        };
        let files = if missing.is_empty() { "the size of a file has changed".into() } else { missing.join(", ") };
        print(&format!("not complete: {what}: {files}"))?;
    }
    let Report { pictures, complete, unreferenced, aside, .. } = report;
    print(&format!(
        "{complete} of {pictures} pictures have all their files. {unreferenced} pictures in the photo store have no row in \
         the database, {aside} are put aside."
    ))
}
