//! HMAC with SHA-256 for JSON Web Tokens (RFC 7518, section 3.2), and no other algorithm: the library's own set would link
//! RSA and elliptic curves that no token of this server uses.

use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{Error, Signer, Verifier};
use jsonwebtoken::{Algorithm, AlgorithmFamily};
use sha2::Sha256;

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| Ok(Box::new(Hs256::new(*algorithm, key.family(), key.as_bytes())?)),
    verifier_factory: |algorithm, key| Ok(Box::new(Hs256::new(*algorithm, key.family(), key.try_get_as_bytes()?)?)),
    // Only JSON Web Keys need these, and nothing here reads one.
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes this the only algorithm that the library knows. It has to come before every use of the library.
pub fn install() {
    // An error says that a provider is already installed: this one, for there is no other.
    PROVIDER.install_default().ok();
}

struct Hs256(Hmac<Sha256>);

impl Hs256 {
    fn new(algorithm: Algorithm, family: AlgorithmFamily, key: &[u8]) -> Result<Self> {
        if algorithm != Algorithm::HS256 {
            return Err(ErrorKind::InvalidAlgorithm.into());
        }
        if family != AlgorithmFamily::Hmac {
            return Err(ErrorKind::InvalidKeyFormat.into());
        }
        Hmac::new_from_slice(key).map(Self).map_err(|_| ErrorKind::InvalidKeyFormat.into())
    }
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, Error> {
        Ok(self.0.clone().chain_update(message).finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        // Compares in constant time.
        self.0.clone().chain_update(message).verify_slice(signature).map_err(Error::from_source)
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jsonwebtoken::crypto::{sign, verify};
    use jsonwebtoken::{DecodingKey, EncodingKey};

    use super::*;

    /// RFC 7515, appendix A.1.
    const MESSAGE: &[u8] = b"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
        eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const SIGNATURE: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const KEY: &str = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

    const OTHERS: [Algorithm; 11] = [
        Algorithm::HS384,
        Algorithm::HS512,
        Algorithm::ES256,
        Algorithm::ES384,
        Algorithm::RS256,
        Algorithm::RS384,
        Algorithm::RS512,
        Algorithm::PS256,
        Algorithm::PS384,
        Algorithm::PS512,
        Algorithm::EdDSA,
    ];

    fn key() -> Vec<u8> {
        install();
        URL_SAFE_NO_PAD.decode(KEY).unwrap()
    }

    #[test]
    fn the_example_of_the_standard_is_signed_and_verified_alike() {
        let key = key();
        assert_eq!(sign(MESSAGE, &EncodingKey::from_secret(&key), Algorithm::HS256).unwrap(), SIGNATURE);
        assert!(verify(SIGNATURE, MESSAGE, &DecodingKey::from_secret(&key), Algorithm::HS256).unwrap());
    }

    #[test]
    fn another_key_message_or_signature_is_refused() {
        let key = key();
        let mut other_key = key.clone();
        other_key[0] ^= 1;
        let refused = |signature, message, key| {
            !verify(signature, message, &DecodingKey::from_secret(key), Algorithm::HS256).unwrap()
        };
        assert!(refused(SIGNATURE, MESSAGE, &other_key));
        assert!(refused(SIGNATURE, &MESSAGE[1..], &key));
        assert!(refused(&SIGNATURE[..40], MESSAGE, &key));
        assert!(refused("", MESSAGE, &key));
    }

    #[test]
    fn no_other_algorithm_is_known() {
        let key = key();
        for algorithm in OTHERS {
            assert!(sign(MESSAGE, &EncodingKey::from_secret(&key), algorithm).is_err(), "{algorithm:?}");
            let verified = verify(SIGNATURE, MESSAGE, &DecodingKey::from_secret(&key), algorithm);
            assert!(verified.is_err(), "{algorithm:?}");
        }
    }

    #[test]
    fn keys_of_other_families_are_refused() {
        let key = key();
        assert!(sign(MESSAGE, &EncodingKey::from_rsa_der(&key), Algorithm::HS256).is_err());
        assert!(verify(SIGNATURE, MESSAGE, &DecodingKey::from_rsa_der(&key), Algorithm::HS256).is_err());
        assert!(verify(SIGNATURE, MESSAGE, &DecodingKey::from_ec_der(&key), Algorithm::HS256).is_err());
    }
}
