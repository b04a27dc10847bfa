//! Limits how many connections may be open, so that the system's limit on open files is never reached: beyond it the
//! server could neither accept nor read, and everybody would wait.
//!
//! A connection is an open file, and a request that sends or reads a picture needs another one. Some files are reserved
//! for the database and for whatever else the process has open. When most connections are taken, each is closed after
//! its answer, so that idle ones make room. When all are taken, new ones are refused at once.

use std::net::TcpListener;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::dev::ServiceRequest;
use actix_web::http::{ConnectionType, header};

/// How long a connection may be idle. It is longer than any proxy in front keeps one: the side that sends the next
/// request must close the connection first. Otherwise a request can meet a connection that is being closed, and a write
/// cannot be sent again (docs/operating.md).
pub const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How many connections may wait to be accepted.
#[cfg(unix)]
const BACKLOG: i32 = 1024;
/// Reserved files: connections to the database with their logs, webhooks in progress, a bucket, the metrics.
const SET_ASIDE: usize = 64;
/// The same for each thread that answers requests: its event queue.
const SET_ASIDE_PER_WORKER: usize = 16;
/// How many files are used at most: there is no memory for more connections.
const MOST_FILES: u64 = 1 << 20;
/// With fewer files a server runs short of connections on an ordinary day.
pub const FEW_FILES: u64 = 4096;

/// How many connections there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// So many are served.
    pub served: usize,
    /// From this number on, a connection is closed after its answer.
    pub crowded: usize,
    /// How many are accepted: those beyond `served` are asked to try again.
    pub accepted: usize,
    /// How many may be event streams of open tracking pages.
    pub streams: usize,
}

impl Budget {
    /// What fits into a limit of open files.
    pub fn of(max_files: u64, workers: usize) -> Self {
        let set_aside = SET_ASIDE + SET_ASIDE_PER_WORKER * workers;
        let files = usize::try_from(max_files.min(MOST_FILES)).unwrap_or(0).saturating_sub(set_aside).max(10);
        let served = files * 2 / 5;
        Self { served, crowded: served * 7 / 8, accepted: files / 2, streams: served * 4 / 5 }
    }
}

/// The connections that are open at this server.
#[derive(Debug)]
pub struct Connections {
    open: AtomicUsize,
    budget: Budget,
}

impl Connections {
    /// None yet.
    pub fn new(budget: Budget) -> Self {
        Self { open: AtomicUsize::new(0), budget }
    }

    /// How many are open.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    /// How many there may be.
    pub fn budget(&self) -> Budget {
        self.budget
    }

    /// How many each of several threads accepts; the framework accepts one more.
    pub fn per_worker(&self, workers: usize) -> usize {
        (self.budget.accepted / workers.max(1)).saturating_sub(1).max(1)
    }
}

/// A connection, from when it is accepted until it is closed.
#[derive(Debug)]
pub struct Connection {
    connections: Arc<Connections>,
    /// Whether it was within the limit when it was opened: it stays so.
    served: bool,
}

impl Connection {
    /// Counts a connection that was accepted.
    pub fn accepted(connections: &Arc<Connections>) -> Self {
        let open = connections.open.fetch_add(1, Ordering::SeqCst) + 1;
        Self { connections: Arc::clone(connections), served: open <= connections.budget.served }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.connections.open.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Whether a request came on a connection beyond the limit. Health checks are answered nevertheless.
pub fn is_one_too_many(request: &ServiceRequest) -> bool {
    let Some(connection) = request.request().conn_data::<Connection>() else { return false };
    let Connection { connections, served } = connection;
    !served && connections.open() > connections.budget.served && request.path() != "/healthz"
}

/// Whether the framework takes whatever follows a request for bytes of another protocol, which this server never speaks. It then
/// answers `connection: upgrade` and ends the connection all the same, so that the next request on it gets no answer. Java's
/// client, `curl --http2` and others offer HTTP/2 in this way (`Connection: Upgrade`, RFC 9110, section 7.8). The offer is ignored,
/// and the answer says that the connection ends, so that they open another one.
pub fn is_last(request: &ServiceRequest) -> bool {
    let head = request.head();
    head.connection_type() == ConnectionType::Upgrade || head.upgrade() || offers_web_socket(request)
}

/// Whether the framework does not see where the body of a request ends, because it offers a WebSocket: whoever read the body
/// would wait until the connection ends.
pub fn hides_its_body(request: &ServiceRequest) -> bool {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    offers_web_socket(request) && length.is_some_and(|length| length.trim() != "0")
}

fn offers_web_socket(request: &ServiceRequest) -> bool {
    let mut offers = request.headers().get_all(header::UPGRADE).filter_map(|value| value.to_str().ok());
    offers.any(|offer| offer.trim().eq_ignore_ascii_case("websocket"))
}

/// Closes the connection after its answer when most are taken.
pub fn make_room(connections: &Connections, response: &mut HttpResponse) {
    if connections.open() >= connections.budget.crowded {
        response.head_mut().set_connection_type(ConnectionType::Close);
    }
}

/// How many threads answer requests by default.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Lets more connections wait to be accepted than the 128 of the standard library: many people open a page at once if
/// it was sent to them at once, and a refused connection is retried only after a second.
pub fn let_more_wait(listener: &TcpListener) -> std::io::Result<()> {
    #[cfg(unix)]
    rustix::net::listen(listener, BACKLOG)?;
    #[cfg(not(unix))]
    let _ = listener;
    Ok(())
}

/// How many files this process may have open; `hard` asks for what it may raise that to.
#[cfg(unix)]
pub fn file_limit(hard: bool) -> u64 {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    // None where there is no limit.
    (if hard { limit.maximum } else { limit.current }).unwrap_or(u64::MAX)
}

/// Systems without this limit.
#[cfg(not(unix))]
pub fn file_limit(_hard: bool) -> u64 {
    u64::MAX
}

/// Raises the limit on open files as far as a process may, and returns it. Shells and service managers set a low limit
/// for programs that rely on it (`select`), which this one does not.
pub fn raise_file_limit() -> u64 {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

        let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
        // If this is refused, the old limit stays in force.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    }
    file_limit(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_and_the_files_of_their_requests_fit_into_the_limit() {
        for max_files in [64, 256, 1024, 4096, 65_536, 1 << 20, u64::MAX] {
            for workers in [1, 2, 8] {
                let budget = Budget::of(max_files, workers);
                let Budget { served, crowded, accepted, streams } = budget;
                assert!(0 < streams && streams <= crowded && crowded <= served && served < accepted, "{budget:?}");
                let set_aside = SET_ASIDE + SET_ASIDE_PER_WORKER * workers;
                if max_files >= 256 {
                    assert!(u64::try_from(set_aside + accepted + served).unwrap() <= max_files, "{budget:?}");
                }
            }
        }
        assert!(Budget::of(65_536, 8).streams > 20_000);
    }

    #[test]
    fn one_too_many_is_refused_until_another_ends() {
        let connections = Arc::new(Connections::new(Budget { served: 2, crowded: 1, accepted: 3, streams: 1 }));
        let [first, second, third] = [(); 3].map(|()| Connection::accepted(&connections));
        assert_eq!((first.served, second.served, third.served, connections.open()), (true, true, false, 3));
        drop(first);
        assert_eq!(connections.open(), 2);
        assert!(Connection::accepted(&connections).connections.open() == 3);
    }
}
