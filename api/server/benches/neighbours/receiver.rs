//! Receivers of webhooks on a free port, as fast as can be: one thread, no framework.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use host::clock::Stopwatch;

/// Bodies, and when they came.
type Arrivals = Mutex<Vec<(String, Duration)>>;

/// A receiver, and what it got.
pub struct Receiver {
    /// Where it listens.
    pub url: String,
    arrivals: Arc<Arrivals>,
    watch: Stopwatch,
}

impl Receiver {
    /// One that answers 204 at once.
    pub fn answering() -> Self {
        Self::start(|stream, arrivals, watch| drop(answer(stream, &arrivals, watch)))
    }

    /// One that answers nothing, and keeps its connections.
    pub fn hanging() -> Self {
        Self::start(|mut stream, _, _| {
            let mut buffer = [0; 4096];
            while stream.read(&mut buffer).is_ok_and(|read| read > 0) {}
        })
    }

    fn start(serve: fn(TcpStream, Arc<Arrivals>, Stopwatch)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let (arrivals, watch) = (Arc::<Arrivals>::default(), Stopwatch::start());
        let shared = Arc::clone(&arrivals);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let arrivals = Arc::clone(&shared);
                thread::spawn(move || serve(stream, arrivals, watch));
            }
        });
        Self { url, arrivals, watch }
    }

    /// What has arrived, and when.
    pub fn arrivals(&self) -> Vec<(String, Duration)> {
        self.arrivals.lock().expect("a lock").clone()
    }

    /// The present moment on its watch.
    pub fn now(&self) -> Duration {
        self.watch.elapsed()
    }

    /// Waits until so much has arrived, or patience is at its end.
    pub async fn until(&self, count: usize, patience: Duration) {
        let end = self.now() + patience;
        while self.arrivals.lock().expect("a lock").len() < count && self.now() < end {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

fn answer(mut stream: TcpStream, arrivals: &Arrivals, watch: Stopwatch) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut got, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        got.extend_from_slice(&buffer[..read]);
        let Some(head) = got.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(&got[..head]).to_ascii_lowercase();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
        if got.len() < head + 4 + length {
            continue;
        }
        let body = String::from_utf8_lossy(&got[head + 4..head + 4 + length]).into_owned();
        arrivals.lock().expect("a lock").push((body, watch.elapsed()));
        got.drain(..head + 4 + length);
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?;
    }
}
