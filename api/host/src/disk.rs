//! What errors of the file system mean: a full disk, or a failure that may pass.

use std::io::{self, ErrorKind};

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
