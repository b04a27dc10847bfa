//! Signatures of events, as Standard Webhooks 1.0 has them: HMAC-SHA-256 over id, instant and body.

use std::fmt;

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

/// Signs the events of one endpoint.
pub struct Signer(Vec<Hmac<Sha256>>);

impl fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Signer").field("secrets", &self.0.len()).finish()
    }
}

impl Signer {
    /// What signs with these secrets. None when one is not a secret.
    pub fn new(secrets: &[String]) -> Option<Self> {
        let keys = secrets.iter().map(|secret| {
            let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
            Hmac::<Sha256>::new_from_slice(&key).ok()
        });
        Some(Self(keys.collect::<Option<_>>()?))
    }

    /// The header `webhook-signature`: one signature for every secret, separated by spaces.
    pub fn sign(&self, event_id: &str, timestamp_s: i64, body: &str) -> String {
        let signatures = self.0.iter().map(|key| {
            let mut mac = key.clone();
            mac.update(format!("{event_id}.{timestamp_s}.{body}").as_bytes());
            format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
        });
        signatures.collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification_is_signed_alike() {
        let signer = Signer::new(&["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()]).unwrap();
        let header = signer.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(header, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn two_secrets_sign_twice() {
        let signer = Signer::new(&[new_secret(), new_secret()]).unwrap();
        assert_eq!(signer.sign("evt_1", 1, "{}").split(' ').count(), 2);
        assert!(Signer::new(&["whsec_?".to_owned()]).is_none());
    }
}
