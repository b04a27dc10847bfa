//! `GET /mails`

use actix_web::{get, web};
use api_http::error::ApiError;
use api_http::extract::Query;
use serde::Deserialize;
use shared::outgoing_mail::{MailState, OutgoingMail};
use shared::page::Page;
use store::{Store, mails};
use utoipa::IntoParams;

use crate::auth::ReadMails;
use crate::auth::Require;

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MailQuery {
    /// Only this state.
    state: Option<MailState>,
    /// The largest number of items to return, 1 to 100; 25 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// `next_cursor` of the previous page.
    cursor: Option<String>,
}

/// List the mails
///
/// What was sent for the organisation, is still to be sent, or was given up, newest first; thirty days are kept. To whom, and what a
/// mail said, is not kept.
#[utoipa::path(
    operation_id = "list_mails",
    tag = "Mail",
    security(("member" = [])),
    params(MailQuery),
    responses((status = 200, description = "A page of mails.", body = Page<OutgoingMail>))
)]
#[get("/mails")]
pub async fn list_mails(
    store: web::Data<Store>,
    caller: Require<ReadMails>,
    query: Query<MailQuery>,
) -> Result<web::Json<Page<OutgoingMail>>, ApiError> {
    let window = query.window(query.limit, query.cursor.as_deref())?;
    let MailQuery { state, .. } = query.into_inner();
    let mut reader = store.read(caller.organization_id()).await?;
    let found = mails::list(reader.db(), caller.organization_id(), state, window.cursor(), window.rows()).await?;
    Ok(web::Json(window.page(found, |mail| mail.id.to_string())))
}
