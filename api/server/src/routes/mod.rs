//! The route table, by audience: staff, public, operations. One operation is one file.

pub mod operations;
pub mod ordering;
pub mod staff;
pub mod vehicle_ref;

use actix_web::{HttpRequest, HttpResponse, web};
use api_http::operations::{Operations, serve};
use serde::Deserialize;
use shared::ids::{
    ApiKeyId, MemberId, NoteId, PhotoId, ProposalId, TrackingLinkId, WebhookDeliveryId, WebhookEndpointId,
};
use shared::paths::API_BASE;
use shared::problem::ProblemCode;
use utoipa::IntoParams;

use api_http::error::ApiError;
use api_http::route_table::RouteTable;
use vehicle_ref::VehicleRef;

/// Everything that the server answers.
pub fn configure(config: &mut web::ServiceConfig) {
    config.service(web::scope(API_BASE).configure(|config| serve(config, api)));
    operations::configure(config);
    public::configure_pages(config);
}

/// The operations of the API, which are also those of the OpenAPI document.
pub fn api(config: &mut Operations<'_>) {
    // What is asked most comes first: routes are tried in this order.
    public::configure(config);
    staff::configure(config);
    operations::configure_api(config);
}

/// What no route matched: the path with another method, a page of the app, or nothing.
pub async fn unmatched(request: HttpRequest, routes: web::Data<RouteTable>) -> Result<HttpResponse, ApiError> {
    let path = request.path();
    if let Some(methods) = routes.methods_of(path) {
        return Err(method_not_allowed(&request, methods));
    }
    if path.starts_with("/api/") || path.starts_with("/assets/") {
        return Err(ApiError::not_found());
    }
    public::pages::unmatched(&request)
}

/// Why a parameter in a path could not be read: the path is that of another route, which has not this method, or nothing is there.
pub fn no_such_path(request: &HttpRequest) -> ApiError {
    let routes = request.app_data::<web::Data<RouteTable>>();
    let other = routes.filter(|routes| routes.template_of(request.path()) != request.match_pattern().as_deref());
    let methods = other.and_then(|routes| routes.methods_of(request.path()));
    let methods = methods.filter(|methods| methods.split(", ").all(|method| method != request.method().as_str()));
    methods.map_or_else(ApiError::not_found, |methods| method_not_allowed(request, methods))
}

fn method_not_allowed(request: &HttpRequest, methods: &str) -> ApiError {
    let detail = format!("{} is not one of {methods}.", request.method());
    ApiError::new(ProblemCode::MethodNotAllowed).detail(detail).allow(methods.to_owned())
}

/// A vehicle in a path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct VehiclePath {
    /// TypeID of the vehicle, or `ext:` and its `external_id`.
    #[param(value_type = String, pattern = "^(veh_[0-9a-hjkmnp-tv-z]{26}|ext:[!-~]{1,100})$", example = "ext:DMS-10023")]
    pub vehicle_id: VehicleRef,
}

/// A note on a vehicle in a path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct NotePath {
    /// TypeID of the vehicle, or `ext:` and its `external_id`.
    #[param(value_type = String, pattern = "^(veh_[0-9a-hjkmnp-tv-z]{26}|ext:[!-~]{1,100})$", example = "ext:DMS-10023")]
    pub vehicle_id: VehicleRef,
    /// TypeID of the note.
    pub note_id: NoteId,
}

/// A photo of a vehicle in a path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PhotoPath {
    /// TypeID of the vehicle, or `ext:` and its `external_id`.
    #[param(value_type = String, pattern = "^(veh_[0-9a-hjkmnp-tv-z]{26}|ext:[!-~]{1,100})$", example = "ext:DMS-10023")]
    pub vehicle_id: VehicleRef,
    /// TypeID of the photo.
    pub photo_id: PhotoId,
}

/// A member in a path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct MemberPath {
    /// TypeID of the member.
    pub member_id: MemberId,
}

/// An API key in a path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ApiKeyPath {
    /// TypeID of the key.
    pub api_key_id: ApiKeyId,
}

/// A proposal in a path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ProposalPath {
    /// TypeID of the proposal.
    pub proposal_id: ProposalId,
}

/// A tracking link in a path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct TrackingLinkPath {
    /// TypeID of the tracking link.
    pub tracking_link_id: TrackingLinkId,
}

/// A webhook endpoint in a path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct WebhookEndpointPath {
    /// TypeID of the endpoint.
    pub webhook_endpoint_id: WebhookEndpointId,
}

/// A delivery to a webhook endpoint in a path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct WebhookDeliveryPath {
    /// TypeID of the endpoint.
    pub webhook_endpoint_id: WebhookEndpointId,
    /// TypeID of the delivery.
    pub webhook_delivery_id: WebhookDeliveryId,
}

/// The window of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// The largest number of items to return, 1 to 100; 25 by default.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the previous page.
    pub cursor: Option<String>,
}
