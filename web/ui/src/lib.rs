//! What both entry points of the web app are made of: components, formats, and the browser.
//!
//! Nothing here fetches or navigates: there is no client and no router in this crate.

pub mod browser;
pub mod components;
pub mod focus;
pub mod format;
pub mod history;
pub mod keys;
pub mod listen;
pub mod unsaved;
