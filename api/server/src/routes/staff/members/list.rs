//! `GET /members`

use actix_web::{get, web};
use shared::member::Member;
use shared::page::Page;

use crate::auth::ReadMembers;
use crate::auth::Require;
use crate::routes::ListQuery;
use api_http::error::ApiError;
use api_http::extract::Query;
use store::Store;
use store::members;

/// List members
///
/// All members of the organisation, oldest first, disabled ones too.
#[utoipa::path(
    operation_id = "list_members",
    tag = "Members",
    security(("member" = [])),
    params(ListQuery),
    responses((status = 200, description = "A page of members.", body = Page<Member>))
)]
#[get("/members")]
pub async fn list_members(
    store: web::Data<Store>,
    caller: Require<ReadMembers>,
    query: Query<ListQuery>,
) -> Result<web::Json<Page<Member>>, ApiError> {
    let window = query.window(query.limit, query.cursor.as_deref())?;
    let mut reader = store.read(caller.organization_id()).await?;
    let found =
        members::list(reader.db(), caller.organization_id(), window.cursor().unwrap_or(""), window.rows()).await?;
    Ok(web::Json(window.page(found, |member| member.id.to_string())))
}
