//! `GET /tracking-links`

use actix_web::{get, web};
use serde::Deserialize;
use shared::link::{LinkState, LinkedVehicle, ListedTrackingLink};
use shared::page::Page;
use shared::time::Timestamp;
use utoipa::IntoParams;

use crate::auth::ReadLinks;
use crate::auth::Require;
use crate::link_urls::LinkUrls;
use api_http::error::ApiError;
use api_http::extract::{Query, Window};
use store::Store;
use store::links::{self, LinkFilter};

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LinkQuery {
    /// Only this state.
    state: Option<LinkState>,
    /// Only links that expire before this instant.
    expires_before: Option<Timestamp>,
    /// The largest number of items to return, 1 to 100; 25 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// `next_cursor` of the previous page.
    cursor: Option<String>,
}

/// List tracking links
///
/// All links of the organisation, revoked ones too, newest first.
#[utoipa::path(
    operation_id = "list_tracking_links",
    tag = "Tracking links",
    security(("member" = []), ("api_key" = ["tracking_links.read"])),
    params(LinkQuery),
    responses((status = 200, description = "A page of links.", body = Page<ListedTrackingLink>))
)]
#[get("/tracking-links")]
pub async fn list_tracking_links(
    store: web::Data<Store>,
    urls: web::Data<LinkUrls>,
    caller: Require<ReadLinks>,
    query: Query<LinkQuery>,
) -> Result<web::Json<Page<ListedTrackingLink>>, ApiError> {
    let window = Window::parse(query.limit, query.cursor.as_deref())?;
    let organization = &caller.organization.organization;
    let filter = LinkFilter { state: query.state, expires_before: query.expires_before };
    let mut reader = store.read(caller.organization_id()).await?;
    let before = window.cursor();
    let found = links::list(reader.db(), &organization.id, filter, before, window.rows(), caller.now).await?;
    let page = window.page(found, |listed| listed.link.id.to_string());
    let listed = page.data.into_iter().map(|listed| {
        Ok(ListedTrackingLink {
            vehicle: LinkedVehicle {
                id: listed.link.vehicle_id.clone(),
                title: listed.vehicle_title,
                stage: listed.stage,
                customer_name: listed.customer_name,
                deleted_at: listed.vehicle_deleted_at,
            },
            link: urls.to_wire(organization, listed.link, caller.now)?,
        })
    });
    let data = listed.collect::<Result<_, ApiError>>()?;
    Ok(web::Json(Page { data, next_cursor: page.next_cursor }))
}
