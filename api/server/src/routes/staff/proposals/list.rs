//! `GET /proposals`

use actix_web::{get, web};
use serde::Deserialize;
use shared::page::Page;
use shared::proposal::{Proposal, ProposalState};
use utoipa::IntoParams;

use super::visible;
use crate::auth::{ReadProposals, Require};
use api_http::error::ApiError;
use api_http::extract::Query;
use store::{Store, proposals};

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ProposalQuery {
    /// Only this state.
    state: Option<ProposalState>,
    /// The largest number of items to return, 1 to 100; 25 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// `next_cursor` of the previous page.
    cursor: Option<String>,
}

/// List proposals
///
/// Newest first. An API key sees those that it proposed itself.
#[utoipa::path(
    operation_id = "list_proposals",
    tag = "Proposals",
    security(("member" = []), ("api_key" = ["proposals.write"])),
    params(ProposalQuery),
    responses((status = 200, description = "A page of proposals.", body = Page<Proposal>))
)]
#[get("/proposals")]
pub async fn list_proposals(
    store: web::Data<Store>,
    caller: Require<ReadProposals>,
    query: Query<ProposalQuery>,
) -> Result<web::Json<Page<Proposal>>, ApiError> {
    let window = query.window(query.limit, query.cursor.as_deref())?;
    let ProposalQuery { state, .. } = query.into_inner();
    let mut reader = store.read(caller.organization_id()).await?;
    let before = window.cursor();
    let found = proposals::list(reader.db(), visible(&caller), state, before, window.rows(), caller.now).await?;
    Ok(web::Json(window.page(found, |proposal| proposal.id.to_string())))
}
