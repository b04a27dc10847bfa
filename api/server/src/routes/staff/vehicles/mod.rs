//! Vehicles.

pub mod bulk;
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

use api_http::operations::Operations;

/// The operations on vehicles.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(list::list_vehicles)
        .service(create::create_vehicle)
        .service(bulk::upsert_vehicles)
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
