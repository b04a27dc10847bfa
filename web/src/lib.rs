//! The web app: two entry points of one crate, the staff app and the customer's tracking page.
//!
//! Dependencies point one way: `app` and `pages` use `client` and `components`; a component never imports the client;
//! `public` uses neither the router nor the client, so that the customer's page stays small.

#![cfg_attr(
    feature = "staff",
    expect(unreachable_pub, reason = "the component macro turns `pub(super)` into `pub` in what it generates")
)]

#[cfg(feature = "staff")]
pub mod app;
pub mod browser;
#[cfg(feature = "staff")]
pub mod client;
pub mod components;
pub mod format;
#[cfg(any(feature = "staff", feature = "tracking"))]
pub mod overlay;
#[cfg(feature = "staff")]
pub mod pages;
pub mod public;
