//! Whether the database is still the file that was opened.

use std::path::Path;
use std::sync::Arc;

use crate::error::Error;

/// The file of an SQLite database, as it was when its connections were made.
///
/// Somebody may put another file in its place while the server runs. The connections would go on with the old one, which has
/// no name any more: revocations would be acknowledged and lost, and pages shown that the new one does not know. So nothing
/// is read or written then until the server is started again. The new file is not opened either: the write-ahead log beside it
/// is the old one's, and would be played into it (<https://www.sqlite.org/howtocorrupt.html>, section 1.4).
#[derive(Debug, Clone)]
pub struct SqliteFile {
    path: Arc<Path>,
    opened: Option<Identity>,
}

/// What distinguishes two files of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
}

impl SqliteFile {
    /// The file that has this name now.
    pub(super) fn of(path: &Path) -> Self {
        Self { path: path.into(), opened: identity(path) }
    }

    /// Fails if the name leads to another file, or to none.
    pub(super) fn check(&self) -> Result<(), Error> {
        if identity(&self.path) == self.opened {
            return Ok(());
        }
        let cause = "the file of the database was replaced or removed while the server ran: stop the server, put the backup \
                     back with `importops restore`, start it again";
        Err(Error::Busy(cause.to_owned()))
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let found = std::fs::metadata(path).ok()?;
    Some(Identity { device: found.dev(), inode: found.ino() })
}

#[cfg(not(unix))]
fn identity(_path: &Path) -> Option<Identity> {
    None
}
