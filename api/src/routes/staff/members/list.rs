//! `GET /members`

use actix_web::{get, web};
use shared::member::Member;
use shared::page::Page;

use crate::auth::{ReadMembers, Require};
use crate::error::ApiError;
use crate::extract::Window;
use crate::routes::ListQuery;
use crate::server::App;
use crate::store::members;

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
    app: web::Data<App>,
    caller: Require<ReadMembers>,
    query: web::Query<ListQuery>,
) -> Result<web::Json<Page<Member>>, ApiError> {
    let window = Window::parse(query.limit, query.cursor.as_deref())?;
    let mut reader = app.store.read(caller.organization_id()).await?;
    let found =
        members::list(reader.db(), caller.organization_id(), window.cursor().unwrap_or(""), window.rows()).await?;
    Ok(web::Json(window.page(found, |member| member.id.to_string())))
}
