//! What the path of a request says, decided in one place: its audience, and what follows from that.

use actix_web::http::Method;
use shared::paths::ApiPath;

/// For whom a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Customers, who open a page.
    Page,
    /// The program of that page.
    PublicApi,
    /// Staff and integrators.
    Api,
    /// Everybody: the staff app, its files, health checks.
    Site,
}

impl Audience {
    /// The audience of a path.
    pub fn of(path: &str) -> Self {
        if path == "/t" || path.starts_with("/t/") {
            Self::Page
        } else if path.starts_with("/api/v1/public/") {
            Self::PublicApi
        } else if path.starts_with("/api/") {
            Self::Api
        } else {
            Self::Site
        }
    }

    /// Whether the path may contain a slug.
    pub fn has_slug(self) -> bool {
        matches!(self, Self::Page | Self::PublicApi)
    }

    /// Whether answers stay out of search engines, and problems do not repeat the path.
    pub fn is_public(self) -> bool {
        !matches!(self, Self::Api)
    }
}

/// Whether a request uploads a picture or exports everything: these have limits of their own, which suit slow
/// connections and many rows.
pub fn takes_its_time(method: &Method, path: &str) -> bool {
    if path.ends_with("/export") {
        return path == ApiPath::Export.to_string();
    }
    let uploads = matches!(*method, Method::POST | Method::PUT) && Audience::of(path) == Audience::Api;
    uploads && (path.ends_with("/photos") || path == ApiPath::Logo.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_audience() {
        for (path, audience) in [
            ("/t", Audience::Page),
            ("/t/", Audience::Page),
            ("/t/slug/more", Audience::Page),
            ("/team", Audience::Site),
            ("/api/v1/public/tracking/slug", Audience::PublicApi),
            ("/api/v1/vehicles", Audience::Api),
            ("/api/", Audience::Api),
            ("/api", Audience::Site),
            ("/", Audience::Site),
        ] {
            assert_eq!(Audience::of(path), audience, "{path}");
        }
    }

    #[test]
    fn uploads_and_the_export_take_their_time() {
        let photos = "/api/v1/vehicles/ext:1/photos";
        assert!(takes_its_time(&Method::POST, photos));
        assert!(!takes_its_time(&Method::GET, photos));
        assert!(takes_its_time(&Method::PUT, &ApiPath::Logo.to_string()));
        assert!(takes_its_time(&Method::GET, &ApiPath::Export.to_string()));
        assert!(!takes_its_time(&Method::POST, "/photos"));
    }
}
