//! Somebody who receives webhooks, on a free port.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use serde_json::Value;
use tokio::sync::Semaphore;

use super::contract;

/// What was posted.
#[derive(Debug, Clone)]
pub struct Post {
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

impl Post {
    /// A header.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The event, which is as the document says.
    pub fn event(&self) -> Value {
        let event = serde_json::from_str(&self.body).unwrap();
        contract::check_event(&event);
        event
    }

    /// What happened.
    pub fn kind(&self) -> String {
        self.event()["type"].as_str().unwrap().to_owned()
    }
}

#[derive(Debug, Default)]
struct State {
    posts: Vec<Post>,
    answers: VecDeque<(u16, Option<String>)>,
    connections: usize,
    holds: bool,
    held: usize,
    most_held: usize,
}

/// A receiver that answers 204 unless it was told otherwise.
#[derive(Clone)]
pub struct Receiver {
    /// Where it listens.
    pub url: String,
    /// Its port.
    pub port: u16,
    state: Arc<Mutex<State>>,
    gate: Arc<Semaphore>,
}

impl Receiver {
    /// Starts one.
    pub fn start() -> Self {
        let state = Arc::<Mutex<State>>::default();
        let (shared, connected) = (state.clone(), state.clone());
        let gate = Arc::new(Semaphore::new(0));
        let opened = Arc::clone(&gate);
        let server = HttpServer::new(move || {
            let gate = web::Data::from(Arc::clone(&opened));
            App::new().app_data(web::Data::new(shared.clone())).app_data(gate).default_service(web::to(receive))
        })
        .on_connect(move |_, _| connected.lock().unwrap().connections += 1)
        .workers(1)
        .disable_signals()
        .bind("127.0.0.1:0")
        .unwrap();
        let port = server.addrs()[0].port();
        actix_web::rt::spawn(server.run());
        Self { url: format!("http://127.0.0.1:{port}/hook"), port, state, gate }
    }

    /// Answers nothing from now on until it is told to.
    pub fn hold(&self) {
        self.state.lock().unwrap().holds = true;
    }

    /// Answers so many posts, of those that are held or will be.
    pub fn let_go(&self, posts: usize) {
        self.gate.add_permits(posts);
    }

    /// Answers what is held, and holds nothing any more.
    pub fn let_all_go(&self) {
        self.state.lock().unwrap().holds = false;
        self.gate.add_permits(Semaphore::MAX_PERMITS / 2);
    }

    /// How many posts are held.
    pub fn held(&self) -> usize {
        self.state.lock().unwrap().held
    }

    /// How many were held at a time at most.
    pub fn most_held(&self) -> usize {
        self.state.lock().unwrap().most_held
    }

    /// How many were posted since they were taken.
    pub fn posts(&self) -> usize {
        self.state.lock().unwrap().posts.len()
    }

    /// What the next posts are answered, one after the other.
    pub fn answer(&self, statuses: impl IntoIterator<Item = u16>) {
        self.state.lock().unwrap().answers.extend(statuses.into_iter().map(|status| (status, None)));
    }

    /// The next post is sent elsewhere.
    pub fn redirect(&self, location: &str) {
        self.state.lock().unwrap().answers.push_back((307, Some(location.to_owned())));
    }

    /// What was posted since the last time.
    pub fn take(&self) -> Vec<Post> {
        std::mem::take(&mut self.state.lock().unwrap().posts)
    }

    /// The types of what was posted since the last time.
    pub fn kinds(&self) -> Vec<String> {
        self.take().iter().map(Post::kind).collect()
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }
}

/// A post that is held, until it is answered or its sender gives up.
struct Held(Arc<Mutex<State>>);

impl Held {
    fn of(state: &Arc<Mutex<State>>) -> Option<Self> {
        let mut now = state.lock().unwrap();
        if !now.holds {
            return None;
        }
        now.held += 1;
        now.most_held = now.most_held.max(now.held);
        Some(Self(Arc::clone(state)))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.lock().unwrap().held -= 1;
    }
}

async fn receive(
    request: HttpRequest,
    body: String,
    state: web::Data<Arc<Mutex<State>>>,
    gate: web::Data<Semaphore>,
) -> HttpResponse {
    state.lock().unwrap().posts.push(Post { headers: request.headers().clone(), body });
    if let Some(held) = Held::of(&state) {
        gate.acquire().await.unwrap().forget();
        drop(held);
    }
    let (status, location) = state.lock().unwrap().answers.pop_front().unwrap_or((204, None));
    let mut answer = HttpResponse::build(StatusCode::from_u16(status).unwrap());
    if let Some(location) = location {
        answer.insert_header(("location", location));
    }
    answer.finish()
}
