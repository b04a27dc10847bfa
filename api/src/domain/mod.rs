//! Pure rules that take `now`: no SQL, no HTTP, no clock.

pub mod address;
pub mod api_key;
pub mod calendar;
pub mod delivery;
pub mod link;
pub mod lockdown;
pub mod public;
pub mod slug;
pub mod text;
pub mod vehicle;
pub mod zone;
