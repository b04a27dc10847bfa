//! Many rows in one call: what is sent, and a result for each row.

use serde::{Deserialize, Serialize};

use crate::ids::PhotoId;
use crate::link::{NewTrackingLink, TrackingLink};
use crate::link_options::LinkOptionsUpdate;
use crate::patch::not_null;
use crate::problem::Problem;
use crate::time::Timestamp;
use crate::vehicle::Vehicle;
#[cfg(feature = "openapi")]
use crate::vehicle::VehicleUpdate;
use crate::wire::wire_enum;

/// How many rows one call takes at most.
pub const MAX_ROWS: usize = 500;

/// How large the body of such a call can be.
pub const MAX_BYTES: usize = 1024 * 1024;

wire_enum! {
    /// What a row led to.
    BulkOutcome {
        /// It was not there, and is now (status 201).
        Created = "created",
        /// It was there and was changed (status 200).
        Updated = "updated",
        /// It was there and stays as it is: no version, no event (status 200).
        Unchanged = "unchanged",
        /// The row had no effect; `problem` says why.
        Failed = "failed",
    }
}

/// Vehicles to create where they are not there, and to change where they are. `R` is a row, which the server reads one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkVehicles<R> {
    /// The rows.
    pub vehicles: Vec<R>,
}

/// Vehicles to create where they are not there, and to change where they are.
#[cfg(feature = "openapi")]
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BulkVehicles)]
#[expect(dead_code, reason = "documents the body; `BulkVehicles` reads it")]
pub struct BulkVehiclesBody {
    /// The vehicles, 1 to 500, each with its `external_id`; done in their order. A vehicle that is not there needs `year`, `make`
    /// and `model`. In one that is there, members that are absent stay as they are, and null clears (JSON Merge Patch, RFC 7396).
    /// An `eta_reason` and an `eta_remark` count only when the row moves the ETA of a vehicle that is there.
    #[schema(min_items = 1, max_items = 500)]
    vehicles: Vec<VehicleUpdate>,
}

/// What became of the rows, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkVehiclesResult {
    /// One result for each row.
    pub results: Vec<BulkVehicleResult>,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkVehicleResult {
    /// JSON Pointer (RFC 6901) to the row in the request.
    #[cfg_attr(feature = "openapi", schema(example = "/vehicles/0"))]
    pub pointer: String,
    /// What the row led to.
    pub outcome: BulkOutcome,
    /// The HTTP status that a call of its own would have had.
    #[cfg_attr(feature = "openapi", schema(example = 201))]
    pub status: u16,
    /// The vehicle as it is now; absent when the row failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub vehicle: Option<Vehicle>,
    /// Why the row failed; absent when it did not. Pointers in it lead into the body of this call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub problem: Option<Problem>,
}

/// Tracking links to create for vehicles that never had one. `R` is a row, which the server reads one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkTrackingLinks<R> {
    /// The rows.
    pub tracking_links: Vec<R>,
}

/// Tracking links to create for vehicles that never had one.
#[cfg(feature = "openapi")]
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BulkTrackingLinks)]
#[expect(dead_code, reason = "documents the body; `BulkTrackingLinks` reads it")]
pub struct BulkTrackingLinksBody {
    /// The links, 1 to 500; created in their order.
    #[schema(min_items = 1, max_items = 500)]
    tracking_links: Vec<BulkTrackingLink>,
}

/// A tracking link to create, and for which vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkTrackingLink {
    /// TypeID of the vehicle, or `ext:` and its `external_id`.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = "^(veh_[0-9a-hjkmnp-tv-z]{26}|ext:[!-~]{1,100})$", example = "ext:DMS-10023")
    )]
    pub vehicle_id: String,
    /// What the page shows. Absent switches are the organisation's defaults.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub options: Option<LinkOptionsUpdate>,
    /// The additional photos, in their order, up to 200; duplicates are merged.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, max_items = 200))]
    pub photo_ids: Option<Vec<PhotoId>>,
    /// When the URL stops working, in the future; absent or null for never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

impl BulkTrackingLink {
    /// The vehicle as the row names it, and the link.
    pub fn into_parts(self) -> (String, NewTrackingLink) {
        let Self { vehicle_id, options, photo_ids, expires_at } = self;
        (vehicle_id, NewTrackingLink { options, photo_ids, expires_at })
    }
}

/// What became of the rows, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkTrackingLinksResult {
    /// One result for each row.
    pub results: Vec<BulkTrackingLinkResult>,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkTrackingLinkResult {
    /// JSON Pointer (RFC 6901) to the row in the request.
    #[cfg_attr(feature = "openapi", schema(example = "/tracking_links/0"))]
    pub pointer: String,
    /// What the row led to: `created`, `unchanged` or `failed`.
    pub outcome: BulkOutcome,
    /// 201 when the link was created, 200 when the vehicle had one; else the HTTP status of the problem.
    #[cfg_attr(feature = "openapi", schema(example = 201))]
    pub status: u16,
    /// The link of the vehicle as it is now; absent when the row failed. Its `url` is null when staff have revoked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub tracking_link: Option<TrackingLink>,
    /// Why the row failed; absent when it did not. Pointers in it lead into the body of this call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub problem: Option<Problem>,
}
