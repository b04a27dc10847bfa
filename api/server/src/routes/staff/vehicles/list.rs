//! `GET /vehicles`

use std::collections::BTreeSet;

use actix_web::{get, web};
use serde::Deserialize;
use shared::attention::VehicleAttention;
use shared::link::VehicleLinkState;
use shared::page::Page;
use shared::problem::FieldErrorCode;
use shared::stage::Stage;
use shared::time::{CivilDate, Timestamp};
use shared::vehicle::Vehicle;
use utoipa::IntoParams;

use crate::auth::ReadVehicles;
use crate::auth::Require;
use crate::routes::ordering::{beginning, instant_key, instant_place, only_changes, sort};
use crate::routes::staff::searching::{searched, words};
use crate::routes::staff::vehicles::today;
use api_http::error::ApiError;
use api_http::extract::{Query, Window};
use api_http::window::invalid_cursor;
use domain::text::hex;
use store::vehicle_lists::{self, Attention, NO_ETA, VehicleField, VehicleFilter, stage_place};
use store::{Order, Place, Store};

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct VehicleQuery {
    /// Words that all appear, in any order, in year, make, model, trim, colour, VIN, stock number, vessel or customer (name, email
    /// address, phone); at most 100 characters. A part of a word is enough. Case, accents and hyphens make no difference, nor do
    /// spaces inside a number: `octavia škoda`, `jzx1000123456` and `JZX100-0123456` find what they name.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Only this stage.
    stage: Option<Stage>,
    /// Only these stages, separated by commas. It cannot be combined with `stage`.
    #[param(example = "in_transit,arrived")]
    stages: Option<String>,
    /// Only this state of the tracking link.
    link_state: Option<VehicleLinkState>,
    /// Only vehicles that need attention for this reason: `overdue`, the ETA has passed and the vehicle has not arrived;
    /// `arriving_this_week`, it has not arrived either, and the ETA is today or on one of the six days after; `no_link`, it is not
    /// delivered, and no tracking link works; `unseen_change`, it is not delivered, its link works, and what the customer sees has
    /// changed since the page was last opened, or since the link was created. Days are those of the organisation's time zone. It cannot
    /// be combined with `deleted=true`.
    #[param(inline)]
    attention: Option<VehicleAttention>,
    /// Only this stock number.
    stock_number: Option<String>,
    /// Only this `external_id`.
    external_id: Option<String>,
    /// Words that all appear in the name and email address of the customer, as in `q`; at most 100 characters.
    #[param(max_length = 100)]
    customer: Option<String>,
    /// Words that all appear in the name of the vessel, as in `q`; at most 100 characters.
    #[param(max_length = 100)]
    vessel: Option<String>,
    /// What was changed since this instant, deleted vehicles included, the oldest change first. Changes of the minute
    /// before are listed too, so that none is missed. It cannot be combined with other filters, nor with another `sort` than
    /// `updated_at`.
    updated_since: Option<Timestamp>,
    /// True lists the deleted vehicles instead of the others.
    #[serde(default)]
    #[param(nullable = false, required = false)]
    deleted: bool,
    /// The order: `created_at`, `updated_at`, `eta`, `stage` (that of the journey) or `stock_number` (by its characters), with `-`
    /// before it for the reverse; `-created_at` by default. A vehicle without an ETA counts as later than all others, one without a
    /// stock number comes before all others.
    #[param(pattern = "^-?(created_at|updated_at|eta|stage|stock_number)$", example = "-updated_at")]
    sort: Option<String>,
    /// The largest number of items to return, 1 to 100; 25 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// `next_cursor` of the previous page. The other parameters must be those of that page.
    cursor: Option<String>,
}

/// List vehicles
///
/// Newest first, unless `sort` says otherwise. `total` is how many vehicles the whole list has; with `updated_since` it is not
/// counted. The order is stable: a vehicle that is created meanwhile never shifts a page. One
/// that is changed meanwhile can move in a list that is sorted by what was changed.
///
/// With `updated_since` a system keeps up with what changes: take the largest `updated_at` that you have seen as the next
/// `updated_since`. A vehicle with a `deleted_at` is gone. The same state may be listed twice; compare its `version`.
#[utoipa::path(
    operation_id = "list_vehicles",
    tag = "Vehicles",
    security(("member" = []), ("api_key" = ["vehicles.read"])),
    params(VehicleQuery),
    responses((status = 200, description = "A page of vehicles.", body = Page<Vehicle>))
)]
#[get("/vehicles")]
pub async fn list_vehicles(
    store: web::Data<Store>,
    caller: Require<ReadVehicles>,
    query: Query<VehicleQuery>,
) -> Result<web::Json<Page<Vehicle>>, ApiError> {
    let window = query.window(query.limit, query.cursor.as_deref())?;
    let query = query.into_inner();
    if let Some(since) = query.updated_since {
        only_changes(query.sort.as_deref(), query.is_narrowed())?;
        return changed(&store, &caller, since, &window).await;
    }
    let order = sort(query.sort.as_deref().unwrap_or("-created_at"), &FIELDS)?;
    let after = place(order, &window)?;
    let filter = query.filter(today(&caller)?)?;
    let (organization, now) = (caller.organization_id(), caller.now);
    let mut reader = searched(&store, organization, filter.has_words()).await?;
    let after = after.as_ref().map(|(value, id)| Place { value, id });
    let listed = vehicle_lists::list(reader.db(), organization, &filter, order, after, window.rows(), now).await?;
    let page = window.page(listed.vehicles, |vehicle| key(order, vehicle));
    Ok(web::Json(Page { total: Some(listed.total), ..page }))
}

