//! What a process that decodes may use of the machine.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

/// How much memory, in bytes. A photo of tiles needs a tenth of it whatever its size; most has one of 36 megapixels without tiles.
const MEMORY_BYTES: u64 = 384 * 1024 * 1024;
/// How long its processor may work, in seconds.
const CPU_SECONDS: u64 = 10;

/// Lowers what this process may use, for good.
pub(super) fn set() -> io::Result<()> {
    let bounds = [
        (Resource::As, MEMORY_BYTES),
        (Resource::Cpu, CPU_SECONDS),
        // No file is written, none is opened, and no copy of the memory is kept.
        (Resource::Fsize, 0),
        (Resource::Nofile, 0),
        (Resource::Core, 0),
    ];
    for (resource, most) in bounds {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}
