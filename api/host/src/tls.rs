//! TLS of what the server sends: rustls, with the cryptography of ring.

/// Lets rustls use ring in the whole process. Whatever sends by HTTPS asks for it first; asking again changes nothing.
pub fn use_ring() {
    // Fails only where a provider was chosen already, and it is the same one everywhere.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
