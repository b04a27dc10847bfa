//! Where operations are registered: with the server, or in the OpenAPI document. Describing them costs more than any answer, so a
//! server that only serves them does not.

use actix_web::dev::HttpServiceFactory;
use actix_web::{Route, web};
use utoipa::openapi::path::Paths;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Components, OpenApi, RefOr};
use utoipa_actix_web::OpenApiFactory;

/// What a module registers its operations with.
pub struct Operations<'a>(Target<'a>);

enum Target<'a> {
    Server(&'a mut web::ServiceConfig),
    Description(&'a mut Description),
}

/// The paths and schemas of operations.
#[derive(Default)]
struct Description {
    paths: Paths,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl Operations<'_> {
    /// Registers an operation.
    pub fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, operation: F) -> &mut Self {
        match &mut self.0 {
            Target::Server(config) => {
                config.service(operation);
            }
            Target::Description(description) => {
                description.paths.merge(operation.paths());
                operation.schemas(&mut description.schemas);
            }
        }
        self
    }

    /// Registers what the document does not describe.
    pub fn route(&mut self, path: &str, route: Route) -> &mut Self {
        if let Target::Server(config) = &mut self.0 {
            config.route(path, route);
        }
        self
    }
}

/// Serves the operations that `register` registers.
pub fn serve(config: &mut web::ServiceConfig, register: impl FnOnce(&mut Operations<'_>)) {
    register(&mut Operations(Target::Server(config)));
}

/// The paths, each below a prefix, and schemas of the operations that `register` registers.
pub fn describe(prefix: &str, register: impl FnOnce(&mut Operations<'_>)) -> OpenApi {
    let mut description = Description::default();
    register(&mut Operations(Target::Description(&mut description)));
    let mut document = OpenApi::default();
    for (path, item) in description.paths.paths {
        document.paths.paths.insert(format!("{prefix}{path}"), item);
    }
    let mut components = Components::new();
    components.schemas.extend(description.schemas);
    document.components = Some(components);
    document
}
