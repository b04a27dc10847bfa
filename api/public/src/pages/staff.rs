//! The document of the staff app. It shows what the app will show, as far as that is known before the program is there: the
//! sign-in, or the frame of the page.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use serde_json::json;
use shared::app_page::AppPage;
use shared::paths::ApiPath;
use shared::stage::Stage;

use super::document::{Document, escape_html};
use crate::bundle::{Entry, WORKER_PATH, WORKER_SCOPE};
use api_http::cookie;

const STAFF: &str = include_str!("../../../../web/html/staff.html");
const WAITING: &str = include_str!("../../../../web/html/staff/waiting.html");
const SIGN_IN: &str = include_str!("../../../../web/html/staff/sign-in.html");
const SHELL: &str = include_str!("../../../../web/html/staff/shell.html");
const VEHICLES: &str = include_str!("../../../../web/html/staff/vehicles.html");
const VEHICLE: &str = include_str!("../../../../web/html/staff/vehicle.html");
const PAGE: &str = include_str!("../../../../web/html/staff/page.html");

/// The links of the navigation, and the page that each leads to.
const AREAS: [(&str, AppPage); 4] = [
    ("{{at_vehicles}}", AppPage::Vehicles),
    ("{{at_links}}", AppPage::TrackingLinks),
    ("{{at_proposals}}", AppPage::Proposals),
    ("{{at_settings}}", AppPage::Settings),
];

/// What is known about who opens the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visitor {
    /// The browser has a session, which may have ended.
    WithSession,
    /// The browser has none.
    WithoutSession,
    /// It does not say: browsers keep the cookie back when a link on another site leads here.
    Unknown,
}

impl Visitor {
    fn of(request: &HttpRequest) -> Self {
        let site = request.headers().get("sec-fetch-site").and_then(|site| site.to_str().ok());
        if cookie::read(request).is_some() {
            Self::WithSession
        } else if matches!(site, Some("none" | "same-origin")) {
            Self::WithoutSession
        } else {
            Self::Unknown
        }
    }
}

/// The document for a path.
pub(super) fn document(request: &HttpRequest, entry: &'static Entry) -> Document {
    let found = AppPage::at(request.path());
    let status = if found.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let (content, begin, parts, is_styled_later) = match found {
        Some((page, id)) => {
            let visitor = Visitor::of(request);
            let is_shown = visitor != Visitor::WithoutSession || !page.is_behind_sign_in();
            let parts = if is_shown { preload(page, entry) } else { String::new() };
            // What narrows the list has its style with the list.
            let is_styled_later = !is_shown || page.parts().iter().all(|part| *part == "finding");
            (content(page, visitor), begin(page, id, visitor, request.query_string()), parts, is_styled_later)
        }
        None => (WAITING.to_owned(), begin(AppPage::SignIn, "", Visitor::Unknown, ""), String::new(), true),
    };
    // A page of a part is painted with it; where the program begins without, it fetches it for the first part (`app/parts/styles.rs`).
    let href = entry.later_stylesheet.unwrap_or_default();
    let later_stylesheet = if is_styled_later {
        format!("<template id=\"later-style\" data-href=\"{href}\"></template>")
    } else {
        format!("<link rel=\"stylesheet\" href=\"{href}\">")
    };
    Document::new(STAFF, entry, status)
        .value("content", content)
        .value("later_stylesheet", later_stylesheet)
        .value("parts", parts)
        .begin(begin)
}

fn content(page: AppPage, visitor: Visitor) -> String {
    match (page, visitor) {
        (AppPage::Invite, _) => WAITING.to_owned(),
        (AppPage::SignIn, _) | (_, Visitor::WithoutSession) => SIGN_IN.to_owned(),
        (page, Visitor::WithSession | Visitor::Unknown) => shell(page),
    }
}

fn shell(page: AppPage) -> String {
    let main = match page {
        AppPage::Start | AppPage::Vehicles => VEHICLES.replace("{{stages}}", &stages()),
        AppPage::Vehicle => VEHICLE.to_owned(),
        page => PAGE.replace("{{title}}", page.title()),
    };
    let area = if page == AppPage::Start { AppPage::Vehicles } else { page };
    let shell = AREAS.iter().fold(SHELL.to_owned(), |shell, (mark, first)| {
        let is_here = area.pattern().starts_with(first.pattern());
        shell.replace(mark, if is_here { " aria-current=\"page\"" } else { "" })
    });
    shell.replace("{{main}}", main.trim_end())
}

fn stages() -> String {
    Stage::ALL
        .iter()
        .flat_map(|stage| ["<option>".to_owned(), escape_html(stage.label()), "</option>".to_owned()])
        .collect()
}

/// What the document begins with before the program is there, as JSON for `web/staff/scripts/early.js`: it asks whether there is a
/// session, even if the browser seems to have none, and for what the page shows. Members get the service worker, once nothing waits.
fn begin(page: AppPage, id: &str, visitor: Visitor, query: &str) -> String {
    // A list with filters is another list.
    let asks = visitor != Visitor::WithoutSession && query.is_empty();
    let first = if asks { page.first_requests(id) } else { Vec::new() };
    let worker = [WORKER_PATH, WORKER_SCOPE];
    json!({ "refresh": ApiPath::SessionRefresh.to_string(), "first": first, "worker": worker }).to_string()
}

/// The part of the program that the page begins with comes beside the part that starts. What follows it is loaded when that is
/// there: on a slow line it would only keep back what is seen first.
fn preload(page: AppPage, entry: &'static Entry) -> String {
    let files = page.parts().first().map_or(&[][..], |part| entry.part(part));
    let link = |file: &&str| {
        format!("<link rel=\"preload\" href=\"{file}\" as=\"fetch\" type=\"application/wasm\" crossorigin>")
    };
    files.iter().map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_shows_what_the_app_will_show() {
        let list = content(AppPage::Vehicles, Visitor::WithSession);
        assert!(list.contains("href=\"/vehicles\" class=\"shell__link\" aria-current=\"page\""));
        assert_eq!(list.matches("aria-current").count(), 1);
        assert!(list.contains(Stage::ALL[0].label()));
        assert!(content(AppPage::MemberSettings, Visitor::WithSession).contains(">Members</h1>"));
        assert_eq!(content(AppPage::Vehicles, Visitor::WithoutSession), SIGN_IN);
        assert_eq!(content(AppPage::SignIn, Visitor::Unknown), SIGN_IN);
        for page in AppPage::ALL {
            for visitor in [Visitor::WithSession, Visitor::WithoutSession, Visitor::Unknown] {
                assert!(!content(page, visitor).contains("{{"), "{page:?}");
            }
        }
    }

    #[test]
    fn only_a_list_without_filters_is_asked_for_early() {
        let begun = |visitor, query| begin(AppPage::Vehicles, "", visitor, query);
        assert!(begun(Visitor::WithSession, "").contains("/api/v1/vehicles"));
        assert!(!begun(Visitor::WithSession, "q=a").contains("/api/v1/vehicles"));
        assert!(!begun(Visitor::WithoutSession, "").contains("/api/v1/vehicles"));
    }
}
