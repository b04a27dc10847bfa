//! `importops`: the server and the operator's commands.

use std::process::ExitCode;

use host::clock::Clock;

#[actix_web::main]
async fn main() -> ExitCode {
    server::cli::run(Clock::system()).await
}
