//! Every address of the staff app, in one place.

use std::fmt;

use shared::ids::{VehicleId, WebhookEndpointId};

/// An address of the app, written by `Display`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppPath {
    /// Where members sign in.
    SignIn,
    /// The vehicles.
    Vehicles,
    /// The deleted vehicles.
    DeletedVehicles,
    /// One vehicle.
    Vehicle(VehicleId),
    /// One vehicle with its tracking link sheet open.
    VehicleTrackingLink(VehicleId),
    /// All tracking links.
    TrackingLinks,
    /// The organisation's settings.
    OrganizationSettings,
    /// The organisation's members.
    MemberSettings,
    /// The organisation's API keys.
    ApiKeySettings,
    /// The organisation's webhook endpoints.
    WebhookSettings,
    /// One webhook endpoint.
    WebhookEndpoint(WebhookEndpointId),
    /// Who did what.
    AuditLog,
    /// The own account.
    AccountSettings,
}

impl fmt::Display for AppPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignIn => f.write_str("/sign-in"),
            Self::Vehicles => f.write_str("/vehicles"),
            Self::DeletedVehicles => f.write_str("/vehicles?deleted=true"),
            Self::Vehicle(id) => write!(f, "/vehicles/{id}"),
            Self::VehicleTrackingLink(id) => write!(f, "/vehicles/{id}?sheet=tracking-link"),
            Self::TrackingLinks => f.write_str("/tracking-links"),
            Self::OrganizationSettings => f.write_str("/settings/organization"),
            Self::MemberSettings => f.write_str("/settings/members"),
            Self::ApiKeySettings => f.write_str("/settings/api-keys"),
            Self::WebhookSettings => f.write_str("/settings/webhooks"),
            Self::WebhookEndpoint(id) => write!(f, "/settings/webhooks/{id}"),
            Self::AuditLog => f.write_str("/settings/audit-log"),
            Self::AccountSettings => f.write_str("/settings/account"),
        }
    }
}

/// Where to go after signing in: only to a page of this app, never to what somebody wrote into a URL.
pub fn known_page(next: &str) -> Option<&str> {
    let path = next.split(['?', '#']).next().unwrap_or_default();
    let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    let known = match segments.as_slice() {
        ["vehicles" | "tracking-links"]
        | ["settings", "organization" | "members" | "api-keys" | "webhooks" | "audit-log" | "account"] => true,
        ["vehicles", id] => id.parse::<VehicleId>().is_ok(),
        ["settings", "webhooks", id] => id.parse::<WebhookEndpointId>().is_ok(),
        _ => false,
    };
    // A control character or a backslash has no business in an address of this app.
    (known && next.chars().all(|c| c.is_ascii_graphic() && c != '\\')).then_some(next)
}

/// The address of the sign-in that leads back to this page afterwards.
pub fn sign_in_then(page: &str) -> String {
    match known_page(page) {
        Some(page) if page != "/vehicles" => format!("{}?next={}", AppPath::SignIn, escape(page)),
        _ => AppPath::SignIn.to_string(),
    }
}

/// Percent-encodes what would end or split a query value. The text is ASCII, by [`known_page`].
fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, c| {
        match c {
            '%' => escaped.push_str("%25"),
            '&' => escaped.push_str("%26"),
            '+' => escaped.push_str("%2B"),
            '#' => escaped.push_str("%23"),
            '?' => escaped.push_str("%3F"),
            '=' => escaped.push_str("%3D"),
            other => escaped.push(other),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_app_are_known() {
        let vehicle = AppPath::Vehicle(VehicleId::from_u128(7)).to_string();
        let endpoint = AppPath::WebhookEndpoint(WebhookEndpointId::from_u128(7)).to_string();
        for page in ["/vehicles", "/vehicles?stage=arrived&q=a%20b", "/tracking-links", "/settings/members", &vehicle] {
            assert_eq!(known_page(page), Some(page));
        }
        for page in ["/settings/api-keys", "/settings/webhooks", &endpoint, "/settings/audit-log?category=vehicle"] {
            assert_eq!(known_page(page), Some(page));
        }
        for elsewhere in [
            "",
            "vehicles",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/vehicles",
            "/vehicles/../t/x",
            "/settings/webhooks/..",
            "/vehicles?\\\n",
            "/sign-in",
            "/t/slug",
            "javascript:alert(1)",
        ] {
            assert_eq!(known_page(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn the_page_survives_the_detour() {
        assert_eq!(sign_in_then("/vehicles"), "/sign-in");
        assert_eq!(sign_in_then("/t/x"), "/sign-in");
        assert_eq!(
            sign_in_then("/vehicles?stage=arrived&q=a%20b"),
            "/sign-in?next=/vehicles%3Fstage%3Darrived%26q%3Da%2520b"
        );
    }
}
