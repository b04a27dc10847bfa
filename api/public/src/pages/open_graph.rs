//! Link previews for chat apps: Open Graph (ogp.me) and the Twitter card.
//!
//! Who imports which vehicle, and its hero photo if the page shows one; never arrival, stage or notes. The text is in
//! the organisation's language: the fetching program has none, and it is the organisation that shares the link.

use ::page::{Word, catalogue};
use shared::paths::PUBLIC_PHOTO_PREVIEW;
use shared::public_tracking::PublicTracking;

use super::escape_html;
use domain::picture::Format;
use domain::slug::Slug;
use pictures::pipeline::{PREVIEW_HEIGHT, PREVIEW_WIDTH};

/// The `meta` elements. URLs are absolute, from the configured base and never from the request.
pub(super) fn tags(page: &PublicTracking, slug: &Slug, base_url: &str) -> String {
    let words = catalogue::choose([page.locale.as_str()]);
    let (title, organization) = (page.vehicle.title.as_str(), page.organization.name.as_str());
    let about = words.get(Word::VehicleTracking);
    let card = if page.hero_photo.is_some() { "summary_large_image" } else { "summary" };
    let address = format!("{base_url}/t/{}", slug.as_str());
    let mut tags = vec![
        property("og:type", "website"),
        property("og:site_name", organization),
        property("og:title", title),
        property("og:description", &format!("{about} · {organization}")),
        property("og:url", &address),
        property("og:locale", &words.language.replace('-', "_")),
        named("description", &format!("{about} · {organization}")),
        named("twitter:card", card),
    ];
    if let Some(hero) = &page.hero_photo {
        let photo = hero.src.split_once('?').map_or(hero.src.as_str(), |(photo, _)| photo);
        let image = format!("{base_url}{photo}{PUBLIC_PHOTO_PREVIEW}");
        let alt = words.fill(Word::PhotoFirst, "vehicle", title);
        // What describes the picture follows it (ogp.me, structured properties).
        tags.extend([
            property("og:image", &image),
            property("og:image:type", Format::Jpeg.media_type()),
            property("og:image:width", &PREVIEW_WIDTH.to_string()),
            property("og:image:height", &PREVIEW_HEIGHT.to_string()),
            property("og:image:alt", &alt),
            named("twitter:image", &image),
            named("twitter:image:alt", &alt),
        ]);
        if base_url.starts_with("https://") {
            tags.insert(9, property("og:image:secure_url", &image));
        }
    }
    tags.concat()
}

fn property(name: &str, content: &str) -> String {
    format!("<meta property=\"{name}\" content=\"{}\">", escape_html(content))
}

fn named(name: &str, content: &str) -> String {
    format!("<meta name=\"{name}\" content=\"{}\">", escape_html(content))
}
