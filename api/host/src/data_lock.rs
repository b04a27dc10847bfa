//! Who may use a data directory: any number of servers and commands at once, or one restore alone.
//!
//! It is a lock of the operating system on an empty file, so it ends with the process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

const FILE_NAME: &str = "importops.lock";

/// A lock on a data directory, held until the last clone is dropped.
#[derive(Debug)]
pub struct DataLock {
    _file: File,
}

/// Why a data directory cannot be used now.
#[derive(Debug, thiserror::Error)]
pub enum DataLockError {
    /// A restore is under way.
    #[error("a backup is being restored into {0}: wait until that is done")]
    Restoring(String),
    /// Something else uses it.
    #[error("a server or another command uses {0}: stop it first")]
    InUse(String),
    /// The file cannot be made.
    #[error("{place}/importops.lock cannot be used: {source}")]
    Io {
        /// The directory.
        place: String,
        /// What the operating system said.
        source: io::Error,
    },
}

impl DataLock {
    /// To serve from it, beside others.
    pub fn shared(data_dir: &Path) -> Result<Self, DataLockError> {
        Self::lock(data_dir, File::try_lock_shared, DataLockError::Restoring)
    }

    /// Locks it alone, to replace its contents.
    pub fn exclusive(data_dir: &Path) -> Result<Self, DataLockError> {
        Self::lock(data_dir, File::try_lock, DataLockError::InUse)
    }

    fn lock(
        data_dir: &Path,
        lock: fn(&File) -> Result<(), TryLockError>,
        taken: fn(String) -> DataLockError,
    ) -> Result<Self, DataLockError> {
        let place = data_dir.display().to_string();
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let opened = options.open(data_dir.join(FILE_NAME)).map_err(TryLockError::Error);
        match opened.and_then(|file| lock(&file).map(|()| file)) {
            Ok(file) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(taken(place)),
            Err(TryLockError::Error(source)) => Err(DataLockError::Io { place, source }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restore_is_alone() {
        let directory = tempfile::tempdir().unwrap();
        let serving = DataLock::shared(directory.path()).unwrap();
        let command = DataLock::shared(directory.path()).unwrap();
        assert!(matches!(DataLock::exclusive(directory.path()), Err(DataLockError::InUse(_))));
        drop((serving, command));
        let restoring = DataLock::exclusive(directory.path()).unwrap();
        assert!(matches!(DataLock::shared(directory.path()), Err(DataLockError::Restoring(_))));
        drop(restoring);
        DataLock::shared(directory.path()).unwrap();
    }
}
