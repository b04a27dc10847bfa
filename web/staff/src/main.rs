//! The staff app, compiled for the browser alone.
//!
//! Dependencies point one way: `app` and `pages` use `client` and the components of crate `ui`, `client` uses `pictures`; the
//! preview of the tracking page is that of crate `page`.

mod app;
mod client;
mod pages;
mod pictures;

fn main() {
    app::start();
}
