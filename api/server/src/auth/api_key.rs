//! Callers with an API key, and what is noted of its use.

use shared::problem::ProblemCode;
use shared::time::Timestamp;

use super::Caller;
use super::Credential;
use super::Sessions;
use api_http::error::ApiError;
use api_http::middleware::RequestContext;
use domain::api_key::ApiKeySecret;
use domain::audit_action::AuditAction;
use host::keys::hash_token;
use store::api_keys::{self, CallingKey};
use store::audit::{self, Actor, AuditEvent};

/// How exact the last use of a key is: one write a minute tells enough.
const USE_NOTED_MS: i64 = 60 * 1000;

/// Who calls with a secret: 401 unless the key works and its maker is a member who can sign in.
pub(super) async fn find_caller(
    sessions: &Sessions,
    context: &RequestContext,
    secret: &str,
) -> Result<Caller, ApiError> {
    let unauthenticated = || ApiError::new(ProblemCode::AuthenticationRequired);
    let secret = ApiKeySecret::parse(secret).ok_or_else(unauthenticated)?;
    let address = context.address.map(|address| address.to_string()).unwrap_or_default();
    let place = sessions.keys.hash_address(&address);
    let mut reader = sessions.store.read_across().await?;
    let found = api_keys::find_working(reader.across(), &hash_token(secret.expose()), &place, context.now).await?;
    drop(reader);
    let key = found.ok_or_else(unauthenticated)?;
    if !key.known_place || is_due(key.last_used_at, context.now) {
        // A key works also while nothing can be written; what was not noted is noted with the next request.
        if let Err(error) = note_use(sessions, &key, &place, context).await {
            tracing::warn!(request_id = context.request_id, %error, "the use of an API key could not be recorded");
        }
    }
    let CallingKey { id, name, scopes, member, organization, credential: checked, .. } = key;
    Ok(Caller { member, organization, credential: Credential::ApiKey { id, name, scopes }, checked })
}

fn is_due(last_used_at: Option<Timestamp>, now: Timestamp) -> bool {
    // In the future only if the clock was wrong then.
    last_used_at.is_none_or(|last| !(0..USE_NOTED_MS).contains(&(now.unix_ms() - last.unix_ms())))
}

/// Notes the use, and in the audit log that it came from a new place. The place itself is kept as a keyed hash.
async fn note_use(
    sessions: &Sessions,
    key: &CallingKey,
    place: &str,
    context: &RequestContext,
) -> Result<(), ApiError> {
    let mut tx = sessions.store.begin_across().await?;
    api_keys::touch(tx.db(), &key.credential, context.now).await?;
    if !key.known_place && api_keys::add_place(tx.db(), &key.credential, place, context.now).await? {
        let event = AuditEvent {
            organization_id: &key.organization.organization.id,
            actor: Actor::ApiKey(&key.id, &key.name),
            action: AuditAction::ApiKeyUsedFromNewPlace,
            subject_id: key.id.as_str(),
            summary: "was used from a new network address".to_owned(),
            occurred_at: context.now,
            request_id: &context.request_id,
        };
        audit::record(&mut tx, event);
    }
    Ok(tx.commit().await?)
}
