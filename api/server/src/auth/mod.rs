//! Who is calling, and what they may do: a permission is an argument of the handler.

pub mod api_key;
pub mod failed_sign_ins;
mod hs256;
pub mod operator;
pub mod password;
pub mod permissions;
pub mod picture;
pub mod sessions;
pub mod token;

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use shared::api_key::Scope;
use shared::ids::{ApiKeyId, OrganizationId, SessionId};
use shared::member::Member;
use shared::problem::ProblemCode;
use shared::time::Timestamp;

use crate::acting::Acting;
use api_http::cross_origin;
use api_http::error::ApiError;
use api_http::limits::Limits;
use api_http::middleware::RequestContext;
use api_http::state::state;
use domain::api_key::PREFIX;
use store::audit::Actor;
use store::checked_credential::CheckedCredential;
use store::organizations::StoredOrganization;
use store::sessions::SignedIn;

pub use failed_sign_ins::FailedSignIns;
pub use permissions::*;
pub use sessions::{NewSession, Sessions};

/// What callers are recognised by, and how much they may ask.
#[derive(Debug, Clone)]
pub struct Authenticator {
    /// The sessions of members.
    pub sessions: Sessions,
    /// The buckets of requests.
    pub limits: Arc<Limits>,
}

/// A restored database takes a key that was revoked since for one that works.
const KEYS_WAIT: &str = "A backup was restored, so API keys are suspended: it does not know which ones were revoked \
                         after it was made. They work again once an admin has checked them and resumes the tracking \
                         links.";

/// What a caller called with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// A member's session.
    Session(SessionId),
    /// A key, which acts for the member who made it.
    ApiKey {
        /// Id of the key.
        id: ApiKeyId,
        /// What it is for.
        name: String,
        /// What it may do.
        scopes: Vec<Scope>,
    },
}

/// A caller who has a permission.
#[derive(Debug)]
pub struct Require<P> {
    /// Who is calling, or for whom the key acts.
    pub member: Member,
    /// The caller's organisation: the only one that the request can reach.
    pub organization: StoredOrganization,
    /// What the caller called with.
    pub credential: Credential,
    /// The instant of the request.
    pub now: Timestamp,
    /// Id of the request.
    pub request_id: String,
    checked: CheckedCredential,
    permission: PhantomData<P>,
}

impl<P> Require<P> {
    /// The organisation that the request is about.
    pub fn organization_id(&self) -> &OrganizationId {
        &self.organization.organization.id
    }

    /// The caller as the one who does something.
    pub fn actor(&self) -> Actor<'_> {
        match &self.credential {
            Credential::Session(_) => Actor::Member(&self.member.id, &self.member.name),
            Credential::ApiKey { id, name, .. } => Actor::ApiKey(id, name),
        }
    }

    /// The caller as somebody who does something, however they asked.
    pub fn acting(&self) -> Acting<'_> {
        Acting {
            organization: &self.organization.organization,
            member: &self.member.id,
            actor: self.actor(),
            now: self.now,
            request_id: &self.request_id,
        }
    }

    /// Whose retries these are: a member's, from whatever session, or a key's.
    pub fn retries_as(&self) -> &CheckedCredential {
        &self.checked
    }

    /// Counts the rows of the request, which costs as much as several when they are many.
    pub fn count_rows(&self, request: &HttpRequest, rows: usize) -> Result<(), ApiError> {
        let (limits, context) = (state::<Limits>(request)?, RequestContext::of(request));
        let counted = match &self.credential {
            Credential::Session(_) => limits.rows_of_member(self.member.id.as_str(), rows, context.uptime),
            Credential::ApiKey { id, .. } => limits.rows_of_key(id.as_str(), rows, context.uptime),
        };
        request.extensions_mut().insert(counted);
        counted.permit()
    }

    /// Whether the organisation is locked now.
    pub fn locked(&self) -> bool {
        self.organization.organization.subscription.locked
    }
}

impl<P: Permission> FromRequest for Require<P> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let authenticator = state::<Authenticator>(&request)?;
            let context = RequestContext::of(&request);
            let Some(token) = bearer(&request)? else {
                return Err(ApiError::new(ProblemCode::AuthenticationRequired));
            };
            if token.starts_with(PREFIX) {
                let caller = api_key::find_caller(&authenticator.sessions, &context, token).await?;
                let allowed = &caller.organization.organization.allowed_origins;
                cross_origin::permit(&request, |origin| allowed.iter().any(|allowed| allowed == origin));
                count(&authenticator, &request, &context, &caller)?;
                return Self::of_caller(caller, &context);
            }
            let session_id = authenticator.sessions.of_token(token, context.now);
            let session_id = session_id.ok_or_else(|| ApiError::new(ProblemCode::AuthenticationRequired))?;
            let caller = signed_in(&authenticator.sessions, &context, session_id).await?;
            count(&authenticator, &request, &context, &caller)?;
            Self::of_caller(caller, &context)
        })
    }
}

/// Who called with what, before it is known whether they may.
#[derive(Debug)]
struct Caller {
    member: Member,
    organization: StoredOrganization,
    credential: Credential,
    checked: CheckedCredential,
}

impl<P: Permission> Require<P> {
    /// The member behind a session that is alive, if the permission is theirs.
    async fn of_session(
        sessions: &Sessions,
        context: &RequestContext,
        session_id: SessionId,
    ) -> Result<Self, ApiError> {
        Self::of_caller(signed_in(sessions, context, session_id).await?, context)
    }

    fn of_caller(caller: Caller, context: &RequestContext) -> Result<Self, ApiError> {
        let Caller { member, organization, credential, checked } = caller;
        if matches!(credential, Credential::ApiKey { .. }) && organization.organization.links_suspended_at.is_some() {
            return Err(ApiError::new(ProblemCode::PermissionDenied).detail(KEYS_WAIT));
        }
        permit::<P>(member.role, &credential, organization.organization.subscription.locked)?;
        Ok(Self {
            member,
            organization,
            credential,
            now: context.now,
            request_id: context.request_id.clone(),
            checked,
            permission: PhantomData,
        })
    }
}

/// The member behind a session that is alive.
async fn signed_in(sessions: &Sessions, context: &RequestContext, session_id: SessionId) -> Result<Caller, ApiError> {
    let SignedIn { member, organization, credential: checked } = sessions.find(&session_id, context.now).await?;
    Ok(Caller { member, organization, credential: Credential::Session(session_id), checked })
}

/// Counts the request of a caller; what is left goes with the answer, whatever that is.
fn count(
    authenticator: &Authenticator,
    request: &HttpRequest,
    context: &RequestContext,
    caller: &Caller,
) -> Result<(), ApiError> {
    let counted = match &caller.credential {
        Credential::Session(_) => authenticator.limits.member(caller.member.id.as_str(), context.uptime),
        Credential::ApiKey { id, .. } => authenticator.limits.key(id.as_str(), context.uptime),
    };
    request.extensions_mut().insert(counted);
    counted.permit()
}

/// The bearer token of a request. A request with a session cookie besides is ambiguous and refused.
pub fn bearer(request: &HttpRequest) -> Result<Option<&str>, ApiError> {
    let mut values = request.headers().get_all(header::AUTHORIZATION);
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() || api_http::cookie::read(request).is_some() {
        return Err(ApiError::new(ProblemCode::BadRequest).detail("Send one credential, not several."));
    }
    let token = value.to_str().ok().and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    token.map(Some).ok_or_else(|| ApiError::new(ProblemCode::AuthenticationRequired))
}
