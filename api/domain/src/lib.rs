//! The rules of tracking links: pure functions of their arguments. No SQL, no HTTP, no clock, no randomness; a rule that
//! depends on time takes `now`.

pub mod address;
pub mod api_key;
pub mod audit_action;
pub mod calendar;
pub mod channel;
mod chassis_number;
pub mod delivery;
pub mod event_subject;
pub mod link;
pub mod lockdown;
pub mod news;
pub mod origin;
pub mod picture;
pub mod public;
pub mod retention;
pub mod search;
pub mod slug;
pub mod text;
pub mod vehicle;
pub mod zone;
