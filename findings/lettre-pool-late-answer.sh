#!/usr/bin/env bash
# lettre's pool of asynchronous connections keeps one on which an answer is still awaited. The next mail takes that answer for its own,
# so it counts as sent although the server refused it.
#
# Seen with lettre 0.11.23 (tokio1, pool). An asynchronous connection waits for answers without end: `timeout()` of the transport's
# builder is for connecting only. Whoever puts a timeout around `send` drops it in the middle of a conversation, and then
# `PooledConnection::drop` gives the connection back, because nothing had failed on it.
# Holding connections (`AsyncSmtpConnection`) and dropping those that were given up helps.
#
# Needs cargo and Python 3.
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
name = "late"
version = "0.1.0"
edition = "2024"

[dependencies]
lettre = { version = "=0.11.23", default-features = false, features = ["builder", "pool", "smtp-transport", "tokio1"] }
tokio = { version = "1", features = ["macros", "rt", "time"] }
TOML
cat >src/main.rs <<'RUST'
use std::time::Duration;

use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::time::timeout;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let port = std::env::args().nth(1).unwrap().parse().unwrap();
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
        .port(port)
        .timeout(Some(Duration::from_millis(300)))
        .build();
    let mail = |subject: &str| {
        let mail = Message::builder().from("a@a.example".parse().unwrap()).to("b@b.example".parse().unwrap());
        mail.subject(subject).body(String::new()).unwrap()
    };
    // The server needs half a second for the first mail, and refuses the second.
    println!("first:  {:?}", timeout(Duration::from_millis(300), transport.send(mail("slow"))).await.map(drop));
    // A task of the pool takes the connection back.
    tokio::time::sleep(Duration::from_millis(50)).await;
    println!("second: {:?}", timeout(Duration::from_secs(3), transport.send(mail("spam"))).await.map(|sent| sent.map(drop)));
}
RUST
cat >server.py <<'PYTHON'
import socket, time

listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    lines = listener.accept()[0].makefile("rwb", buffering=0)
    say = lambda text: lines.write(text + b"\r\n")
    say(b"220 mail.example")
    while line := lines.readline():
        if not line.startswith(b"DATA"):
            say(b"250 OK")
            continue
        say(b"354 Go on")
        content = b""
        while (line := lines.readline()) != b".\r\n":
            content += line
        if b"Subject: slow" in content:
            time.sleep(0.5)
            say(b"250 Taken")
        else:
            say(b"550 Refused")
PYTHON
cargo build --quiet
mkfifo port
python3 server.py >port 2>/dev/null &
read -r port <port
said=$(./target/debug/late "$port")
echo "$said"
if grep -q '^second: Ok(Ok' <<<"$said"; then
    echo "The second mail counts as sent, and the server refused it."
else
    echo "The second mail was refused: this is mended."
    exit 1
fi
