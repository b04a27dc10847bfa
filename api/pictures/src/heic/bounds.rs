//! What a process that decodes may use of the machine.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

/// How much memory, in MiB. A photo of tiles needs a tenth of it whatever its size; most has one of 36 megapixels without tiles.
pub(super) const MEMORY_MIB: u64 = 384;
/// What the program itself takes of addresses, in MiB.
const PROGRAM_MIB: u64 = 256;
const MIB: u64 = 1024 * 1024;
/// How long its processor may work, in seconds.
const CPU_SECONDS: u64 = 10;

/// Lowers what this process may use, for good.
pub(super) fn set(memory_mib: u64) -> io::Result<()> {
    let bounds = [
        (Resource::Data, memory_mib.saturating_mul(MIB)),
        (Resource::As, memory_mib.saturating_add(PROGRAM_MIB).saturating_mul(MIB)),
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
