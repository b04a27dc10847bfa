//! Vehicles.

pub mod bulk;
pub mod counts;
pub mod create;
pub mod delete;
pub mod eta_changes;
pub mod history;
pub mod list;
pub mod move_stage;
pub mod put;
pub mod read;
pub mod restore;
pub mod undo_stage_move;
pub mod update;

use api_http::error::ApiError;
use api_http::operations::Operations;
use domain::zone;
use shared::time::CivilDate;

use crate::auth::Require;

/// Which day it is where the caller's organisation works.
fn today<P>(caller: &Require<P>) -> Result<CivilDate, ApiError> {
    let time_zone = &caller.organization.organization.time_zone;
    zone::civil_date(caller.now, time_zone).ok_or_else(|| ApiError::internal("the clock is beyond the calendar"))
}

/// The operations on vehicles.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(list::list_vehicles)
        .service(create::create_vehicle)
        .service(bulk::upsert_vehicles)
        // Before those of one vehicle, whose id it could be.
        .service(counts::get_vehicle_counts)
        .service(read::get_vehicle)
        .service(put::put_vehicle)
        .service(update::update_vehicle)
        .service(delete::delete_vehicle)
        .service(restore::restore_vehicle)
        .service(move_stage::move_stage)
        .service(undo_stage_move::undo_stage_move)
        .service(eta_changes::list_eta_changes)
        .service(history::list_vehicle_history);
}
