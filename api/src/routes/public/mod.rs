//! What a customer's browser asks for. Handlers here get a `PublicReader` and nothing else of the database.

pub mod calendar;
pub mod count_view;
pub mod events;
mod knock;
pub mod logo;
pub mod pages;
pub mod photo;
pub mod photo_preview;
pub mod read;
pub mod updates;
pub mod words;

use actix_web::middleware::{Compress, from_fn};
use actix_web::{guard, web};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

/// The public operations.
pub fn configure(config: &mut ServiceConfig) {
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

/// The public pages.
pub fn configure_pages(config: &mut web::ServiceConfig) {
    // The documents hold nothing that a request could choose, so their compressed size tells nobody anything.
    config.service(
        web::scope("/t")
            .wrap(Compress::default())
            .service(
                web::resource("/{slug}")
                    .guard(guard::Get())
                    .wrap(from_fn(knock::note))
                    .route(web::get().to(pages::tracking)),
            )
            .route("", web::get().to(pages::not_available))
            .route("/", web::get().to(pages::not_available))
            .route("/{slug}/{rest:.*}", web::get().to(pages::not_available)),
    );
}

/// A slug in a path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct SlugPath {
    /// The secret part of the tracking URL, upper or lower case.
    pub slug: String,
}
