//! A page that was found: what it shows, and whose it is.

use domain::public::Projection;
use shared::ids::{OrganizationId, VehicleId};
use shared::time::Timestamp;

use super::row::{PublicTrackingRow, projection};
use crate::error::Error;
use crate::{optional_instant, stored};

/// What a slug shows, and until when that can be known.
#[derive(Debug, Clone)]
pub struct FoundPage {
    /// Whose page it is.
    pub of: PageOf,
    /// What it shows.
    pub projection: Projection,
}

/// Whose page it is, and when it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOf {
    /// The vehicle that it shows.
    pub vehicle: VehicleId,
    /// The organisation whose page it is.
    pub organization: OrganizationId,
    /// When it ends by itself, if it does.
    pub until: Option<Timestamp>,
}

#[derive(Debug, sqlx_macros::FromRow)]
pub(super) struct SlugRow {
    pub(super) slug_hash: String,
    #[sqlx(flatten)]
    of: OfRow,
    #[sqlx(flatten)]
    page: PublicTrackingRow,
}

/// The columns of [`PageOf`].
#[derive(Debug, sqlx_macros::FromRow)]
pub(super) struct OfRow {
    vehicle_id: String,
    organization_id: String,
    expires_at: Option<i64>,
    locked_at: Option<i64>,
}

impl OfRow {
    pub(super) fn read(&self) -> Result<PageOf, Error> {
        let ends = [optional_instant(self.expires_at)?, optional_instant(self.locked_at)?];
        Ok(PageOf {
            vehicle: stored(VehicleId::try_from(self.vehicle_id.clone()), "vehicle id")?,
            organization: stored(OrganizationId::try_from(self.organization_id.clone()), "organisation id")?,
            until: ends.into_iter().flatten().min(),
        })
    }
}

/// One row a note (one row in all when there is none) becomes one page.
pub(super) fn found_page(rows: Vec<SlugRow>) -> Result<Option<FoundPage>, Error> {
    let Some(first) = rows.first() else { return Ok(None) };
    let of = first.of.read()?;
    let shown = projection(rows.into_iter().map(|row| row.page).collect())?;
    Ok(shown.map(|projection| FoundPage { of, projection }))
}
