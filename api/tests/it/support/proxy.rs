//! Somebody between a server and what it asks, who can hold all bytes back without closing anything: a network that drops
//! packets, or a store that has frozen.

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Passes bytes on, both ways.
pub struct Proxy {
    /// Where it listens, as an address of HTTP.
    pub endpoint: String,
    frozen: watch::Sender<bool>,
}

impl Proxy {
    /// Starts one in front of an address.
    pub async fn start(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (frozen, seen) = watch::channel(false);
        let target = target.to_owned();
        tokio::task::spawn_local(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(&target).await else { continue };
                let (client_reads, client_writes) = client.into_split();
                let (server_reads, server_writes) = server.into_split();
                tokio::task::spawn_local(pass_on(client_reads, server_writes, seen.clone()));
                tokio::task::spawn_local(pass_on(server_reads, client_writes, seen.clone()));
            }
        });
        Self { endpoint, frozen }
    }

    /// From now on nothing passes, and nothing is closed.
    pub fn freeze(&self) {
        self.frozen.send_replace(true);
    }

    /// From now on everything passes again, with what was held back.
    pub fn thaw(&self) {
        self.frozen.send_replace(false);
    }
}

async fn pass_on(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, mut frozen: watch::Receiver<bool>) {
    let mut buffer = vec![0; 16 * 1024];
    // Whoever goes away ends it.
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        if frozen.wait_for(|frozen| !frozen).await.is_err() || to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}
