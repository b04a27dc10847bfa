//! The OpenAPI document: collected from the handlers, completed by rules that hold for all of them.

mod events;
mod examples;
mod finishing;
mod schemas;
mod version_3_0;
mod walk;

use std::sync::OnceLock;

use api_http::operations::describe;
use api_http::route_table::{Route, RouteTable};
use shared::paths::API_BASE;
use shared::problem::Problem;
use shared::webhook::WebhookEvent;
use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    ContactBuilder, Content, InfoBuilder, LicenseBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder, Server,
    tag::TagBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use crate::routes;

/// The operations, as they are collected from the handlers.
pub fn document() -> OpenApi {
    let mut document = describe(API_BASE, routes::api);
    document.info = InfoBuilder::new()
        .title("ImportOps tracking links")
        .version("1.0.0")
        .description(Some(DESCRIPTION))
        .license(Some(LicenseBuilder::new().name("Apache-2.0 OR MIT").identifier(Some("Apache-2.0 OR MIT")).build()))
        .contact(Some(ContactBuilder::new().name(Some("ImportOps")).build()))
        .build();
    document.servers = Some(vec![Server::new(EXAMPLE_BASE_URL)]);
    document.tags =
        Some(TAGS.iter().map(|(name, text)| TagBuilder::new().name(*name).description(Some(*text)).build()).collect());
    add_components(&mut document);
    for (path, item) in &mut document.paths.paths {
        for (operation, safe) in operations(item) {
            add_errors(operation, safe, path.contains("/public/"));
        }
    }
    document
}

/// Which version of OpenAPI a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 3.1, from which the other one is made.
    V3_1,
    /// 3.0, for tools that do not know 3.1.
    V3_0,
}

/// The document that is checked in, as `openapi/openapi.json` and `openapi/openapi-3.0.json`.
pub fn json(version: Version) -> Result<String, serde_json::Error> {
    let mut finished = serde_json::to_value(document())?;
    finishing::finish(&mut finished);
    let rendered = match version {
        Version::V3_1 => finished,
        Version::V3_0 => version_3_0::render(&finished),
    };
    serde_json::to_string_pretty(&rendered).map(|json| json + "\n")
}

/// The same for a server with this address. Made once but for the address: collecting it from the handlers costs more than
/// any answer.
pub fn served(version: Version, base_url: &str) -> Result<String, serde_json::Error> {
    static JSON: [OnceLock<String>; 2] = [const { OnceLock::new() }; 2];
    let kept = &JSON[usize::from(version == Version::V3_0)];
    let json = if let Some(json) = kept.get() {
        json
    } else {
        let made = json(version)?;
        kept.get_or_init(|| made)
    };
    let quoted = serde_json::to_string(base_url)?;
    Ok(json.replace(EXAMPLE_BASE_URL, quoted.trim_matches('"')))
}

/// The address of the server in the checked-in document; a server puts in its own.
const EXAMPLE_BASE_URL: &str = "https://importops.example";
/// The name of the one security scheme.
const BEARER: &str = "bearer";
/// The name of the cookie that refreshes a session.
const REFRESH_COOKIE: &str = "refresh_cookie";

const DESCRIPTION: &str = "Share the status of one vehicle with one customer, by a link. \
    Every error is a problem (RFC 9457) with a `code` to switch on. Every resource has a strong `ETag`; send it \
    back as `If-Match` to change only what you have seen. A `PATCH` or `PUT` may contain all that reading shows: what \
    cannot be changed there has no effect. A save that changes nothing is answered with 200 and the same \
    version, and has no event.";

const CREDENTIALS: &str = "What `Authorization: Bearer` carries: an API key, created in Settings or by `POST /api-keys`; the \
    access token of `POST /session`; or the operator's credential. `x-credentials` of each operation says which of them it \
    takes (`api_key`, `member`, `operator`), and `x-scope` which scope a key needs.";

const TAGS: [(&str, &str); 16] = [
    ("Session", "Signing in, staying signed in, signing out."),
    ("Organisation", "Settings, defaults of new links, subscription."),
    ("Members", "The people of the organisation and their roles."),
    ("Vehicles", "Vehicles and their stages."),
    ("Notes", "Notes on a vehicle, for staff or for the customer."),
    ("Photos", "Photos of a vehicle: the gallery, its order and its hero photo."),
    ("Tracking link", "The tracking link of a vehicle."),
    ("Tracking links", "All tracking links of the organisation."),
    ("Proposals", "Changes that a program proposes and a member confirms or declines."),
    ("API keys", "Keys with which other programs call the API."),
    ("Webhooks", "Where events are posted, and how each delivery went."),
    ("Mail", "What the server sends by mail, and how it went."),
    ("Events", "The events that are posted to webhook endpoints."),
    ("Audit log", "Who did what."),
    ("Public", "Operations for a customer's browser. The slug is the only credential."),
    ("Operator", "For the billing system."),
];

