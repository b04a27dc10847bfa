//! The remains of a file that was being written during a crash: in a directory, files are written beside their place
//! and renamed (`640.webp#1`), and the store itself does not list them.

use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use shared::time::Timestamp;

use super::Blobs;
use crate::error::Error;

impl Blobs {
    /// Removes unfinished files that were begun before an instant; returns how many.
    pub async fn remove_unfinished(&self, before: Timestamp) -> Result<usize, Error> {
        let Some(directory) = self.directory.clone() else { return Ok(0) };
        let removed = tokio::task::spawn_blocking(move || remove(&directory, before)).await;
        removed.map_err(Error::failed)?.map_err(Error::busy)
    }
}

fn remove(directory: &Path, before: Timestamp) -> std::io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            removed += match remove(&entry.path(), before) {
                // Another server has removed the empty directory in the meantime.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
                other => other?,
            };
            continue;
        }
        let name = entry.file_name().to_string_lossy().into_owned();
        let unfinished = name.rsplit_once('#').is_some_and(|(_, n)| n.bytes().all(|byte| byte.is_ascii_digit()));
        if !unfinished {
            continue;
        }
        let written_at = entry.metadata()?.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        if i64::try_from(written_at).is_ok_and(|at| at < before.unix_ms()) {
            fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}
