//! Everything that routes share: problems, extractors, middleware, limits, cookies, metrics and telemetry. It contains
//! no routes.

pub mod background;
pub mod client_address;
pub mod conditions;
pub mod connections;
pub mod cookie;
pub mod cross_origin;
pub mod edit;
pub mod entity_tag;
pub mod error;
pub mod extract;
mod json;
pub mod limits;
pub mod metrics;
pub mod middleware;
pub mod operations;
pub mod picture;
mod query;
pub mod route;
pub mod route_table;
pub mod site;
pub mod state;
pub mod telemetry;
pub mod window;

pub use error::ApiError;
pub use json::MAX_DEPTH;
pub use middleware::{MAX_URI_BYTES, RequestContext};
