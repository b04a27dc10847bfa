//! What the middleware needs of the server.

use std::sync::Arc;

use host::clock::Clock;

use crate::connections::Connections;
use crate::metrics::Metrics;
use crate::route_table::RouteTable;
use crate::site::Site;
use crate::telemetry::traces::Traces;

/// What the middleware needs of the server.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// What the operator decided.
    pub site: Arc<Site>,
    /// The clock, which is read once a request.
    pub clock: Clock,
    /// The connections that are open.
    pub connections: Arc<Connections>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Where traces are sent, if they are enabled.
    pub traces: Option<Arc<Traces>>,
    /// The routes that there are.
    pub routes: RouteTable,
}
