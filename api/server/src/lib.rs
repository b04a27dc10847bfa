//! The server of ImportOps tracking links: how it is put together (`app`), who is calling (`auth`), what staff and integrators do
//! (`routes`), webhooks, background work, the OpenAPI document, the operator's commands. ARCHITECTURE.md has the map.

pub mod app;
pub mod auth;
pub mod cli;
pub mod config;
pub mod demo;
pub mod export;
mod guard;
pub mod idempotency;
mod link_urls;
pub mod metrics;
mod notify;
pub mod openapi;
pub mod photos;
pub mod readiness;
pub mod routes;
mod signals;
pub mod sweep;
pub mod webhooks;
