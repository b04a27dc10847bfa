//! TLS for outgoing connections: rustls, with the cryptography of ring.

/// Makes rustls use ring in the whole process. Everything that sends by HTTPS calls this first; calling it again
/// changes nothing.
pub fn use_ring() {
    // Fails only if a provider was already installed, and it is the same one everywhere.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
