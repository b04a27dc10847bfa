//! Every page of the staff app, in one table. From it the app finds the page of a path, builds paths and names its
//! pages. From it the server knows the paths of the app, so that reloading one is not a 404.

use crate::ids::VehicleId;
use crate::paths::ApiPath;

macro_rules! app_pages {
    ($($(#[doc = $doc:literal])+ $page:ident = $pattern:literal, $title:literal;)+) => {
        /// A page of the staff app.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum AppPage {
            $( $(#[doc = $doc])+ $page, )+
        }

        impl AppPage {
            /// Every page.
            pub const ALL: [Self; [$($pattern),+].len()] = [$(Self::$page),+];

            /// Its path; `{id}` stands for the id of what it shows.
            pub const fn pattern(self) -> &'static str {
                match self { $(Self::$page => $pattern),+ }
            }

            /// Its title, in menus and above its content.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$page => $title),+ }
            }
        }
    };
}

app_pages! {
    /// Leads to the vehicles.
    Start = "/", "Vehicles";
    /// Where members sign in.
    SignIn = "/sign-in", "Sign in";
    /// Where an invitation is answered.
    Invite = "/invite", "Join ImportOps";
    /// The vehicles.
    Vehicles = "/vehicles", "Vehicles";
    /// One vehicle.
    Vehicle = "/vehicles/{id}", "Vehicle";
    /// All tracking links.
    TrackingLinks = "/tracking-links", "Tracking links";
    /// Changes that programs propose.
    Proposals = "/proposals", "Proposals";
    /// One proposal.
    Proposal = "/proposals/{id}", "Proposal";
    /// Leads to the organisation's settings.
    Settings = "/settings", "Settings";
    /// The organisation's settings.
    OrganizationSettings = "/settings/organization", "Organization";
    /// The organisation's members.
    MemberSettings = "/settings/members", "Members";
    /// The organisation's API keys.
    ApiKeySettings = "/settings/api-keys", "API keys";
    /// The organisation's webhook endpoints.
    WebhookSettings = "/settings/webhooks", "Webhooks";
    /// One webhook endpoint.
    WebhookEndpoint = "/settings/webhooks/{id}", "Webhook endpoint";
    /// Who did what.
    AuditLog = "/settings/audit-log", "Audit log";
    /// The own account.
    AccountSettings = "/settings/account", "Your account";
}

/// What stands for an id in a pattern.
const ID: &str = "{id}";

impl AppPage {
    /// The page at a path, and the id in the path, as it stands there; empty where the page has none.
    pub fn at(path: &str) -> Option<(Self, &str)> {
        // A slash at the end makes no difference.
        let path = path.strip_suffix('/').filter(|path| !path.is_empty() && !path.ends_with('/')).unwrap_or(path);
        Self::ALL.into_iter().find_map(|page| Some((page, page.id_in(path)?)))
    }

    /// Its path, with an id where it has one.
    pub fn path(self, id: &str) -> String {
        self.pattern().replace(ID, id)
    }

    /// The parts of the program that draw it, beside the one that starts: the one that it begins with, then what follows.
    pub const fn parts(self) -> &'static [&'static str] {
        match self {
            Self::SignIn | Self::Settings => &[],
            Self::Start | Self::Vehicles => &["finding"],
            Self::Vehicle => &["vehicle", "gallery"],
            Self::Invite
            | Self::TrackingLinks
            | Self::Proposals
            | Self::Proposal
            | Self::OrganizationSettings
            | Self::MemberSettings
            | Self::ApiKeySettings
            | Self::WebhookSettings
            | Self::WebhookEndpoint
            | Self::AuditLog
            | Self::AccountSettings => &["office"],
        }
    }

    /// Whether only members see it.
    pub const fn is_behind_sign_in(self) -> bool {
        !matches!(self, Self::SignIn | Self::Invite)
    }

    /// What it asks the API for first, by URL. The document sends these requests before the program is there, so they have
    /// to be those that the program would send; `id` is the id in the path.
    pub fn first_requests(self, id: &str) -> Vec<String> {
        let of_vehicle = |id: VehicleId| {
            let paths = [ApiPath::Vehicle(&id), ApiPath::Photos(&id), ApiPath::Notes(&id)];
            paths.map(|path| path.to_string()).to_vec()
        };
        match self {
            Self::Start | Self::Vehicles => vec![ApiPath::Vehicles.to_string()],
            Self::Vehicle => id.parse().map_or_else(|_| Vec::new(), of_vehicle),
            _ => Vec::new(),
        }
    }

    fn id_in(self, path: &str) -> Option<&str> {
        match self.pattern().strip_suffix(ID) {
            None => (path == self.pattern()).then_some(""),
            Some(before) => path.strip_prefix(before).filter(|id| !id.is_empty() && !id.contains('/')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_at_its_own_path() {
        for page in AppPage::ALL {
            let id = if page.pattern().contains(ID) { "veh_x" } else { "" };
            assert_eq!(AppPage::at(&page.path(id)), Some((page, id)), "{page:?}");
            assert_eq!(AppPage::at(&format!("{}/", page.path(id).trim_end_matches('/'))), Some((page, id)), "{page:?}");
            assert!(!page.title().is_empty());
        }
    }

    #[test]
    fn what_a_page_asks_for_first_is_its_own() {
        let id = VehicleId::from_u128(7);
        assert_eq!(AppPage::Vehicles.first_requests(""), ["/api/v1/vehicles"]);
        let of_vehicle = ["", "/photos", "/notes"].map(|rest| format!("/api/v1/vehicles/{id}{rest}"));
        assert_eq!(AppPage::Vehicle.first_requests(id.as_str()), of_vehicle);
        assert!(AppPage::Vehicle.first_requests("\"><script>").is_empty());
    }

    #[test]
    fn nothing_else_is_a_page() {
        for path in
            ["", "vehicles", "//", "//vehicles", "/vehicles//", "/vehicles/a/b", "/Vehicles", "/t/x", "/settings/x"]
        {
            assert_eq!(AppPage::at(path), None, "{path}");
        }
    }
}
