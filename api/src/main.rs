//! `importops`: the server and the operator's commands.

use std::process::ExitCode;

use api::clock::Clock;

#[actix_web::main]
async fn main() -> ExitCode {
    api::cli::run(Clock::system()).await
}
