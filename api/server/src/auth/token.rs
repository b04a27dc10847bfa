//! Access tokens: JSON Web Tokens as RFC 8725 asks, one pinned algorithm, good for ten minutes.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use shared::ids::SessionId;
use shared::time::Timestamp;

use api_http::error::ApiError;
use host::clock::SKEW_MS;
use host::keys::Keys;

use super::hs256;

/// How long an access token is good: 10 minutes.
pub const LIFETIME_SECONDS: i64 = 600;

const AUDIENCE: &str = "importops-staff";
/// RFC 9068, section 2.1.
const TYPE: &str = "at+jwt";

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    iat: i64,
    exp: i64,
}

/// Signs a token for a session.
pub fn sign(keys: &Keys, issuer: &str, session: &SessionId, now: Timestamp) -> Result<String, ApiError> {
    hs256::install();
    let issued_at = now.unix_ms() / 1000;
    let claims = Claims {
        iss: issuer.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: session.to_string(),
        iat: issued_at,
        exp: issued_at + LIFETIME_SECONDS,
    };
    let mut header = Header::new(Algorithm::HS256);
    header.typ = Some(TYPE.to_owned());
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(keys.access_token())).map_err(ApiError::internal)
}

/// The session of a token that this server signed, for this audience, and that is good at `now`.
pub fn verify(keys: &Keys, issuer: &str, token: &str, now: Timestamp) -> Option<SessionId> {
    hs256::install();
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[AUDIENCE]);
    validation.set_issuer(&[issuer]);
    validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
    // The library reads the system's clock; ours is an argument, so expiry is checked below.
    validation.validate_exp = false;
    let decode =
        |key: &[u8; 32]| jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_secret(key), &validation).ok();
    let data = keys.access_tokens().find_map(decode)?;
    let Claims { iat, exp, .. } = data.claims;
    let now_s = now.unix_ms() / 1000;
    // A token from further ahead was signed by a clock that was wrong, and would be good for longer than any may be.
    let latest_s = now_s + SKEW_MS / 1000;
    let good = data.header.typ.as_deref() == Some(TYPE) && now_s < exp && iat <= latest_s;
    if good { data.claims.sub.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use hmac::{Hmac, KeyInit, Mac};
    use jsonwebtoken::AlgorithmFamily;
    use sha2::{Sha256, Sha384, Sha512};

    use super::*;

    const ISSUER: &str = "https://import-ops.example";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_ms(seconds * 1000).unwrap()
    }

    fn session() -> SessionId {
        SessionId::from_u128(7)
    }

    /// The header or the claims, as a token carries them.
    fn part(value: &impl Serialize) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).unwrap())
    }

    /// A token whose MAC is right: by the algorithm of its header where that has one, else by SHA-256.
    fn forged(keys: &Keys, header: &Header, claims: &serde_json::Value) -> String {
        let message = format!("{}.{}", part(header), part(claims));
        let key = keys.access_token();
        let mac = match header.alg {
            Algorithm::HS384 => {
                Hmac::<Sha384>::new_from_slice(key).unwrap().chain_update(&message).finalize().into_bytes().to_vec()
            }
            Algorithm::HS512 => {
                Hmac::<Sha512>::new_from_slice(key).unwrap().chain_update(&message).finalize().into_bytes().to_vec()
            }
            _ => Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(&message).finalize().into_bytes().to_vec(),
        };
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac))
    }

    #[test]
    fn a_token_is_good_until_the_second_it_expires() {
        let keys = Keys::generate();
        let token = sign(&keys, ISSUER, &session(), at(1_000)).unwrap();
        assert_eq!(verify(&keys, ISSUER, &token, at(1_599)), Some(session()));
        assert_eq!(verify(&keys, ISSUER, &token, at(1_600)), None);
    }

    #[test]
    fn a_token_of_a_clock_that_was_ahead_is_good_for_no_longer() {
        let keys = Keys::generate();
        let token = sign(&keys, ISSUER, &session(), at(1_000)).unwrap();
        assert_eq!(verify(&keys, ISSUER, &token, at(700)), Some(session()));
        assert_eq!(verify(&keys, ISSUER, &token, at(699)), None);
    }

    #[test]
    fn other_keys_issuers_and_changed_bits_are_refused() {
        let keys = Keys::generate();
        let token = sign(&keys, ISSUER, &session(), at(1_000)).unwrap();
        assert_eq!(verify(&Keys::generate(), ISSUER, &token, at(1_000)), None);
        assert_eq!(verify(&keys, "https://other.example", &token, at(1_000)), None);
        for position in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[position] = if bytes[position] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            if changed.split('.').next_back().map(|s| URL_SAFE_NO_PAD.decode(s))
                == token.split('.').next_back().map(|s| URL_SAFE_NO_PAD.decode(s))
                && changed.rsplit_once('.').map(|s| s.0) == token.rsplit_once('.').map(|s| s.0)
            {
                continue; // The unused bits of the last base64 character carry nothing.
            }
            assert_eq!(verify(&keys, ISSUER, &changed, at(1_000)), None, "position {position}");
        }
    }

    #[test]
    fn other_algorithms_types_audiences_and_missing_claims_are_refused() {
        let keys = Keys::generate();
        let good = serde_json::json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": session().as_str(), "iat": 1_000, "exp": 1_600
        });
        let typed = |algorithm| Header { typ: Some(TYPE.into()), ..Header::new(algorithm) };
        assert_eq!(verify(&keys, ISSUER, &forged(&keys, &typed(Algorithm::HS256), &good), at(1_000)), Some(session()));
        let refuse = |header: &Header, claims: &serde_json::Value| {
            assert_eq!(verify(&keys, ISSUER, &forged(&keys, header, claims), at(1_000)), None, "{header:?} {claims}");
        };
        for family in [AlgorithmFamily::Hmac, AlgorithmFamily::Rsa, AlgorithmFamily::Ec, AlgorithmFamily::Ed] {
            for algorithm in family.algorithms().iter().filter(|algorithm| **algorithm != Algorithm::HS256) {
                refuse(&typed(*algorithm), &good);
            }
        }
        refuse(&Header::new(Algorithm::HS256), &good);
        for missing in ["iss", "aud", "sub", "exp"] {
            let mut claims = good.clone();
            claims.as_object_mut().unwrap().remove(missing);
            refuse(&typed(Algorithm::HS256), &claims);
        }
        let mut other = good.clone();
        other["aud"] = "someone-else".into();
        refuse(&typed(Algorithm::HS256), &other);
    }

    #[test]
    fn unsigned_tokens_are_refused() {
        let keys = Keys::generate();
        let claims = part(&serde_json::json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": session().as_str(), "iat": 1_000, "exp": 1_600
        }));
        for algorithm in ["none", "None", "NONE", ""] {
            let header = part(&serde_json::json!({ "alg": algorithm, "typ": TYPE }));
            assert_eq!(verify(&keys, ISSUER, &format!("{header}.{claims}."), at(1_000)), None);
        }
    }
}
