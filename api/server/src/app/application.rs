//! The routes, and the middleware around them.

use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::web;
use api_http::middleware::surround;

use super::App;
use crate::guard::guard;
use crate::routes::{self, no_such_path};

/// The routes with everything around them.
pub fn application(
    app: App,
) -> actix_web::App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<actix_web::body::BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    application_with(app, routes::configure)
}

/// Everything that is around the routes, and in it what is given: tests put routes there that fail.
pub fn application_with(
    app: App,
    routes: impl FnOnce(&mut web::ServiceConfig),
) -> actix_web::App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<actix_web::body::BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    actix_web::App::new()
        .configure(|config| app.state(config))
        .app_data(web::PathConfig::default().error_handler(|_, request| no_such_path(request).into()))
        .configure(routes)
        .default_service(web::to(routes::unmatched))
        .wrap(from_fn(guard))
        .wrap(from_fn(surround))
}