fn add_components(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    let mut schemas = vec![
        (Problem::name().into_owned(), Problem::schema()),
        // What webhooks post is no answer of an operation, and belongs to the contract all the same.
        (WebhookEvent::name().into_owned(), WebhookEvent::schema()),
    ];
    Problem::schemas(&mut schemas);
    WebhookEvent::schemas(&mut schemas);
    for (name, schema) in schemas {
        components.schemas.entry(name).or_insert(schema);
    }
    let mut bearer = Http::new(HttpAuthScheme::Bearer);
    bearer.description = Some(CREDENTIALS.to_owned());
    let cookie = ApiKeyValue::with_description(
        "__Host-importops_refresh",
        "The refresh token, with the header `X-Requested-With`. Only for pages of this server.",
    );
    for (name, scheme) in
        [(BEARER, SecurityScheme::Http(bearer)), (REFRESH_COOKIE, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)))]
    {
        components.security_schemes.insert(name.to_owned(), RefOr::T(scheme));
    }
    for (status, description) in PROBLEMS {
        let content = Content::new(Some(RefOr::Ref(Ref::from_schema_name("Problem"))));
        let response =
            ResponseBuilder::new().description(description).content("application/problem+json", content).build();
        components.responses.insert(response_name(status), RefOr::T(response));
    }
    let not_modified = Response::new("The copy that the caller has is still current.");
    components.responses.insert(response_name("304"), RefOr::T(not_modified));
}

/// The problems that follow from the form of an operation.
const PROBLEMS: [(&str, &str); 14] = [
    ("400", "The request cannot be understood."),
    ("401", "The request needs a valid credential."),
    ("402", "The organisation's subscription is inactive."),
    ("403", "The credential does not permit this."),
    ("404", "There is nothing here, or it is not yours."),
    ("412", "Changed in the meantime; the current version is in the problem."),
    ("413", "The body is too large."),
    ("414", "The URL of the request, with its query, is longer than 8 KiB."),
    ("415", "This operation does not accept the media type of the body."),
    ("422", "Well-formed, but not valid; `errors` says what and where."),
    ("429", "Too many requests; `Retry-After` says how many seconds to wait."),
    ("500", "Something went wrong on our side and was recorded."),
    ("503", "The server cannot answer right now; `Retry-After` says how many seconds to wait before trying again."),
    ("507", "The server has no space left; nothing was changed."),
];

fn response_name(status: &str) -> String {
    format!("Status{status}")
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&mut Operation, bool)> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [(get, true), (put, false), (post, false), (delete, false), (patch, false)]
        .into_iter()
        .filter_map(|(operation, safe)| operation.as_mut().map(|operation| (operation, safe)))
}

fn add_errors(operation: &mut Operation, safe: bool, public: bool) {
    let parameters = operation.parameters.as_deref().unwrap_or_default();
    let has = |place: &ParameterIn, name: Option<&str>| {
        let mut written_here = parameters.iter().filter_map(|parameter| match parameter {
            RefOr::T(parameter) => Some(parameter),
            RefOr::Ref(_) => None,
        });
        written_here.any(|p| p.parameter_in == *place && name.is_none_or(|name| p.name == name))
    };
    let secured = operation.security.as_ref().is_some_and(|schemes| !schemes.is_empty());
    let signs_in = operation.operation_id.as_deref() == Some("create_session");
    let takes_away = matches!(
        operation.operation_id.as_deref(),
        Some(
            "revoke_tracking_links"
                | "update_password"
                | "refresh_session"
                | "set_subscription"
                | "preview_tracking_link"
        )
    );
    let deletes = operation.responses.responses.contains_key("204");
    let body = operation.request_body.is_some();
    let rules = [
        ("304", safe && has(&ParameterIn::Header, Some("If-None-Match"))),
        ("400", true),
        ("401", secured || signs_in),
        ("402", secured && !safe && !deletes && !takes_away),
        ("403", secured),
        ("404", public || has(&ParameterIn::Path, None) || has(&ParameterIn::Query, Some("organization_id"))),
        ("412", has(&ParameterIn::Header, Some("If-Match"))),
        ("413", body),
        ("414", true),
        ("415", body),
        ("422", body || has(&ParameterIn::Query, None) || has(&ParameterIn::Header, Some("Idempotency-Key"))),
        ("429", secured || public || signs_in),
        ("500", true),
        ("503", true),
        ("507", !safe),
    ];
    for (status, applies) in rules {
        if applies && !operation.responses.responses.contains_key(status) {
            let reference = RefOr::Ref(Ref::from_response_name(response_name(status)));
            operation.responses.responses.insert(status.to_owned(), reference);
        }
    }
}

/// Whether an API key is a credential for an operation.
fn takes_keys(operation: &Operation) -> bool {
    let requirements = serde_json::to_value(&operation.security).unwrap_or_default();
    requirements.as_array().into_iter().flatten().any(|requirement| requirement.get("api_key").is_some())
}

/// All paths that there are, and their methods. Collected once.
pub fn route_table() -> RouteTable {
    static TABLE: OnceLock<RouteTable> = OnceLock::new();
    TABLE.get_or_init(|| RouteTable::of(collected_routes())).clone()
}

fn collected_routes() -> Vec<Route> {
    let mut document = document();
    let mut table: Vec<_> = routes::operations::PAGES.iter().map(|path| Route::new(path, "GET, HEAD")).collect();
    table.push(Route::new(public::SECURITY_REPORTS, "POST"));
    for (path, item) in &mut document.paths.paths {
        let mut methods = Vec::new();
        let PathItem { get, put, post, delete, patch, .. } = item;
        let for_keys = get.as_ref().is_some_and(takes_keys);
        for (operation, names) in
            [(get, "GET, HEAD"), (put, "PUT"), (post, "POST"), (delete, "DELETE"), (patch, "PATCH")]
        {
            if operation.is_some() {
                methods.push(names);
            }
        }
        let route = Route::new(path, methods.join(", "));
        table.push(if for_keys { route.read_with_keys() } else { route });
    }
    table
}
