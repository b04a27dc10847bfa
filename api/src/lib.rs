//! The server of ImportOps tracking links: JSON API, public page and the staff app's bundle in one binary.
//!
//! Dependencies point one way: `routes -> auth, domain, store, error`; `store -> domain`. ARCHITECTURE.md has the map.

pub mod answers;
pub mod auth;
pub mod background;
pub mod bundle;
pub mod cli;
pub mod client_address;
pub mod clock;
pub mod config;
pub mod connections;
pub mod data_lock;
pub mod demo;
pub mod domain;
pub mod edge;
pub mod entity_tag;
pub mod error;
pub mod events;
pub mod export;
pub mod extract;
pub mod idempotency;
pub mod keys;
pub mod knocks;
pub mod limits;
pub mod metrics;
mod notify;
pub mod openapi;
pub mod photos;
pub mod random;
pub mod readiness;
pub mod routes;
pub mod server;
mod signals;
pub mod store;
pub mod sweep;
pub mod telemetry;
pub mod tls;
