//! The same program with a clock that a test moves: each line `advance <seconds>` on standard input is answered by
//! `clock advanced` on standard output. It is an example, so it is never part of what is shipped.

use std::io::{BufRead, Write};
use std::process::ExitCode;

use host::clock::Clock;

fn main() -> ExitCode {
    if let Some(ended) = pictures::heic::run_as_decoder() {
        return ended;
    }
    actix_web::rt::System::new().block_on(run())
}

async fn run() -> ExitCode {
    let clock = Clock::system();
    if std::env::args().nth(1).as_deref() == Some("serve") {
        let moved = clock.clone();
        std::thread::spawn(move || {
            for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                let seconds = line.strip_prefix("advance ").and_then(|text| text.trim().parse::<i64>().ok());
                if let Some(seconds) = seconds {
                    moved.advance_ms(seconds * 1000);
                    let mut output = std::io::stdout().lock();
                    if writeln!(output, "clock advanced").and_then(|()| output.flush()).is_err() {
                        return;
                    }
                }
            }
        });
    }
    server::cli::run(clock).await
}
