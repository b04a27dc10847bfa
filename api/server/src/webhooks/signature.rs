//! Signatures of events, as Standard Webhooks 1.0 has them: HMAC-SHA-256 over id, instant and body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use host::random;

/// How every secret begins.
const PREFIX: &str = "whsec_";

/// A fresh secret of 256 random bits, as it is shown to the receiver.
pub fn new_secret() -> String {
    format!("{PREFIX}{}", STANDARD.encode(random::bytes::<32>()))
}

/// The header `webhook-signature`: one signature for every secret, separated by spaces. None when a secret is not one.
pub fn sign(secrets: &[String], event_id: &str, timestamp_s: i64, body: &str) -> Option<String> {
    let signatures = secrets.iter().map(|secret| {
        let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
        mac.update(format!("{event_id}.{timestamp_s}.{body}").as_bytes());
        Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    });
    signatures.collect::<Option<Vec<_>>>().map(|signatures| signatures.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification_is_signed_alike() {
        let secret = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()];
        let signed = sign(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn two_secrets_sign_twice() {
        let secrets = [new_secret(), new_secret()];
        let signed = sign(&secrets, "evt_1", 1, "{}").unwrap();
        assert_eq!(signed.split(' ').count(), 2);
        assert_eq!(sign(&["whsec_?".to_owned()], "evt_1", 1, "{}"), None);
    }
}
