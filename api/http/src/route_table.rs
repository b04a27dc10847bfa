//! All routes, for code that sees a path before it is matched.

use std::sync::Arc;

use actix_web::dev::ResourceDef;

/// The paths and their methods. Copies are cheap.
#[derive(Clone)]
pub struct RouteTable(Arc<[Route]>);

/// A path and its methods.
pub struct Route {
    template: ResourceDef,
    methods: String,
    read_with_keys: bool,
}

impl Route {
    /// A path with its parameters in braces, and the methods as the header `Allow` lists them.
    pub fn new(template: &str, methods: impl Into<String>) -> Self {
        Self { template: ResourceDef::new(template), methods: methods.into(), read_with_keys: false }
    }

    /// The same path, which can be read with an API key.
    #[must_use]
    pub fn read_with_keys(self) -> Self {
        Self { read_with_keys: true, ..self }
    }
}

impl RouteTable {
    /// The routes in the order in which they are tried.
    pub fn of(routes: Vec<Route>) -> Self {
        Self(routes.into())
    }

    /// The methods that exist at a path, for the header `Allow`; none when the path does not exist.
    pub fn methods_of(&self, path: &str) -> Option<&str> {
        self.at(path).map(|route| route.methods.as_str())
    }

    /// The template of the route at a path, for the log and the metrics; none when the path does not exist.
    pub fn template_of(&self, path: &str) -> Option<&str> {
        self.at(path).and_then(|route| route.template.pattern())
    }

    /// Whether what is at a path can be read with an API key.
    pub fn is_read_with_keys(&self, path: &str) -> bool {
        self.at(path).is_some_and(|route| route.read_with_keys)
    }

    fn at(&self, path: &str) -> Option<&Route> {
        self.0.iter().find(|route| route.template.is_match(path))
    }
}

impl std::fmt::Debug for RouteTable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "RouteTable({} routes)", self.0.len())
    }
}
