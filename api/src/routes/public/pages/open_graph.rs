//! What a chat app shows of a link: Open Graph (ogp.me) and the Twitter card.
//!
//! Who imports which vehicle, and its hero photo where the page shows one; never arrival, stage or notes.

use ::web::public::{Word, Words};
use shared::public_tracking::PublicTracking;

use super::escape_html;

/// The `meta` elements. Addresses are absolute, from the configured base and never from the request.
pub(super) fn tags(page: &PublicTracking, words: &Words, slug: &str, base_url: &str) -> String {
    let (title, organization) = (page.vehicle.title.as_str(), page.organization.name.as_str());
    let about = words.get(Word::VehicleTracking);
    let card = if page.hero_photo.is_some() { "summary_large_image" } else { "summary" };
    let address = format!("{base_url}/t/{}", slug.to_ascii_lowercase());
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
        tags.push(property("og:image", &format!("{base_url}{}", hero.src)));
        tags.push(property("og:image:alt", &words.fill(Word::PhotoFirst, "vehicle", title)));
    }
    tags.concat()
}

fn property(name: &str, content: &str) -> String {
    format!("<meta property=\"{name}\" content=\"{}\">", escape_html(content))
}

fn named(name: &str, content: &str) -> String {
    format!("<meta name=\"{name}\" content=\"{}\">", escape_html(content))
}
