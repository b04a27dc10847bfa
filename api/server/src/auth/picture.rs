//! Who may see and upload a picture of staff: who may by the access token, or by the session's cookie, because the `<img>`
//! of the web app sends no header of its own, and `XMLHttpRequest`, which alone tells how far an upload is, always sends
//! the cookie. The cookie is good for pictures and nothing else. It is `SameSite=Strict`; an upload has to prove besides
//! that it comes from the web app itself.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use shared::problem::ProblemCode;

use super::Authenticator;
use super::Permission;
use super::Require;
use api_http::cookie;
use api_http::error::ApiError;
use api_http::middleware::RequestContext;
use api_http::state::state;
use domain::retention::before;
use host::keys::hash_token;
use store::sessions::{self, RecentUse};

/// How long a cookie that was just replaced still opens pictures, in milliseconds: those that a page asked for while the
/// session was refreshed.
const OVERLAP_MS: i64 = 60 * 1000;

/// A signed-in member who has a permission, by access token or by cookie.
#[derive(Debug)]
pub struct RequireForPicture<P>(pub Require<P>);

impl<P: Permission> FromRequest for RequireForPicture<P> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let by_header = Require::<P>::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            if request.headers().contains_key(header::AUTHORIZATION) {
                return by_header.await.map(Self);
            }
            let unauthenticated = || ApiError::new(ProblemCode::AuthenticationRequired);
            let token = cookie::read(&request).ok_or_else(unauthenticated)?;
            let of_members = state::<Authenticator>(&request)?.sessions.clone();
            if !request.method().is_safe() {
                cookie::refuse_cross_site(&request, &of_members.site.base_url)?;
            }
            let context = RequestContext::of(&request);
            let used = RecentUse { after: before(context.now, OVERLAP_MS), by: before(context.now, -OVERLAP_MS) };
            let mut reader = of_members.store.read_across().await?;
            let session = sessions::find_by_recent_token(reader.across(), &hash_token(&token), used).await?;
            drop(reader);
            Require::of_session(&of_members, &context, session.ok_or_else(unauthenticated)?).await.map(Self)
        })
    }
}
