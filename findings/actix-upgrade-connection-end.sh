#!/usr/bin/env bash
# actix-web answers a request with "Connection: Upgrade" with "200" and "connection: upgrade", and then ends the connection without
# having said "close": the next request on it gets no answer.
#
# Seen with actix-web 4.18.1 (actix-http 3.20.0). Java's HttpClient as it is, `curl --http2` and Apache HttpClient 5 send such a
# request on plain http ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"). A server may ignore the offer (RFC 9110, section
# 7.8), and then the connection goes on in HTTP/1.1, or the answer says that it ends (RFC 9112, section 9.6). A client that keeps
# the connection for its next request, as it may, loses that request; a POST must not be repeated by itself. An answer whose
# connection type is set to `Close` helps.
#
# Needs cargo, curl and Python 3.
set -euo pipefail
work=$(mktemp -d)
stop() {
    # shellcheck disable=SC2046
    kill $(jobs -p) 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap stop EXIT
cd "$work"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "offer"
version = "0.1.0"
edition = "2024"

[dependencies]
actix-http = "=3.20.0"
actix-web = { version = "=4.18.1", default-features = false, features = ["macros"] }
TOML
cat >src/main.rs <<'RUST'
use actix_web::{App, HttpResponse, HttpServer, web};

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1).unwrap().parse().unwrap();
    let app = || App::new().route("/", web::get().to(|| async { HttpResponse::Ok().body("ok") }));
    HttpServer::new(app).workers(1).bind(("127.0.0.1", port))?.run().await
}
RUST
cargo build --quiet
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"${CARGO_TARGET_DIR:-target}/debug/offer" "$port" &
until curl -fsS -o /dev/null "http://127.0.0.1:$port/" 2>/dev/null; do :; done
python3 - "$port" <<'PY'
import socket, sys

def ask(connection, headers):
    connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n")
    answer = connection.recv(65536).decode()
    said = [line for line in answer.split("\r\n") if line.lower().startswith("connection")]
    return answer.split("\r\n")[0] or "nothing: the connection has ended", said

for name, offer in [
    ("no offer", b""),
    ("h2c", b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n"),
]:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1])), 10) as connection:
        print(f"{name}: {ask(connection, offer)}, the next request: {ask(connection, b'')[0]}")
PY
