//! The listener of the metrics: an address of its own with one route, so that no mistake in a proxy makes them public
//!

use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::http::header;
use actix_web::{HttpResponse, HttpServer, web};

use super::Scraped;

/// How many connections it takes, of the files that are set aside.
const CONNECTIONS: usize = 8;

/// What Prometheus calls its text.
const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Serves `GET /metrics`, and nothing else, on a listener.
pub fn serve(scraped: Scraped, listener: TcpListener) -> std::io::Result<Server> {
    let application = move || {
        actix_web::App::new()
            .app_data(web::Data::new(scraped.clone()))
            .service(web::resource("/metrics").route(web::get().to(metrics)))
    };
    // Nobody asks it but a scraper: one thread and few connections are enough. It ends with the process.
    Ok(HttpServer::new(application).workers(1).max_connections(CONNECTIONS).disable_signals().listen(listener)?.run())
}

async fn metrics(scraped: web::Data<Scraped>) -> HttpResponse {
    match scraped.text().await {
        Ok(text) => HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, CONTENT_TYPE))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(text),
        Err(error) => {
            tracing::error!(cause = %error, "the metrics cannot be written down");
            HttpResponse::InternalServerError().finish()
        }
    }
}
