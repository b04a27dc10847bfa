//! Tells a service manager how the server is (`sd_notify(3)`): what is ordered after it starts once it answers.

/// The server answers.
pub fn ready() {
    send("READY=1");
}

/// The server is about to stop.
pub fn stopping() {
    send("STOPPING=1");
}

/// To the socket that the service manager names; without one nobody wants to know.
#[cfg(target_os = "linux")]
fn send(state: &str) {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram};

    let Ok(name) = std::env::var("NOTIFY_SOCKET") else { return };
    let address = match name.strip_prefix('@') {
        Some(name) => SocketAddr::from_abstract_name(name),
        None => SocketAddr::from_pathname(&name),
    };
    let sent = address.and_then(|address| UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &address));
    if let Err(error) = sent {
        tracing::warn!(cause = %error, "the service manager could not be notified");
    }
}

#[cfg(not(target_os = "linux"))]
fn send(_state: &str) {}
