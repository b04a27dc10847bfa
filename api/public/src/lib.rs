//! Everything for a customer's browser: the tracking page, its data, its pictures, live updates; and the documents of
//! the web app. Handlers here get a `PublicReader` and no other access to the database: this crate does not depend on
//! `store`.
//!
//! ```compile_fail,E0433
//! fn everything(_: store::Store) {}
//! ```

pub mod bundle;
pub mod calendar;
pub mod coding;
mod compressed;
pub mod count_view;
pub mod events;
pub mod logo;
pub mod pages;
pub mod photo;
pub mod photo_preview;
pub mod read;
mod retired_url;
pub mod slug;
mod subscription;
pub mod updates;
pub mod words;

use actix_web::middleware::{Compress, from_fn};
use actix_web::{guard, web};
use api_http::operations::Operations;
use shared::paths::SUBSCRIBE;

/// Where browsers report violations of the documents' policies.
pub const SECURITY_REPORTS: &str = "/api/security-reports";

/// The public operations.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(read::get_public_tracking)
        .service(updates::follow_public_updates)
        .service(events::follow_public_tracking)
        .service(photo::get_public_photo)
        .service(photo_preview::get_public_photo_preview)
        .service(logo::get_public_logo)
        .service(calendar::get_public_calendar)
        .service(count_view::create_public_view)
        .service(words::get_public_words);
}

/// The public pages, and what documents load.
pub fn configure_pages(config: &mut web::ServiceConfig) {
    // A request cannot influence the content of the documents, so their compressed size reveals nothing.
    config.route("/assets/{name}", web::get().to(bundle::asset));
    config.configure(subscription::configure);
    config.route(bundle::WORKER_PATH, web::get().to(bundle::worker)).service(
        web::scope("/t")
            .wrap(Compress::default())
            .service(
                web::resource("/{slug}")
                    .guard(guard::Get())
                    .wrap(from_fn(retired_url::note))
                    .route(web::get().to(pages::tracking)),
            )
            .service(
                web::resource(["/{slug}", SUBSCRIBE].concat())
                    .route(web::get().to(subscription::form))
                    .route(web::post().to(subscription::ask)),
            )
            .route("", web::get().to(pages::not_available))
            .route("/", web::get().to(pages::not_available))
            .route("/{slug}/{rest:.*}", web::get().to(pages::not_available)),
    );
}
