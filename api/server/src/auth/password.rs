//! Passwords: Argon2id, at most a few at a time, and the same work for an unknown member as for a known one.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use shared::problem::{FieldErrorCode, ProblemCode};
use tokio::sync::{Semaphore, SemaphorePermit};

use api_http::error::ApiError;
use domain::text::Checks;

/// How many may work or wait at a time: about a second's worth. Whoever comes then is told to come back.
static PERMITS: Semaphore = Semaphore::const_new(64);
/// Each hash takes 19 MiB and about 20 ms of a core: more at once would only starve everything else.
static AT_A_TIME: Semaphore = Semaphore::const_new(2);

/// A permit to work or wait; 503 when none is left.
fn permit() -> Result<SemaphorePermit<'static>, ApiError> {
    PERMITS.try_acquire().map_err(|_| ApiError::new(ProblemCode::ServiceUnavailable))
}

/// OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane.
fn argon2() -> Result<Argon2<'static>, ApiError> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(ApiError::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// A hash that no password has, so that verifying for an unknown member costs what it costs for a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LWhhcy10aGlz$\
                      YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE";

/// Hashes a password to a PHC string.
pub async fn hash(password: String) -> Result<String, ApiError> {
    let _permit = permit()?;
    let _turn = AT_A_TIME.acquire().await.map_err(ApiError::internal)?;
    actix_web::web::block(move || {
        // The salt is drawn from the operating system's random source by the library.
        argon2()?.hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(ApiError::internal)
    })
    .await
    .map_err(ApiError::internal)?
}

/// Whether a password belongs to a stored hash; without a hash the work is done all the same, and the answer is no.
pub async fn verify(password: String, stored: Option<String>) -> Result<bool, ApiError> {
    let _permit = permit()?;
    let _turn = AT_A_TIME.acquire().await.map_err(ApiError::internal)?;
    actix_web::web::block(move || {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| NOBODY.to_owned());
        let hash = PasswordHash::new(&stored).map_err(ApiError::internal)?;
        Ok(argon2()?.verify_password(password.as_bytes(), &hash).is_ok() && known)
    })
    .await
    .map_err(ApiError::internal)?
}

/// A password that a person chose: 12 to 256 characters, as NIST SP 800-63B asks, without rules of composition.
pub fn check_new(checks: &mut Checks, pointer: &str, password: &str) {
    let length = password.chars().count();
    if length < 12 {
        checks.fail(pointer, FieldErrorCode::TooShort, "must have at least 12 characters");
    } else if length > 256 {
        checks.fail(pointer, FieldErrorCode::TooLong, "must have at most 256 characters");
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Mutex;

    use super::*;

    /// There is one line in a process: who fills it would have the other tests sent away.
    static LINE: Mutex<()> = Mutex::const_new(());

    #[actix_web::test]
    async fn a_password_verifies_against_its_own_hash_only() {
        let _line = LINE.lock().await;
        let hashed = hash("correct horse battery".into()).await.unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("correct horse battery".into(), Some(hashed.clone())).await.unwrap());
        assert!(!verify("wrong horse battery".into(), Some(hashed)).await.unwrap());
        assert!(!verify("correct horse battery".into(), None).await.unwrap());
    }

    #[actix_web::test]
    async fn who_comes_to_a_long_line_is_sent_away() {
        let _line = LINE.lock().await;
        let attempts = (0..200).map(|_| verify("correct horse battery".into(), None));
        let answers = futures_util::future::join_all(attempts).await;
        let sent_away: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().err()).collect();
        assert!(sent_away.iter().all(|error| error.code() == ProblemCode::ServiceUnavailable));
        assert!((136..200).contains(&sent_away.len()), "{}", sent_away.len());
        assert!(!verify("correct horse battery".into(), None).await.unwrap());
    }
}
