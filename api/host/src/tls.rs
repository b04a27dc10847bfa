//! TLS for outgoing connections: rustls, with the cryptography of ring.

use std::sync::OnceLock;

use rustls::ClientConfig;
use rustls_platform_verifier::ConfigVerifierExt;

/// Makes rustls use ring in the whole process. Everything that sends by HTTPS calls this first; calling it again
/// changes nothing.
pub fn use_ring() {
    // Fails only if a provider was already installed, and it is the same one everywhere.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// The TLS configuration of clients: they trust the certificates that the system trusts. These are more than a hundred, so they
/// are read once, for all clients of the process.
pub fn client_config() -> Result<ClientConfig, rustls::Error> {
    static CONFIG: OnceLock<ClientConfig> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(config.clone());
    }
    use_ring();
    let config = ClientConfig::with_platform_verifier()?;
    Ok(CONFIG.get_or_init(|| config).clone())
}
