//! Photos of a vehicle as staff see them. What a customer sees of them is `crate::public_tracking`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::capture_time::CaptureTime;
use crate::ids::PhotoId;
use crate::patch::not_null;
use crate::time::Timestamp;
use crate::wire::wire_enum;

/// The largest file that is accepted: 20 MB, counted as 20 × 1,048,576 bytes.
pub const MAX_UPLOAD_BYTES: usize = 20 * 1024 * 1024;
/// The most pixels that a picture may have: 64 megapixels, as phones count. Theirs are 9248 x 6936, which is 64.1 million.
pub const MAX_UPLOAD_PIXELS: u64 = 64_500_000;
/// The longest side that a picture may have, in pixels. Panoramas are that long.
pub const MAX_UPLOAD_SIDE: u32 = 16_384;
/// How many photos a vehicle has at most, unless the operator set another number.
pub const DEFAULT_PHOTOS_PER_VEHICLE: i64 = 200;
/// The widths in which a photo is kept, in pixels; never wider than the photo itself.
pub const WIDTHS: [u32; 4] = [320, 640, 1280, 2048];

/// The widths of a photo of this width, from the smallest to its own.
pub fn widths_of(width: i64) -> Vec<u32> {
    let own = u32::try_from(width).unwrap_or(0);
    WIDTHS.into_iter().filter(|smaller| *smaller < own).chain([own]).collect()
}

/// A photo of a vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Photo {
    /// TypeID of the photo. It is not the id in public URLs.
    pub id: PhotoId,
    /// Place in the gallery, from 1.
    #[cfg_attr(feature = "openapi", schema(example = 1, minimum = 1))]
    pub position: i64,
    /// Whether it is the hero photo of the vehicle. At most one is.
    pub is_hero: bool,
    /// Width of the largest size, in pixels.
    #[cfg_attr(feature = "openapi", schema(example = 2048, minimum = 1))]
    pub width: i64,
    /// Height of the largest size, in pixels.
    #[cfg_attr(feature = "openapi", schema(example = 1536, minimum = 1))]
    pub height: i64,
    /// A tiny blurred picture to show while the photo loads: twelve colours `RRGGBB`, a grid of four columns and three
    /// rows, row by row.
    #[cfg_attr(
        feature = "openapi",
        schema(
            pattern = "^[0-9a-f]{72}$",
            min_length = 72,
            max_length = 72,
            example = "a9c4dfa9c4dfa9c4dfa9c4df7d8894b3382eb3382e7d88945b6470454b52454b525b6470"
        )
    )]
    pub placeholder: String,
    /// Where the picture is, by width in pixels. Send the credential with the request. The format is AVIF if `Accept` lists
    /// `image/avif` and there is one, WebP if it lists `image/webp`, otherwise JPEG.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, String>, example = json!({ "320": "/api/v1/vehicles/veh_01jx5w8t3n7z0q4m6k2r9d5c1b/photos/pho_01jx5w8t3n7z0q4m6k2r9d5c1b?width=320" })))]
    pub urls: BTreeMap<u32, String>,
    /// When it was taken: the date and time that the camera's clock showed, with its offset from UTC if the camera wrote it
    /// down. Null if the file did not say. Customers never see it.
    #[cfg_attr(
        feature = "openapi",
        schema(
            value_type = Option<String>,
            pattern = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?([+-]\d\d:\d\d)?$",
            example = "2026-05-14T09:30:00.250+02:00"
        )
    )]
    pub capture_time: Option<CaptureTime>,
    /// When it was uploaded.
    pub created_at: Timestamp,
    /// What the uploader should know of the file. Only in the answer to the upload, and only if there is something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<PictureWarning>,
}

/// Something about an uploaded picture that its uploader should know, although it was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PictureWarning {
    /// What it is, for programs.
    pub code: PictureWarningCode,
    /// What it is and what to do, for people.
    #[cfg_attr(feature = "openapi", schema(example = "This is an animated picture: only its first frame is kept."))]
    pub detail: String,
}

wire_enum! {
    /// What the uploader of a picture should know.
    PictureWarningCode {
        /// The picture is animated: only its first frame is kept.
        FirstFrameOnly = "first_frame_only",
        /// Part of the picture is damaged: it is shown as far as it can be read.
        Damaged = "damaged",
    }
}

/// The photos of a vehicle in their order. A gallery is one resource: always whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PhotoGallery {
    /// The photos in their order.
    pub data: Vec<Photo>,
    /// Counts the changes of the gallery.
    pub version: i64,
}

/// A change of a photo (JSON Merge Patch, RFC 7396).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PhotoUpdate {
    /// True makes it the hero photo, instead of the one that was; false leaves the vehicle without one.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub is_hero: Option<bool>,
}

/// The order of a gallery.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PhotoOrder {
    /// Every photo of the gallery, once, in the new order.
    pub photo_ids: Vec<PhotoId>,
}

/// A file to upload.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PictureUpload {
    /// The picture: JPEG, PNG, WebP or HEIC, up to 20 MB, 64 megapixels and 16,384 pixels a side. The format is determined by
    /// decoding the file; its name is ignored. Of an animation, the first frame is kept. Nothing else that the file carries
    /// is kept, except when a photo was taken.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Binary, content_media_type = "application/octet-stream"))]
    pub file: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_size_is_larger_than_the_photo() {
        assert_eq!(widths_of(200), [200]);
        assert_eq!(widths_of(320), [320]);
        assert_eq!(widths_of(1000), [320, 640, 1000]);
        assert_eq!(widths_of(2048), [320, 640, 1280, 2048]);
    }
}
