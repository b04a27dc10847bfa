//! File systems: what their errors mean, and which of them are on other machines.

use std::io::{self, ErrorKind};
use std::path::Path;

/// The name of the network file system that a place is on; none for a disk of this machine, or if that cannot be found out.
/// SQLite must not be on one: several of them lose locks, and a write-ahead log needs memory that is shared (SQLite's
/// documentation, "Over a network").
#[cfg(target_os = "linux")]
pub fn network_file_system(place: &Path) -> Option<&'static str> {
    let absolute = std::path::absolute(place).ok()?;
    let nearest = absolute.ancestors().find(|path| path.exists())?;
    let kind = rustix::fs::statfs(nearest).ok()?.f_type;
    network_name(u32::try_from(kind & 0xffff_ffff).ok()?)
}

/// The same where it cannot be found out.
#[cfg(not(target_os = "linux"))]
pub fn network_file_system(_place: &Path) -> Option<&'static str> {
    None
}

/// The numbers are of Linux (`statfs`, linux/magic.h, and of the file systems' own sources).
#[cfg(target_os = "linux")]
fn network_name(kind: u32) -> Option<&'static str> {
    Some(match kind {
        0x0000_6969 => "NFS",
        0x0000_517b | 0xfe53_4d42 | 0xff53_4d42 => "SMB",
        0x00c3_6400 => "Ceph",
        0x0102_1997 => "9P",
        0x0bd0_0bd0 => "Lustre",
        0x4750_4653 => "GPFS",
        0x5346_414f => "AFS",
        0x6573_5546 => "FUSE",
        _ => return None,
    })
}

/// Whether there is no space: the disk is full, a quota is used up, or the file may not grow.
pub fn is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut causes = std::iter::successors(Some(error), |error| error.source());
    let is_full = |error: &io::Error| {
        matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
    };
    causes.any(|cause| cause.downcast_ref::<io::Error>().is_some_and(is_full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_directory_that_does_not_exist_yet_is_judged_by_the_one_above() {
        let place = std::env::temp_dir().join("not/there/yet");
        assert_eq!(network_file_system(&place), None);
        assert_eq!((network_name(0x6969), network_name(0xef53)), (Some("NFS"), None));
    }

    #[test]
    fn a_full_disk_is_found_among_the_causes() {
        #[derive(Debug, thiserror::Error)]
        #[error("writing failed")]
        struct Outer(#[source] io::Error);
        let of = |kind: ErrorKind| is_full(&Outer(kind.into()));
        assert!(of(ErrorKind::StorageFull));
        assert!(!of(ErrorKind::PermissionDenied));
    }
}
