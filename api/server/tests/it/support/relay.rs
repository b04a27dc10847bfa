//! What stands between a server and its neighbour, and can fall silent: it goes on to take what is sent and passes nothing on,
//! as a machine does that lost its power, or an address that moved.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A relay on a free port.
pub struct Relay {
    /// Where it listens.
    pub address: SocketAddr,
    state: Arc<State>,
}

struct State(Mutex<Now>);

struct Now {
    target: SocketAddr,
    /// Connections with a smaller number are silent for good.
    passes_from: u64,
    /// Whether new ones are silent too.
    is_silent: bool,
    /// Whether all are closed, and new ones at once.
    is_closed: bool,
    next: u64,
}

impl Relay {
    /// Passes everything on.
    pub fn to(target: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let state =
            Arc::new(State(Mutex::new(Now { target, passes_from: 0, is_silent: false, is_closed: false, next: 0 })));
        let accepting = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                accepting.open(client);
            }
        });
        Self { address, state }
    }

    /// From now on nothing passes, and nobody is told.
    pub fn fall_silent(&self) {
        let mut now = self.state.0.lock().unwrap();
        now.is_silent = true;
        now.passes_from = now.next;
    }

    /// From now on every connection is closed, as soon as something was to pass.
    pub fn hang_up(&self) {
        self.state.0.lock().unwrap().is_closed = true;
    }

    /// The connections that are open stay silent, new ones pass.
    pub fn lose_connections(&self) {
        self.fall_silent();
        self.answer_again(None);
    }

    /// New connections pass, to another server if one is named; those from before stay silent.
    pub fn answer_again(&self, target: Option<SocketAddr>) {
        let mut now = self.state.0.lock().unwrap();
        now.passes_from = now.next;
        now.is_silent = false;
        now.target = target.unwrap_or(now.target);
    }
}

impl State {
    fn open(self: &Arc<Self>, client: TcpStream) {
        let (number, target, is_silent) = {
            let mut now = self.0.lock().unwrap();
            now.next += 1;
            if now.is_closed {
                return;
            }
            (now.next - 1, now.target, now.is_silent)
        };
        if is_silent {
            // Kept open for as long as the test runs.
            std::mem::forget(client);
            return;
        }
        let Ok(server) = TcpStream::connect(target) else { return };
        let ways = [(client.try_clone(), server.try_clone()), (Ok(server), Ok(client))];
        for (from, to) in ways {
            let (Ok(from), Ok(to), state) = (from, to, Arc::clone(self)) else { return };
            thread::spawn(move || state.pass(number, from, to));
        }
    }

    fn pass(&self, number: u64, mut from: TcpStream, mut to: TcpStream) {
        let mut buffer = [0; 16 * 1024];
        loop {
            let read = from.read(&mut buffer).unwrap_or(0);
            let (passes_from, is_closed) = {
                let now = self.0.lock().unwrap();
                (now.passes_from, now.is_closed)
            };
            if is_closed {
                let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
                return;
            }
            if number < passes_from {
                // Not even the end is passed on.
                std::mem::forget((from, to));
                return;
            }
            if read == 0 || to.write_all(&buffer[..read]).is_err() {
                let _ = to.shutdown(Shutdown::Write);
                return;
            }
        }
    }
}
