//! The files of pictures: what no row refers to is put aside first and deleted days later, what a row refers to is brought
//! back. Nothing is done while it is not certain that database and photo store belong together.

use domain::retention::{UNDO_MS, before};
use shared::time::Timestamp;

use super::Sweeper;

use api_http::error::ApiError;
use pictures::blobs::{AsidePlace, Why};
use store::{installation, photo_files};

/// Files this young may belong to an upload that is still under way, in milliseconds: one hour.
const YOUNG_MS: i64 = 60 * 60 * 1000;
/// How long files stay aside before they are deleted, in milliseconds: seven days.
pub const ASIDE_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// How many pictures without a row are put aside without an operator's word, however few there are.
const FEW: usize = 20;
/// One in so many pictures of the store may be put aside without an operator's word.
const SHARE: usize = 20;
/// How many pictures the database is asked about at once.
const BATCH: usize = 256;
/// How many keys are remembered at most, to bound memory: the others have their turn the next time.
const REMEMBERED: usize = 50_000;

/// How many pictures without a row may be put aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// A small share.
    Small,
    /// Everything that no row refers to: the operator said so.
    Everything,
}

/// What was done, in pictures.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Swept {
    /// Brought back, because a row refers to them.
    pub brought_back: usize,
    /// Put aside, because a row says that they were deleted, or no row refers to them.
    pub put_aside: usize,
    /// Deleted after their time aside.
    pub deleted: usize,
    /// Files that were never finished, removed.
    pub unfinished: usize,
    /// Left where they are although no row refers to them: too many to be leftovers.
    pub left: usize,
}

/// Sweeps the files once.
pub async fn sweep(sweeper: &Sweeper, now: Timestamp, limit: Limit) -> Result<Swept, ApiError> {
    sweeper.pairing.confirm().await?;
    if !installation::knows_pictures(sweeper.store.read_across().await?.across()).await? {
        tracing::info!("the database refers to no picture: no file was touched");
        return Ok(Swept::default());
    }
    let mut swept = Swept::default();
    let orphans_aside = go_through_aside(sweeper, now, &mut swept).await?;
    swept.put_aside += put_deleted_aside(sweeper, now).await?;
    swept.unfinished = sweeper.blobs.remove_unfinished(before(now, YOUNG_MS)).await?;
    let found = find_orphans(sweeper, now).await?;
    let allowed = FEW.max(found.pictures / SHARE);
    if limit == Limit::Everything || found.count + orphans_aside <= allowed {
        for key in &found.orphans {
            sweeper.blobs.put_aside(key, Why::Orphan, now).await?;
        }
        swept.put_aside += found.orphans.len();
    } else {
        swept.left = found.count;
        sweeper.metrics.sweep_refused();
        let advice = "run `importops photos verify`; if they really are leftovers, run `importops photos put-aside \
                      --all`";
        tracing::error!(
            pictures = found.count,
            advice,
            "too many pictures in the photo store have no row in the database: none were touched"
        );
    }
    Ok(swept)
}

/// Brings back what a row refers to, and nothing else: that is right at any time.
pub async fn bring_back(sweeper: &Sweeper) -> Result<Swept, ApiError> {
    sweeper.pairing.confirm().await?;
    let mut swept = Swept::default();
    let mut aside = sweeper.blobs.aside();
    loop {
        let pictures = aside.next(BATCH).await?;
        if pictures.is_empty() {
            return Ok(swept);
        }
        let places: Vec<_> = pictures.iter().map(|picture| &picture.place).collect();
        for place in referenced(sweeper, &places).await? {
            sweeper.blobs.bring_back(place).await?;
            swept.brought_back += 1;
        }
    }
}

/// Brings back all that is aside, referred to or not; tells how many pictures.
pub async fn bring_everything_back(sweeper: &Sweeper) -> Result<usize, ApiError> {
    sweeper.pairing.confirm().await?;
    let mut brought_back = 0;
    let mut aside = sweeper.blobs.aside();
    loop {
        let pictures = aside.next(BATCH).await?;
        if pictures.is_empty() {
            return Ok(brought_back);
        }
        for picture in pictures {
            sweeper.blobs.bring_back(&picture.place).await?;
            brought_back += 1;
        }
    }
}

