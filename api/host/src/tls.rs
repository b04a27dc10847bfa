//! TLS of what the server sends: rustls, with the cryptography of ring.

use std::sync::OnceLock;

use rustls::ClientConfig;
use rustls_platform_verifier::ConfigVerifierExt;

/// Lets rustls use ring in the whole process. Whatever sends by HTTPS asks for it first; asking again changes nothing.
pub fn use_ring() {
    // Fails only where a provider was chosen already, and it is the same one everywhere.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// What clients connect with: they trust the certificates that the system trusts. These are some hundred files, so they are read
/// once, for all clients of the process.
pub fn client_config() -> Result<ClientConfig, rustls::Error> {
    static CONFIG: OnceLock<ClientConfig> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(config.clone());
    }
    use_ring();
    let config = ClientConfig::with_platform_verifier()?;
    Ok(CONFIG.get_or_init(|| config).clone())
}
