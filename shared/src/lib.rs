//! What goes over the wire between the API and the web app, and nothing else.
//!
//! No I/O, no clock, no randomness, no rule that needs them. Everything here compiles to WebAssembly with serde and
//! time as its only dependencies; the schemas of the OpenAPI document are behind the `openapi` feature.

pub mod api_key;
pub mod app_page;
pub mod attention;
pub mod audit;
pub mod base_media;
pub mod bulk;
pub mod capture_time;
pub mod currency;
pub mod eta;
pub mod event;
pub mod export;
pub mod ids;
pub mod language;
pub mod link;
pub mod link_options;
pub mod locale;
pub mod mail;
pub mod member;
pub mod message_uri;
pub mod money;
pub mod note;
pub mod organization;
pub mod outgoing_mail;
pub mod page;
pub mod patch;
pub mod paths;
pub mod phone;
pub mod photo;
pub mod problem;
pub mod proposal;
pub mod public_tracking;
pub mod resource;
pub mod session;
pub mod stage;
pub mod text;
pub mod time;
pub mod vehicle;
pub mod webhook;
mod wire;
