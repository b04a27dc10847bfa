//! What is known of a request, whatever it asks.

use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::{HttpMessage, HttpRequest};
use host::clock::Uptime;
use host::random;
use opentelemetry::Context as TraceContext;
use shared::time::Timestamp;

use super::surroundings::Surroundings;
use crate::client_address::{client_address, is_trusted};
use crate::connections;
use crate::route::Audience;
use crate::site::Site;
use crate::telemetry::traces;

/// What is known of a request, whatever it asks.
#[derive(Debug)]
pub struct RequestContext {
    /// Id of the request: the caller's, when it is well-formed.
    pub request_id: String,
    /// The one instant at which the request happens.
    pub now: Timestamp,
    /// The same moment, as limits measure it.
    pub uptime: Uptime,
    /// Where it comes from, as far as is known.
    pub address: Option<IpAddr>,
    /// Whether the caller wants the headers only: handlers see a GET.
    pub head: bool,
    /// Whether the connection can carry no other request.
    pub(super) is_last: bool,
    pub(super) audience: Audience,
    /// Which trace it belongs to, if traces are enabled.
    pub(super) trace: Option<TraceContext>,
    pub(super) path: String,
    pub(super) site: Arc<Site>,
}

impl RequestContext {
    /// The operator's settings for the site.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The context that the middleware attached to a request.
    ///
    /// # Panics
    /// Never while the middleware is wrapped around the application, as `server::app::application` does.
    pub fn of(request: &HttpRequest) -> Rc<Self> {
        #[expect(
            clippy::expect_used,
            reason = "the middleware wraps every route; a route outside it is a mistake at start"
        )]
        request.extensions().get::<Rc<Self>>().cloned().expect("the middleware is wrapped around the application")
    }
}

pub(super) fn context(request: &ServiceRequest, server: &Surroundings) -> RequestContext {
    let given = request.headers().get("x-request-id").and_then(|value| value.to_str().ok());
    let well_formed = |id: &&str| {
        (8..=64).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let (now, uptime) = (server.clock.now(), server.clock.uptime());
    let request_id = given.filter(well_formed).map_or_else(|| random::request_id(now), str::to_owned);
    let path = request.path().to_owned();
    let audience = Audience::of(&path);
    let address = client_address(request.peer_addr(), request.headers(), &server.site.trusted_proxies);
    let head = request.method() == Method::HEAD;
    let trace = server.traces.as_ref().map(|_| {
        let believed = request.peer_addr().is_some_and(|peer| is_trusted(peer.ip(), &server.site.trusted_proxies));
        if believed { traces::parent(request.headers()) } else { TraceContext::new() }
    });
    let (is_last, site) = (connections::is_last(request), Arc::clone(&server.site));
    RequestContext { request_id, now, uptime, address, head, is_last, audience, trace, path, site }
}
