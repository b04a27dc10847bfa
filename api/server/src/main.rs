//! `importops`: the server and the operator's commands.

use std::process::ExitCode;

use host::clock::Clock;

fn main() -> ExitCode {
    // Before anything else takes memory or threads: this process decodes one photo, within bounds.
    #[cfg(feature = "heic")]
    {
        let mut arguments = std::env::args_os().skip(1);
        if arguments.next().is_some_and(|command| command == pictures::heic::COMMAND) {
            return pictures::heic::run_child(arguments.next());
        }
    }
    actix_web::rt::System::new().block_on(server::cli::run(Clock::system()))
}
