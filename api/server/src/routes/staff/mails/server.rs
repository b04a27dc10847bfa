//! `GET /mail-server`

use actix_web::{get, web};
use api_http::site::Site;
use shared::outgoing_mail::MailServer;

use crate::auth::{ReadOrganization, Require};

/// Get how mail is sent
///
/// Whether this server sends mail, which its operator decides: without it tracking pages offer no updates by mail.
#[utoipa::path(
    operation_id = "get_mail_server",
    tag = "Mail",
    security(("member" = []), ("api_key" = ["organization.read"])),
    responses((status = 200, description = "How mail is sent.", body = MailServer))
)]
#[get("/mail-server")]
pub async fn get_mail_server(site: web::Data<Site>, _caller: Require<ReadOrganization>) -> web::Json<MailServer> {
    web::Json(MailServer { sends_mail: site.sends_mail })
}
