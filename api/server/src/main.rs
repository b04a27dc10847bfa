//! `importops`: the server and the operator's commands.

use std::process::ExitCode;

use host::clock::Clock;

fn main() -> ExitCode {
    if let Some(ended) = pictures::heic::run_as_decoder() {
        return ended;
    }
    actix_web::rt::System::new().block_on(server::cli::run(Clock::system()))
}
