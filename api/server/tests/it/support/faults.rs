//! Disks that fail: the real program with libfiu (<https://blitiri.com.ar/p/libfiu/>) between it and the system's library,
//! which is told what shall fail and when.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::support::program::Serving;

/// No space left on device.
pub const ENOSPC: i32 = 28;
/// Input/output error.
pub const EIO: i32 = 5;

/// Writing to the database's files. (What writes photos is also what wakes threads, which could not go on.)
pub const WRITES: [&str; 1] = ["posix/io/rw/pwrite"];
/// Reading from the database's files.
pub const READS: [&str; 1] = ["posix/io/rw/pread"];
/// Making sure that what was written is on the disk.
pub const SYNCS: [&str; 2] = ["posix/io/sync/fsync", "posix/io/sync/fdatasync"];

/// A server whose disk fails when it is told to.
pub struct Faulty {
    /// The server.
    pub server: Serving,
    pipes: PathBuf,
}

impl Faulty {
    /// Starts one; nothing fails yet.
    pub fn start(data_dir: &Path) -> Self {
        let [run, posix] = ["run", "posix"].map(|name| {
            let places = ["/usr/lib/fiu", "/usr/local/lib/fiu"];
            let files = places.map(|place| format!("{place}/fiu_{name}_preload.so"));
            files.into_iter().find(|file| Path::new(file).is_file()).expect("libfiu is installed (fiu-utils)")
        });
        let pipes = data_dir.join("fiu");
        let settings =
            [("LD_PRELOAD", format!("{run} {posix}")), ("FIU_CTRL_FIFO", pipes.to_str().unwrap().to_owned())];
        let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
        let server = Serving::start_with(data_dir, &settings);
        let pipes = data_dir.join(format!("fiu-{}", server.id()));
        Self { server, pipes }
    }

    /// From now on these calls fail with this error.
    pub fn fail(&self, calls: &[&str], errno: i32) {
        for call in calls {
            self.tell(&format!("enable name={call},failinfo={errno}"));
        }
    }

    /// From now on they do not.
    pub fn mend(&self, calls: &[&str]) {
        for call in calls {
            self.tell(&format!("disable name={call}"));
        }
    }

    fn tell(&self, command: &str) {
        let pipe = |end: &str| PathBuf::from(format!("{}.{end}", self.pipes.display()));
        let mut commands = File::options().write(true).open(pipe("in")).unwrap();
        writeln!(commands, "{command}").unwrap();
        drop(commands);
        let answer = std::fs::read_to_string(pipe("out")).unwrap();
        assert_eq!(answer.trim(), "0", "{command}");
    }
}
