//! What the operating system knows of this process, under the names that every exporter gives it. Linux only: elsewhere
//! they are missing.

use prometheus::{Counter, Registry};

use super::gauges::{number, whole};

/// Adds them, as far as they can be read.
pub(super) fn register(registry: &Registry) -> Result<(), prometheus::Error> {
    let Some(process) = Process::read() else { return Ok(()) };
    let cpu = Counter::new("process_cpu_seconds_total", "Processor time, user and system.")?;
    cpu.inc_by(process.cpu_s);
    registry.register(Box::new(cpu))?;
    number(registry, "process_resident_memory_bytes", "Memory in use.", process.memory_bytes)?;
    whole(registry, "process_threads", "Threads.", process.threads)?;
    whole(registry, "process_open_fds", "Open files and connections.", process.open_files)?;
    match process.max_files {
        Some(max) => whole(registry, "process_max_fds", "Limit on open files and connections.", max),
        None => Ok(()),
    }
}

#[derive(Debug)]
struct Process {
    cpu_s: f64,
    memory_bytes: f64,
    threads: usize,
    open_files: usize,
    max_files: Option<usize>,
}

impl Process {
    #[cfg(target_os = "linux")]
    fn read() -> Option<Self> {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        let (cpu_ticks, threads, pages) = fields(&stat)?;
        let ticks_per_s = u32::try_from(rustix::param::clock_ticks_per_second()).ok()?;
        let page_bytes = u32::try_from(rustix::param::page_size()).ok()?;
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
        Some(Self {
            cpu_s: cpu_ticks / f64::from(ticks_per_s),
            memory_bytes: pages * f64::from(page_bytes),
            threads,
            open_files: std::fs::read_dir("/proc/self/fd").ok()?.count(),
            max_files: max_files(&limits),
        })
    }

    #[cfg(not(target_os = "linux"))]
    fn read() -> Option<Self> {
        None
    }
}

/// Ticks on processors, threads and resident pages: fields 14 and 15, 20 and 24 of proc(5). The name of the program,
/// which comes before, may hold spaces and brackets.
#[cfg(target_os = "linux")]
fn fields(stat: &str) -> Option<(f64, usize, f64)> {
    let fields: Vec<_> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let field = |number: usize| fields.get(number - 3).copied();
    let amount = |number| field(number)?.parse::<f64>().ok();
    Some((amount(14)? + amount(15)?, field(20)?.parse().ok()?, amount(24)?))
}

#[cfg(target_os = "linux")]
fn max_files(limits: &str) -> Option<usize> {
    limits.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next()?.parse().ok())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_behind_any_name() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 1 0 0 0 150 50 0 0 20 0 9 0 100 1000 256 184467 1 1";
        assert_eq!(fields(stat), Some((200.0, 9, 256.0)));
        assert_eq!(fields(""), None);
        assert_eq!(
            max_files("Max open files            1024                 4096                 files\n"),
            Some(1024)
        );
    }
}