/// Brings back what a row refers to and deletes what nothing refers to after its time; tells how many pictures without a
/// row stay aside.
async fn go_through_aside(sweeper: &Sweeper, now: Timestamp, swept: &mut Swept) -> Result<usize, ApiError> {
    let old_ms = before(now, ASIDE_MS).unix_ms();
    let mut orphans = 0;
    let mut aside = sweeper.blobs.aside();
    loop {
        let pictures = aside.next(BATCH).await?;
        if pictures.is_empty() {
            return Ok(orphans);
        }
        let places: Vec<_> = pictures.iter().map(|picture| &picture.place).collect();
        let needed = referenced(sweeper, &places).await?;
        for picture in &pictures {
            let place = &picture.place;
            // The store's own clock, where it has one, has to agree.
            let is_old = place.put_at_ms.max(picture.written_at_ms) <= old_ms;
            if needed.contains(&place) {
                sweeper.blobs.bring_back(place).await?;
                swept.brought_back += 1;
            } else if is_old {
                sweeper.blobs.delete_aside(place).await?;
                swept.deleted += 1;
            } else if place.why == Why::Orphan {
                orphans += 1;
            }
        }
    }
}

async fn referenced<'a>(sweeper: &Sweeper, places: &[&'a AsidePlace]) -> Result<Vec<&'a AsidePlace>, ApiError> {
    let keys: Vec<_> = places.iter().map(|place| place.key.as_str()).collect();
    let known = photo_files::referenced(sweeper.store.read_across().await?.across(), &keys).await?;
    Ok(places.iter().copied().filter(|place| known.contains(&place.key)).collect())
}

/// Puts the files of photos aside that were deleted longer ago than it can be undone. Files first: what a crash then leaves
/// is brought back by the next sweep, and put aside again.
async fn put_deleted_aside(sweeper: &Sweeper, now: Timestamp) -> Result<usize, ApiError> {
    let deleted_by = before(now, UNDO_MS);
    let mut put_aside = 0;
    loop {
        let photos = photo_files::deleted(sweeper.store.read_across().await?.across(), deleted_by).await?;
        if photos.is_empty() {
            return Ok(put_aside);
        }
        for photo in photos {
            sweeper.blobs.put_aside(&photo.storage_key, Why::Deleted, now).await?;
            let mut tx = sweeper.store.begin_across().await?;
            let is_deleted = photo_files::let_go(tx.across(), &photo, deleted_by).await?;
            tx.commit().await?;
            if is_deleted {
                put_aside += 1;
            } else {
                // Somebody undid it meanwhile.
                let place = AsidePlace { put_at_ms: now.unix_ms(), why: Why::Deleted, key: photo.storage_key };
                sweeper.blobs.bring_back(&place).await?;
            }
        }
    }
}

/// What there is in the store.
#[derive(Debug, Default)]
pub struct Found {
    /// How many pictures.
    pub pictures: usize,
    /// How many of them no row refers to, although they are no longer young.
    pub count: usize,
    /// The keys of those, as many as are remembered.
    pub orphans: Vec<String>,
}

/// Looks for pictures that no row refers to. The files are listed first and the database is asked afterwards, so that what
/// was stored meanwhile is known.
pub async fn find_orphans(sweeper: &Sweeper, now: Timestamp) -> Result<Found, ApiError> {
    let young_ms = before(now, YOUNG_MS).unix_ms();
    let mut found = Found::default();
    let mut listing = sweeper.blobs.pictures();
    loop {
        let pictures = listing.next(BATCH).await?;
        if pictures.is_empty() {
            return Ok(found);
        }
        found.pictures += pictures.len();
        let old: Vec<_> = pictures.iter().filter(|picture| picture.written_at_ms < young_ms).collect();
        let keys: Vec<_> = old.iter().map(|picture| picture.place.as_str()).collect();
        let known = photo_files::referenced(sweeper.store.read_across().await?.across(), &keys).await?;
        for key in keys.into_iter().filter(|key| !known.contains(*key)) {
            found.count += 1;
            if found.orphans.len() < REMEMBERED {
                found.orphans.push(key.to_owned());
            }
        }
    }
}
