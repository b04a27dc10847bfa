//! `GET /tracking-links`

use actix_web::{get, web};
use serde::Deserialize;
use shared::link::{LinkState, LinkedVehicle, ListedTrackingLink};
use shared::organization::Organization;
use shared::page::Page;
use shared::time::Timestamp;
use utoipa::IntoParams;

use crate::auth::ReadLinks;
use crate::auth::Require;
use crate::link_urls::LinkUrls;
use crate::routes::ordering::{beginning, id_place, instant_key, instant_place, only_changes, sort};
use crate::routes::staff::searching::{searched, words};
use api_http::error::ApiError;
use api_http::extract::Query;
use store::links::{self, LinkField, LinkFilter, LinkPage, StoredListedLink};
use store::{Order, Store};

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LinkQuery {
    /// Words that all appear in what is known of the vehicle and its customer, as in the `q` of `GET /vehicles`; at most 100
    /// characters.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Only this state.
    state: Option<LinkState>,
    /// Only links that expire before this instant.
    expires_before: Option<Timestamp>,
    /// Only links whose page was opened, or with `false` only those that nobody has opened yet. Staff's own previews do not count.
    opened: Option<bool>,
    /// Only links whose vehicle went to another customer since the URL was made, or only the others.
    customer_changed: Option<bool>,
    /// What was changed since this instant, the oldest change first. Changes of the minute before are listed too, so that
    /// none is missed. It cannot be combined with other filters, nor with another `sort` than `updated_at`.
    updated_since: Option<Timestamp>,
    /// The order: `created_at` or `updated_at`, with `-` before it for the reverse; `-created_at` by default.
    #[param(pattern = "^-?(created_at|updated_at)$", example = "-updated_at")]
    sort: Option<String>,
    /// The largest number of items to return, 1 to 100; 25 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// `next_cursor` of the previous page. The other parameters must be those of that page.
    cursor: Option<String>,
}

/// List tracking links
///
/// All links of the organisation, revoked ones too, newest first unless `sort` says otherwise. The first page has the `total`: how many
/// links the whole list has; with `updated_since` it is not counted.
///
/// With `updated_since` a system keeps up with what changes: take the largest `updated_at` that you have seen as the next
/// `updated_since`. A link that expires is not changed by it: compare `expires_at`. Nor is it by a view.
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
    let window = query.window(query.limit, query.cursor.as_deref())?;
    let query = query.into_inner();
    let organization = &caller.organization.organization;
    let changed = query.updated_since.map(beginning);
    let order = if changed.is_some() {
        only_changes(query.sort.as_deref(), query.is_narrowed())?;
        Order { by: LinkField::UpdatedAt, descending: false }
    } else {
        sort(query.sort.as_deref().unwrap_or("-created_at"), &FIELDS)?
    };
    let after = match order.by {
        LinkField::CreatedAt => id_place(&window),
        LinkField::UpdatedAt => window.cursor().or(changed.as_deref()).map(instant_place).transpose()?,
    };
    let filter = query.filter()?;
    let mut reader = searched(&store, caller.organization_id(), !filter.search.is_empty()).await?;
    let is_counted = changed.is_none() && window.cursor().is_none();
    let total =
        if is_counted { Some(links::count(reader.db(), &organization.id, &filter, caller.now).await?) } else { None };
    let page = LinkPage { order, after, limit: window.rows() };
    let found = links::list(reader.db(), &organization.id, &filter, page, caller.now).await?;
    let page = window.page(found, |listed| match order.by {
        LinkField::CreatedAt => listed.link.id.to_string(),
        LinkField::UpdatedAt => instant_key(listed.link.updated_at.unix_ms(), listed.link.id.as_str()),
    });
    let data = page.data.into_iter().map(|found| listed(&urls, organization, found, caller.now));
    Ok(web::Json(Page { data: data.collect::<Result<_, _>>()?, next_cursor: page.next_cursor, total }))
}

/// What the list can be sorted by.
const FIELDS: [(&str, LinkField); 2] = [("created_at", LinkField::CreatedAt), ("updated_at", LinkField::UpdatedAt)];

impl LinkQuery {
    fn is_narrowed(&self) -> bool {
        let Self { q, state, expires_before, opened, customer_changed, .. } = self;
        q.is_some() || state.is_some() || expires_before.is_some() || opened.is_some() || customer_changed.is_some()
    }

    fn filter(self) -> Result<LinkFilter, ApiError> {
        Ok(LinkFilter {
            search: words("?q", self.q)?,
            state: self.state,
            expires_before: self.expires_before,
            opened: self.opened,
            customer_changed: self.customer_changed,
        })
    }
}

/// A link as the list has it.
pub(super) fn listed(
    urls: &LinkUrls,
    organization: &Organization,
    found: StoredListedLink,
    now: Timestamp,
) -> Result<ListedTrackingLink, ApiError> {
    Ok(ListedTrackingLink {
        vehicle: LinkedVehicle {
            id: found.link.vehicle_id.clone(),
            title: found.vehicle_title,
            stage: found.stage,
            customer_name: found.customer_name,
            deleted_at: found.vehicle_deleted_at,
        },
        link: urls.to_wire(organization, found.link, now)?,
    })
}
