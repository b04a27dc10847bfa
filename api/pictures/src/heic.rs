//! HEIC photos on the server: a process of its own makes a JPEG of each, which then goes the way of any other. The process is this
//! program again, with a bound for its memory and its time that the system holds, no file but its input and output, and nothing of
//! the server's surroundings: whatever a file makes of the decoder, the server does not notice.

#[cfg(feature = "heic")]
mod bounds;
#[cfg(feature = "heic")]
mod child;
#[cfg(feature = "heic")]
mod parent;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::pipeline::Rejection;

/// The argument that makes this program such a process.
pub const COMMAND: &str = "heic-to-jpeg";

/// Decodes one photo and ends, where this program was started for that; `None` otherwise. A program that decodes by itself calls
/// it before anything else takes memory or threads: the process is bounded in both.
pub fn run_as_decoder() -> Option<ExitCode> {
    #[cfg(feature = "heic")]
    {
        let mut arguments = std::env::args_os().skip(1);
        (arguments.next()? == COMMAND).then(|| child::run(arguments.next()))
    }
    #[cfg(not(feature = "heic"))]
    None
}

/// How HEIC photos are decoded, if they are.
#[derive(Clone, Debug)]
pub struct HeicDecoder {
    /// `None`: they are refused, as any other kind that is not taken.
    program: Option<PathBuf>,
}

impl HeicDecoder {
    /// Decodes by a process of this program.
    #[cfg(feature = "heic")]
    pub fn of_this_program() -> Self {
        // The file that runs, even if another one has its name by now.
        Self::of_program("/proc/self/exe".into())
    }

    /// Decodes by a process of another program, for which the same holds.
    #[cfg(feature = "heic")]
    pub fn of_program(program: PathBuf) -> Self {
        Self { program: Some(program) }
    }

    /// Decodes none.
    pub fn off() -> Self {
        Self { program: None }
    }

    /// Whether HEIC photos are taken.
    pub fn is_on(&self) -> bool {
        self.program.is_some()
    }

    /// A file as the pipeline takes it: a JPEG in the place of a HEIC photo, and any other as it is.
    pub fn decoded(&self, bytes: Vec<u8>) -> io::Result<Result<Vec<u8>, Rejection>> {
        #[cfg(feature = "heic")]
        if let Some(program) = &self.program
            && heic::is_heic(&bytes)
        {
            let arguments = [COMMAND, &bounds::MEMORY_MIB.to_string()];
            return parent::Process { program, arguments: &arguments, deadline: parent::DEADLINE }.jpeg(&bytes);
        }
        Ok(Ok(bytes))
    }
}
