//! The server's side of the process that decodes.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::pipeline::{MAX_BYTES, Rejection};

/// How long a process may take by the clock. Its processor's time is bounded apart: this is for a machine that has none for it.
pub(super) const DEADLINE: Duration = Duration::from_secs(30);

/// What a process says by its exit code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Outcome {
    /// Its output is the JPEG.
    Jpeg = 0,
    /// It could not do its work.
    Failed = 1,
    Damaged = 3,
    Unsupported = 4,
    /// Its output is width and height.
    TooLarge = 5,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        (outcome as u8).into()
    }
}

impl Outcome {
    fn of(status: ExitStatus) -> Option<Self> {
        let outcomes = [Self::Jpeg, Self::Failed, Self::Damaged, Self::Unsupported, Self::TooLarge];
        outcomes.into_iter().find(|outcome| status.code() == Some(*outcome as i32))
    }
}

/// A process of a program.
pub(super) struct Process<'a> {
    pub(super) program: &'a Path,
    pub(super) arguments: &'a [&'a str],
    pub(super) deadline: Duration,
}

impl Process<'_> {
    /// Makes a JPEG of a HEIC photo. An error is one of this machine, not of the file.
    pub(super) fn jpeg(&self, bytes: &[u8]) -> io::Result<Result<Vec<u8>, Rejection>> {
        let mut child = Command::new(self.program)
            .args(self.arguments)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let output = self.exchange(&mut child, bytes);
        // Whatever happened, nothing of it is left.
        let _ = child.kill();
        let status = child.wait()?;
        let output = output?;
        match Outcome::of(status) {
            Some(Outcome::Jpeg) => Ok(Ok(output)),
            Some(Outcome::Damaged) => Ok(Err(Rejection::Unreadable)),
            Some(Outcome::TooLarge) => Ok(Err(too_large(&output).unwrap_or(Rejection::Unreadable))),
            Some(Outcome::Unsupported) => Ok(Err(Rejection::Undecodable)),
            Some(Outcome::Failed) => {
                Err(io::Error::other("the process that decodes HEIC photos could not do its work"))
            }
            // A signal: it wanted more memory or time than it may have, or the decoder is at fault.
            None => {
                tracing::warn!(status = %status, "a HEIC photo could not be decoded within its bounds");
                Ok(Err(Rejection::Undecodable))
            }
        }
    }

    /// Hands over the file and takes what comes back. Past the deadline the process is ended, which ends both.
    fn exchange(&self, child: &mut Child, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else { return Err(io::ErrorKind::BrokenPipe.into()) };
        let pid = Pid::from_child(child);
        let (done, ended) = channel::<()>();
        thread::scope(|scope| {
            // A process that stops reading says why by how it ends.
            scope.spawn(move || stdin.write_all(bytes));
            scope.spawn(move || {
                if ended.recv_timeout(self.deadline) == Err(RecvTimeoutError::Timeout) {
                    // Nobody waited for it yet, so its number is still its own.
                    let _ = kill_process(pid, Signal::KILL);
                }
            });
            let mut output = Vec::new();
            let read = stdout.take(MAX_BYTES as u64 + 1).read_to_end(&mut output);
            drop(done);
            read.map(|_| output)
        })
    }
}

fn too_large(output: &[u8]) -> Option<Rejection> {
    let side = |at: usize| output.get(at..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes));
    Some(Rejection::TooLarge { width: side(0)?, height: side(4)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes of a process that does this.
    fn outcome(script: &str, deadline: Duration) -> io::Result<Result<Vec<u8>, Rejection>> {
        Process { program: Path::new("/bin/sh"), arguments: &["-c", script], deadline }.jpeg(&vec![7; 300_000])
    }

    #[test]
    fn whatever_the_process_does_there_is_an_answer() {
        let cases = [
            ("exit 3", Rejection::Unreadable),
            ("cat > /dev/null; exit 4", Rejection::Undecodable),
            (
                "cat > /dev/null; printf '\\0\\0\\1\\0\\0\\0\\0\\2'; exit 5",
                Rejection::TooLarge { width: 256, height: 2 },
            ),
            ("kill -ABRT $$", Rejection::Undecodable),
            ("kill -XCPU $$", Rejection::Undecodable),
        ];
        for (script, rejection) in cases {
            assert_eq!(outcome(script, DEADLINE).unwrap(), Err(rejection), "{script}");
        }
        assert_eq!(outcome("head -c 2", DEADLINE).unwrap(), Ok(vec![7, 7]));
        // This machine's fault, not the file's.
        assert!(outcome("exit 1", DEADLINE).is_err());
        assert!(Process { program: Path::new("/nonexistent"), arguments: &[], deadline: DEADLINE }.jpeg(b"").is_err());
    }

    #[test]
    fn past_the_deadline_the_process_is_ended() {
        let soon = Duration::from_millis(20);
        assert_eq!(outcome("exec sleep 1000", soon).unwrap(), Err(Rejection::Undecodable));
    }
}
