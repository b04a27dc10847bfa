//! The pages of the staff app: they fetch with the client and render with components.

pub mod invite;
pub mod links;
pub mod not_found;
pub mod palette;
pub mod proposals;
pub mod settings;
pub mod share;
pub mod sign_in;
pub mod tracking_sheet;
pub mod vehicle;
pub mod vehicles;