/// What the list can be sorted by.
const FIELDS: [(&str, VehicleField); 5] = [
    ("created_at", VehicleField::CreatedAt),
    ("updated_at", VehicleField::UpdatedAt),
    ("eta", VehicleField::Eta),
    ("stage", VehicleField::Stage),
    ("stock_number", VehicleField::StockNumber),
];

impl VehicleQuery {
    fn is_narrowed(&self) -> bool {
        let Self { q, stage, stages, link_state, attention, .. } = self;
        let Self { stock_number, external_id, customer, vessel, deleted, .. } = self;
        let texts = [q, stages, stock_number, external_id, customer, vessel];
        let has_choice = stage.is_some() || link_state.is_some() || attention.is_some();
        texts.into_iter().any(Option::is_some) || has_choice || *deleted
    }

    fn filter(self, today: CivilDate) -> Result<VehicleFilter, ApiError> {
        if self.attention.is_some() && self.deleted {
            let detail = "cannot be combined with deleted=true: deleted vehicles need no attention";
            return Err(ApiError::invalid_field("?attention", FieldErrorCode::NotAllowed, detail));
        }
        let stages = match (self.stage, self.stages) {
            (None, None) => Vec::new(),
            (Some(stage), None) => vec![stage],
            (None, Some(stages)) => several_stages(&stages)?,
            (Some(_), Some(_)) => {
                let detail = "cannot be combined with stage";
                return Err(ApiError::invalid_field("?stages", FieldErrorCode::NotAllowed, detail));
            }
        };
        Ok(VehicleFilter {
            search: words("?q", self.q)?,
            stages,
            link_state: self.link_state,
            attention: self.attention.map(|why| Attention { why, today }),
            deleted: self.deleted,
            stock_number: plain("?stock_number", self.stock_number)?,
            external_id: plain("?external_id", self.external_id)?,
            customer: words("?customer", self.customer)?,
            vessel: words("?vessel", self.vessel)?,
        })
    }
}

fn several_stages(stages: &str) -> Result<Vec<Stage>, ApiError> {
    let stages = stages.split(',').map(|stage| Stage::parse(stage.trim())).collect::<Option<BTreeSet<_>>>();
    let stages = stages.map(|stages| stages.into_iter().collect());
    let detail = "must be stages, separated by commas";
    stages.ok_or_else(|| ApiError::invalid_field("?stages", FieldErrorCode::Invalid, detail))
}

fn plain(pointer: &str, text: Option<String>) -> Result<Option<String>, ApiError> {
    if text.as_ref().is_some_and(|text| text.contains('\0')) {
        return Err(ApiError::invalid_field(pointer, FieldErrorCode::Invalid, "must be plain text"));
    }
    Ok(text)
}

/// The place of a vehicle in an order, as the key of a cursor.
fn key(order: Order<VehicleField>, vehicle: &Vehicle) -> String {
    let id = vehicle.id.as_str();
    match order.by {
        VehicleField::CreatedAt => id.to_owned(),
        VehicleField::UpdatedAt => instant_key(vehicle.updated_at.unix_ms(), id),
        VehicleField::Eta => format!("{}_{id}", vehicle.eta.as_ref().map_or(NO_ETA.to_owned(), ToString::to_string)),
        VehicleField::Stage => format!("{}_{id}", stage_place(vehicle.stage)),
        VehicleField::StockNumber => {
            let stock_number = vehicle.stock_number.as_deref().unwrap_or_default();
            format!("{}_{id}", hex(stock_number.as_bytes()))
        }
    }
}

/// The place that the window begins after: what the list is sorted by, and an id.
fn place(order: Order<VehicleField>, window: &Window) -> Result<Option<(String, String)>, ApiError> {
    let Some(key) = window.cursor() else { return Ok(None) };
    let (value, id) = match order.by {
        VehicleField::CreatedAt => (String::new(), key),
        VehicleField::UpdatedAt | VehicleField::Stage => {
            let Place { value, id } = instant_place(key)?;
            (value.to_owned(), id)
        }
        VehicleField::Eta => {
            let (value, id) = key.split_once('_').ok_or_else(invalid_cursor)?;
            (value.to_owned(), id)
        }
        VehicleField::StockNumber => {
            let (value, id) = key.split_once('_').ok_or_else(invalid_cursor)?;
            (from_hex(value).ok_or_else(invalid_cursor)?, id)
        }
    };
    Ok(Some((value, id.to_owned())))
}

/// The text of hexadecimal digits.
fn from_hex(digits: &str) -> Option<String> {
    let bytes = digits.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    String::from_utf8(bytes.collect::<Option<_>>()?).ok().filter(|text| !text.contains('\0'))
}

async fn changed(
    store: &Store,
    caller: &Require<ReadVehicles>,
    since: Timestamp,
    window: &Window,
) -> Result<web::Json<Page<Vehicle>>, ApiError> {
    let (organization, beginning) = (caller.organization_id(), beginning(since));
    let after = instant_place(window.cursor().unwrap_or(&beginning))?;
    let mut reader = store.read(caller.organization_id()).await?;
    let found = vehicle_lists::list_changed(reader.db(), organization, after, window.rows(), caller.now).await?;
    Ok(web::Json(window.page(found, |vehicle| instant_key(vehicle.updated_at.unix_ms(), vehicle.id.as_str()))))
}
