//! The typed client of the API. Signed out and signed in are two types: only [`PublicClient::sign_in`] and
//! [`PublicClient::resume`] give a [`StaffClient`], and only that one reaches the organisation's data.
//!
//! Pages call it; components never do. Nothing here renders.

mod api_keys;
mod audit;
mod error;
mod export;
mod fetch;
mod http;
mod links;
mod lock;
mod notes;
mod opening;
mod photos;
mod proposals;
mod public;
mod refresh;
mod settings;
mod staff;
mod upload;
mod vehicles;
mod webhooks;

pub use audit::AuditFilter;
pub use error::ApiError;
pub use fetch::follow_new_version;
pub use http::{Etag, Versioned};
pub use links::LinkFilter;
pub use proposals::WaitingProposal;
pub use public::PublicClient;
pub use staff::StaffClient;
pub use upload::{Content, Progress, Upload};
pub use vehicles::VehicleFilter;
