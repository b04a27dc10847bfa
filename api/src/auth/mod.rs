//! Who is calling, and what they may do: a permission is an argument of the handler.

pub mod cookie;
pub mod operator;
pub mod password;
pub mod picture;
pub mod token;

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use shared::ids::{MemberId, OrganizationId, SessionId};
use shared::member::{Member, Role};
use shared::problem::ProblemCode;
use shared::time::Timestamp;

use crate::edge::RequestContext;
use crate::error::ApiError;
use crate::server::App;
use crate::store::organizations::StoredOrganization;
use crate::store::sessions;

/// A session ends when it was not refreshed for so long: 12 hours.
pub const SESSION_IDLE_MS: i64 = 12 * 60 * 60 * 1000;
/// A session ends so long after it was opened: 30 days.
pub const SESSION_LIFETIME_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Something that a caller may or may not do.
pub trait Permission: 'static {
    /// The least role that has it.
    const ROLE: Role;
    /// What it needs of the subscription.
    const LOCKDOWN: Lockdown;
}

/// What lockdown means for a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lockdown {
    /// Reading stays possible.
    Reads,
    /// Taking access away stays possible.
    TakesAccessAway,
    /// Everything else is refused with 402.
    Refused,
}

macro_rules! permissions {
    ($($(#[doc = $doc:literal])+ $name:ident: $role:ident, $lockdown:ident;)+) => { $(
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name;

        impl Permission for $name {
            const ROLE: Role = Role::$role;
            const LOCKDOWN: Lockdown = Lockdown::$lockdown;
        }
    )+ };
}

permissions! {
    /// Read vehicles, notes, photos and tracking links, URLs included.
    ReadVehicles: Viewer, Reads;
    /// Create and change vehicles, notes and photos.
    EditVehicles: Editor, Refused;
    /// Delete vehicles, notes and photos.
    DeleteVehicles: Editor, TakesAccessAway;
    /// Undo the deletion of a vehicle.
    RestoreVehicles: Admin, Refused;
    /// Create, change and regenerate tracking links.
    EditLinks: Editor, Refused;
    /// Revoke tracking links.
    RevokeLinks: Editor, TakesAccessAway;
    /// Read the organisation's settings and subscription.
    ReadOrganization: Viewer, Reads;
    /// Change the organisation's settings.
    EditOrganization: Admin, Refused;
    /// Read the list of members.
    ReadMembers: Viewer, Reads;
    /// Invite members.
    InviteMembers: Admin, Refused;
    /// Change a member's role and access. Disabling takes access away, the handler refuses the rest in lockdown.
    ChangeMembers: Admin, TakesAccessAway;
    /// Read and end the own session, change the own password.
    OwnSession: Viewer, TakesAccessAway;
}

/// A signed-in member who has a permission.
#[derive(Debug)]
pub struct Require<P> {
    /// Who is calling.
    pub member: Member,
    /// The caller's organisation: the only one that the request can reach.
    pub organization: StoredOrganization,
    /// The session of the caller.
    pub session_id: SessionId,
    /// The instant of the request.
    pub now: Timestamp,
    /// Id of the request.
    pub request_id: String,
    permission: PhantomData<P>,
}

impl<P> Require<P> {
    /// The organisation that the request is about.
    pub fn organization_id(&self) -> &OrganizationId {
        &self.organization.organization.id
    }

    /// The caller as the one who does something.
    pub fn actor(&self) -> (&MemberId, &str) {
        (&self.member.id, &self.member.name)
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
            let app = App::of(&request)?;
            let context = RequestContext::of(&request);
            let Some(token) = bearer(&request)? else {
                return Err(ApiError::new(ProblemCode::AuthenticationRequired));
            };
            let session_id = token::verify(&app.keys, &app.config.base_url, token, context.now)
                .ok_or_else(|| ApiError::new(ProblemCode::AuthenticationRequired))?;
            Self::of_session(&app, &context, session_id).await
        })
    }
}

impl<P: Permission> Require<P> {
    /// The member behind a session that is alive, if the permission is theirs.
    async fn of_session(app: &App, context: &RequestContext, session_id: SessionId) -> Result<Self, ApiError> {
        let signed_in = find_session(app, &session_id, context.now).await?;
        permit::<P>(signed_in.member.role, signed_in.organization.organization.subscription.locked)?;
        Ok(Self {
            member: signed_in.member,
            organization: signed_in.organization,
            session_id,
            now: context.now,
            request_id: context.request_id.clone(),
            permission: PhantomData,
        })
    }
}

/// Who is behind a session, or 401.
pub async fn find_session(app: &App, id: &SessionId, now: Timestamp) -> Result<sessions::SignedIn, ApiError> {
    let mut reader = app.store.read().await?;
    let (opened_after, refreshed_after) = session_limits(now);
    sessions::find_alive(reader.db(), id, opened_after, refreshed_after, now)
        .await?
        .ok_or_else(|| ApiError::new(ProblemCode::AuthenticationRequired))
}

/// The latest instants at which a session that is over by now was opened, and refreshed.
pub fn session_limits(now: Timestamp) -> (Timestamp, Timestamp) {
    let before = |duration_ms| Timestamp::from_unix_ms(now.unix_ms() - duration_ms).unwrap_or(now);
    (before(SESSION_LIFETIME_MS), before(SESSION_IDLE_MS))
}

fn permit<P: Permission>(role: Role, locked: bool) -> Result<(), ApiError> {
    if role < P::ROLE {
        let detail = format!("This needs the role {}; yours is {}.", P::ROLE.as_str(), role.as_str());
        return Err(ApiError::new(ProblemCode::PermissionDenied).detail(detail));
    }
    if locked && P::LOCKDOWN == Lockdown::Refused {
        return Err(ApiError::new(ProblemCode::SubscriptionInactive));
    }
    Ok(())
}

/// The bearer token of a request. A request with a session cookie besides is ambiguous and refused.
pub fn bearer(request: &HttpRequest) -> Result<Option<&str>, ApiError> {
    let mut values = request.headers().get_all(header::AUTHORIZATION);
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() || cookie::read(request).is_some() {
        return Err(ApiError::new(ProblemCode::BadRequest).detail("Send one credential, not several."));
    }
    let token = value.to_str().ok().and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    token.map(Some).ok_or_else(|| ApiError::new(ProblemCode::AuthenticationRequired))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lockdown_refuses_writes_but_never_taking_access_away() {
        assert!(permit::<ReadVehicles>(Role::Viewer, true).is_ok());
        assert!(permit::<RevokeLinks>(Role::Editor, true).is_ok());
        let refused = permit::<EditLinks>(Role::Editor, true).unwrap_err();
        assert_eq!(refused.code(), ProblemCode::SubscriptionInactive);
    }

    #[test]
    fn a_missing_role_is_named() {
        let refused = permit::<EditOrganization>(Role::Editor, false).unwrap_err();
        assert_eq!(refused.code(), ProblemCode::PermissionDenied);
        assert!(refused.to_string().contains("admin"));
    }
}
