//! Signing in, staying signed in, signing out.

pub mod change_password;
pub mod read;
pub mod refresh;
pub mod sign_in;
pub mod sign_out;

use actix_web::HttpResponse;
use shared::ids::{MemberId, SessionId};
use shared::member::Member;
use shared::organization::Organization;
use shared::session::Session;
use shared::time::Timestamp;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::{cookie, token};
use crate::error::ApiError;
use crate::keys::hash_token;
use crate::random;
use crate::server::App;
use crate::store::{Tx, sessions};

/// The operations on the session.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(sign_in::sign_in)
        .service(read::get_session)
        .service(sign_out::sign_out)
        .service(refresh::refresh_session)
        .service(change_password::change_password);
}

/// Opens a session for a member; gives its id and its first refresh token.
pub(crate) async fn open(tx: &mut Tx, member: &MemberId, now: Timestamp) -> Result<(SessionId, String), ApiError> {
    let (id, refresh_token) = (SessionId::from_u128(random::id(now)), random::token());
    sessions::insert(tx, &id, member, &hash_token(&refresh_token), now).await?;
    Ok((id, refresh_token))
}

/// The answer that opens or prolongs a session: tokens, member, organisation; the refresh token only in the cookie.
pub(crate) fn answer(
    app: &App,
    id: &SessionId,
    refresh_token: String,
    (member, organization): (Member, Organization),
    now: Timestamp,
) -> Result<HttpResponse, ApiError> {
    let session = Session {
        access_token: token::sign(&app.keys, &app.config.base_url, id, now)?,
        token_type: "Bearer".to_owned(),
        expires_in: token::LIFETIME_SECONDS,
        member,
        organization,
    };
    Ok(HttpResponse::Ok().cookie(cookie::write(&app.config.base_url, refresh_token)).json(session))
}
