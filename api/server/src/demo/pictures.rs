//! The demo's photos: drawn by the project itself (`e2e/art`), prepared and kept like every upload.

use std::collections::HashMap;

use shared::ids::{OrganizationId, PhotoId};

use crate::acting::Acting;
use crate::app::App;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use domain::picture::Format;
use domain::text::hex;
use host::random;
use pictures::Blobs;
use pictures::pipeline;
use store::logos::{self, StoredLogo};
use store::photos::{self, NewPhotoRow};
use store::vehicles::LockedVehicle;
use store::{Change, Tx};

macro_rules! pictures {
    ($($model:literal: $($name:literal),+;)+) => {
        /// The photos of each model, in the order of its gallery; the first is the hero.
        const GALLERIES: &[(&str, &[&[u8]])] =
            &[$(($model, &[$(include_bytes!(concat!("pictures/", $name, ".webp"))),+])),+];
    };
}

pictures! {
    "Skyline GT-R": "skyline-showroom", "skyline-road";
    "MX-5": "mx-5-showroom", "mx-5-road", "mx-5-inside";
    "Defender 90": "defender-workshop", "defender-lift", "defender-wheel";
    "LC 500": "lc-500-quay", "lc-500-showroom", "lc-500-wheel";
    "Land Cruiser": "land-cruiser-quay", "land-cruiser-deck", "land-cruiser-front", "land-cruiser-rear",
        "land-cruiser-inside", "land-cruiser-wheel", "land-cruiser-yard";
    "Alphard": "alphard-deck", "alphard-quay";
    "Mustang Mach 1": "mustang-quay";
    "F-150": "f-150-quay";
}

const LOGO: &[u8] = include_bytes!("pictures/logo.png");

/// A photo whose files are durable.
struct Kept {
    storage_key: String,
    prepared: pipeline::PreparedPhoto,
    size_bytes: i64,
}

/// All photos of the demo, prepared and kept, before anything refers to them.
pub(super) struct Pictures {
    galleries: HashMap<&'static str, Vec<Kept>>,
    logo: StoredLogo,
}

impl Pictures {
    /// Prepares and keeps them.
    pub(super) async fn keep(app: &App) -> Result<Self, ApiError> {
        let mut galleries = HashMap::new();
        for (model, files) in GALLERIES {
            let kept = futures_util::future::join_all(files.iter().map(|file| keep(app, file))).await;
            galleries.insert(*model, kept.into_iter().collect::<Result<_, _>>()?);
        }
        Ok(Self { galleries, logo: keep_logo(app).await? })
    }

    /// Gives a vehicle the gallery of its model, with its first photo as hero; the ids of all others.
    pub(super) async fn hang(
        &self,
        tx: &mut Tx,
        vehicle: &LockedVehicle,
        by: &Acting<'_>,
    ) -> Result<Vec<PhotoId>, ApiError> {
        let mut ids = Vec::new();
        for Kept { storage_key, prepared, size_bytes } in
            self.galleries.get(vehicle.model.as_str()).into_iter().flatten()
        {
            let id = PhotoId::from_u128(random::id(by.now));
            let row = NewPhotoRow {
                id: &id,
                width: i64::from(prepared.width),
                height: i64::from(prepared.height),
                placeholder: &hex(&prepared.placeholder),
                storage_key,
                size_bytes: *size_bytes,
                capture_time: prepared.capture_time,
                created_by: by.member,
            };
            photos::insert(tx.db(), vehicle, row, by.now).await?;
            photos::touch_gallery(tx.db(), vehicle).await?;
            by.record(tx, AuditAction::PhotoCreated, id.as_str(), format!("uploaded a photo of {}", vehicle.title()));
            ids.push(id);
        }
        if ids.is_empty() {
            return Ok(ids);
        }
        let others = ids.split_off(1);
        photos::set_hero(tx, vehicle, ids.first()).await?;
        Ok(others)
    }

    /// Gives the organisation its logo.
    pub(super) async fn hang_logo(&self, tx: &mut Tx, organization: &OrganizationId) -> Result<(), ApiError> {
        let logo = Change::with_another(Some(self.logo.clone()));
        Ok(logos::set(tx.db(), organization, &logo).await?)
    }
}

async fn keep(app: &App, file: &'static [u8]) -> Result<Kept, ApiError> {
    let prepared = app.workers.run(move || pipeline::prepare_photo(file)).await?;
    let mut prepared = prepared.map_err(|rejection| ApiError::internal(rejection.detail()))?;
    let size_bytes = prepared.renditions.iter().map(|rendition| rendition.bytes.len()).sum::<usize>();
    let storage_key = Blobs::new_key();
    app.blobs.write(&storage_key, std::mem::take(&mut prepared.renditions)).await?;
    Ok(Kept { storage_key, prepared, size_bytes: i64::try_from(size_bytes).map_err(ApiError::internal)? })
}

async fn keep_logo(app: &App) -> Result<StoredLogo, ApiError> {
    let prepared = app.workers.run(|| pipeline::prepare_logo(LOGO)).await?;
    let prepared = prepared.map_err(|rejection| ApiError::internal(rejection.detail()))?;
    let logo = StoredLogo {
        storage_key: Blobs::new_key(),
        width: i64::from(prepared.width),
        height: i64::from(prepared.height),
        fallback: Format::Png,
    };
    app.blobs.write(&logo.storage_key, prepared.renditions).await?;
    Ok(logo)
}
