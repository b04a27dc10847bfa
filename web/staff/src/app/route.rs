//! Addresses of the staff app, built from the table of its pages.

use std::fmt;

use shared::app_page::AppPage;
use shared::ids::{ProposalId, VehicleId, WebhookEndpointId};

/// What the address of a vehicle calls its tracking link sheet.
pub const TRACKING_LINK_SHEET: &str = "tracking-link";

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
    /// What programs propose.
    Proposals,
    /// One proposal.
    Proposal(ProposalId),
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

impl AppPath {
    /// The page, the id of what it shows, and what is asked of it.
    fn parts(&self) -> (AppPage, &str, &'static str) {
        match self {
            Self::SignIn => (AppPage::SignIn, "", ""),
            Self::Vehicles => (AppPage::Vehicles, "", ""),
            Self::DeletedVehicles => (AppPage::Vehicles, "", "?deleted=true"),
            Self::Vehicle(id) => (AppPage::Vehicle, id.as_str(), ""),
            Self::VehicleTrackingLink(id) => (AppPage::Vehicle, id.as_str(), "?sheet=tracking-link"),
            Self::TrackingLinks => (AppPage::TrackingLinks, "", ""),
            Self::Proposals => (AppPage::Proposals, "", ""),
            Self::Proposal(id) => (AppPage::Proposal, id.as_str(), ""),
            Self::OrganizationSettings => (AppPage::OrganizationSettings, "", ""),
            Self::MemberSettings => (AppPage::MemberSettings, "", ""),
            Self::ApiKeySettings => (AppPage::ApiKeySettings, "", ""),
            Self::WebhookSettings => (AppPage::WebhookSettings, "", ""),
            Self::WebhookEndpoint(id) => (AppPage::WebhookEndpoint, id.as_str(), ""),
            Self::AuditLog => (AppPage::AuditLog, "", ""),
            Self::AccountSettings => (AppPage::AccountSettings, "", ""),
        }
    }

    /// What menus call it.
    pub fn title(&self) -> &'static str {
        self.parts().0.title()
    }
}

impl fmt::Display for AppPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (page, id, query) = self.parts();
        write!(f, "{}{query}", page.path(id))
    }
}

/// Where to go after signing in: only to a page of this app, never to what somebody wrote into a URL.
pub fn known_page(next: &str) -> Option<&str> {
    let (page, id) = AppPage::at(next.split(['?', '#']).next().unwrap_or_default())?;
    let known = match page {
        // They lead on, or are for those who are not signed in.
        AppPage::Start | AppPage::SignIn | AppPage::Invite | AppPage::Settings => false,
        AppPage::Vehicle => id.parse::<VehicleId>().is_ok(),
        AppPage::Proposal => id.parse::<ProposalId>().is_ok(),
        AppPage::WebhookEndpoint => id.parse::<WebhookEndpointId>().is_ok(),
        AppPage::Vehicles
        | AppPage::TrackingLinks
        | AppPage::Proposals
        | AppPage::OrganizationSettings
        | AppPage::MemberSettings
        | AppPage::ApiKeySettings
        | AppPage::WebhookSettings
        | AppPage::AuditLog
        | AppPage::AccountSettings => true,
    };
    // A control character or a backslash has no business in an address of this app.
    (known && next.chars().all(|c| c.is_ascii_graphic() && c != '\\')).then_some(next)
}

/// The address of the sign-in that leads back to this page afterwards.
pub fn sign_in_then(page: &str) -> String {
    match known_page(page) {
        Some(page) if page != AppPage::Vehicles.pattern() => format!("{}?next={}", AppPath::SignIn, escape(page)),
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
