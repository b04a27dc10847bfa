//! `POST /api-keys`

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, post};
use shared::api_key::{CreatedApiKey, NewApiKey, Scope};
use shared::ids::ApiKeyId;
use shared::paths::ApiPath;
use shared::problem::FieldErrorCode;
use shared::time::Timestamp;

use crate::auth::CreateKeys;
use crate::auth::Require;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::routes::staff::record;
use api_http::error::ApiError;
use api_http::extract::Body;
use domain::api_key::ApiKeySecret;
use domain::audit_action::AuditAction;
use domain::text::Checks;
use host::keys::hash_token;
use host::random;
use store::api_keys::{self, NewApiKeyRow};

/// The longest life of a key: two years and a day, for "two years from now" is a little later than when it was chosen.
pub const MAX_LIFE_MS: i64 = 731 * 24 * 60 * 60 * 1000;

/// Create an API key
///
/// The secret is in this answer only. The key acts on behalf of the member who creates it: it never does more than that
/// member may, and stops working when the member is disabled.
#[utoipa::path(
    operation_id = "create_api_key",
    tag = "API keys",
    security(("member" = [])),
    params(IdempotencyKeyHeader),
    request_body = NewApiKey,
    responses(
        (status = 201, description = "Created: store the secret now.", body = CreatedApiKey, headers(("Location" = String), ("Idempotency-Replayed" = String)))
    )
)]
#[post("/api-keys")]
pub async fn create_api_key(
    key: IdempotencyKey,
    caller: Require<CreateKeys>,
    new: Body<NewApiKey>,
) -> Result<HttpResponse, ApiError> {
    let (new, digest) = new.with_digest()?;
    let (name, scopes) = check(&new, caller.now)?;
    let (mut tx, claim) = match key.begin(&caller, &digest).await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let id = ApiKeyId::from_u128(random::id(caller.now));
    let secret = ApiKeySecret::new(random::bytes());
    let row = NewApiKeyRow {
        id: &id,
        name: &name,
        prefix: secret.shown(),
        secret_hash: &hash_token(secret.expose()),
        scopes: &scopes,
        expires_at: new.expires_at,
        created_by: &caller.member.id,
    };
    let organization = caller.organization_id();
    api_keys::insert(tx.db(), organization, row, caller.now).await?;
    let listed = scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ");
    record(
        &mut tx,
        &caller,
        AuditAction::ApiKeyCreated,
        id.as_str(),
        format!(
            "created the API key {name} with \
                                                                               {listed}"
        ),
    );
    let found = api_keys::find(tx.db(), organization, &id, caller.now).await?;
    let created = CreatedApiKey { api_key: found.ok_or_else(ApiError::not_found)?, secret: secret.expose().to_owned() };
    claim.commit(tx, Answer::json(StatusCode::CREATED, &created)?.located(ApiPath::ApiKey(&id))).await
}

/// The name and the scopes, in their order and each once.
fn check(new: &NewApiKey, now: Timestamp) -> Result<(String, Vec<Scope>), ApiError> {
    let mut checks = Checks::default();
    let name = checks.line("/name", &new.name, 80);
    let mut scopes = new.scopes.clone().unwrap_or_else(|| vec![Scope::VehiclesRead]);
    if scopes.is_empty() {
        checks.fail("/scopes", FieldErrorCode::Required, "must name at least one scope");
    }
    if scopes.len() > Scope::ALL.len() {
        checks.fail("/scopes", FieldErrorCode::TooLong, format!("must name at most {} scopes", Scope::ALL.len()));
    }
    scopes.sort_unstable();
    scopes.dedup();
    let life_ms = new.expires_at.unix_ms() - now.unix_ms();
    if life_ms <= 0 {
        checks.fail("/expires_at", FieldErrorCode::OutOfRange, "must be in the future");
    } else if life_ms > MAX_LIFE_MS {
        checks.fail("/expires_at", FieldErrorCode::OutOfRange, "must be at most two years from now");
    }
    checks.finish().map_err(ApiError::invalid)?;
    Ok((name, scopes))
}
