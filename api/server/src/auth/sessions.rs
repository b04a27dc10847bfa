//! The sessions of members: how one is opened, found and shown.

use std::sync::Arc;

use actix_web::HttpResponse;
use api_http::middleware::RequestContext;
use api_http::site::Site;
use api_http::{ApiError, cookie};
use domain::audit_action::AuditAction;
use domain::retention::{SESSION_LIFETIME_MS, before};
use host::keys::{Keys, hash_token};
use host::random;
use shared::ids::{MemberId, SessionId};
use shared::problem::ProblemCode;
use shared::session::Session;
use shared::time::Timestamp;
use store::audit::{self, Actor, AuditEvent};
use store::sessions::{self, SessionLimits, SignedIn};
use store::{AcrossTx, Store, Tx};

use super::token;

/// A session ends when it was not refreshed for so long: 12 hours.
pub const SESSION_IDLE_MS: i64 = 12 * 60 * 60 * 1000;

/// What sessions need of the server.
#[derive(Debug, Clone)]
pub struct Sessions {
    /// The database.
    pub store: Store,
    /// The keys, which sign access tokens.
    pub keys: Keys,
    /// Where the web app is.
    pub site: Arc<Site>,
}

/// A session that was just opened.
#[derive(Debug)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// Its first refresh token.
    pub refresh_token: String,
}

impl NewSession {
    /// Opens a session for a member.
    pub async fn open(tx: &mut AcrossTx, member: &MemberId, now: Timestamp) -> Result<Self, ApiError> {
        let (id, refresh_token) = (SessionId::from_u128(random::id(now)), random::token());
        sessions::insert(tx, &id, member, &hash_token(&refresh_token), now).await?;
        Ok(Self { id, refresh_token })
    }
}

impl Sessions {
    /// Who is behind a session, or 401.
    pub async fn find(&self, id: &SessionId, now: Timestamp) -> Result<SignedIn, ApiError> {
        let mut reader = self.store.read_across().await?;
        let found = sessions::find_alive(reader.across(), id, session_limits(now), now).await?;
        found.ok_or_else(|| ApiError::new(ProblemCode::AuthenticationRequired))
    }

    /// The session of an access token.
    pub fn of_token(&self, token: &str, now: Timestamp) -> Option<SessionId> {
        token::verify(&self.keys, &self.site.base_url, token, now)
    }

    /// The answer that opens or prolongs a session: tokens, member, organisation; the refresh token only in the cookie.
    pub fn answer(&self, session: NewSession, signed_in: SignedIn, now: Timestamp) -> Result<HttpResponse, ApiError> {
        let base_url = &self.site.base_url;
        let body = Session {
            access_token: token::sign(&self.keys, base_url, &session.id, now)?,
            token_type: "Bearer".to_owned(),
            expires_in: token::LIFETIME_SECONDS,
            member: signed_in.member,
            organization: signed_in.organization.organization,
        };
        Ok(HttpResponse::Ok().cookie(cookie::write(base_url, session.refresh_token)).json(body))
    }
}

/// Ends a session; tells whose it was, if it was alive until now.
pub async fn end(tx: &mut AcrossTx, id: &SessionId, now: Timestamp) -> Result<Option<SignedIn>, ApiError> {
    let signed_in = sessions::find_alive(tx.across(), id, session_limits(now), now).await?;
    let has_ended = sessions::end(tx.across(), id, now).await?;
    Ok(signed_in.filter(|_| has_ended))
}

/// Records what a member did with a session or to be let in, in the transaction in which it was done.
pub fn record(tx: &mut Tx, caller: &SignedIn, action: AuditAction, summary: &str, context: &RequestContext) {
    let member = &caller.member;
    let event = AuditEvent {
        organization_id: &caller.organization.organization.id,
        actor: Actor::Member(&member.id, &member.name),
        action,
        subject_id: member.id.as_str(),
        summary: summary.to_owned(),
        occurred_at: context.now,
        request_id: &context.request_id,
    };
    audit::record(tx, event);
}

/// When a session that is alive now was opened, and refreshed.
pub fn session_limits(now: Timestamp) -> SessionLimits {
    SessionLimits {
        opened_after: before(now, SESSION_LIFETIME_MS),
        refreshed_after: before(now, SESSION_IDLE_MS),
        // Nobody is signed out by a clock that is put right by some hours, and no session gets more than so much longer.
        latest: before(now, -SESSION_IDLE_MS),
    }
}
