//! The server of ImportOps tracking links: how it is put together (`app`), who is calling (`auth`), what staff and integrators do
//! (`routes`), and by which rules (`tracking_links`, `vehicles`, `members`, `subscriptions`), webhooks, background work, the OpenAPI document, the operator's commands. ARCHITECTURE.md has the map.

mod acting;
pub mod app;
pub mod auth;
pub mod bulk;
pub mod cli;
pub mod config;
pub mod demo;
mod documentation;
pub mod export;
mod guard;
pub mod idempotency;
mod link_urls;
pub mod mailing;
mod members;
pub mod metrics;
mod notes;
mod notify;
pub mod openapi;
pub mod photos;
mod proposals;
pub mod readiness;
pub mod routes;
mod signals;
mod subscriptions;
pub mod sweep;
mod tracking_links;
mod vehicles;
pub mod webhooks;
