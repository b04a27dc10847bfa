//! Small renditions that were asked for lately. A file never changes under its key, so what is kept is never old.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use domain::picture::Format;
use hashlink::LruCache;

/// How many bytes are kept at most.
const LIMIT_BYTES: usize = 32 * 1024 * 1024;
/// Larger files are not kept: they would push out many that are asked for more often.
const LARGEST_BYTES: u64 = 256 * 1024;
/// What an entry takes beside its bytes.
const OVERHEAD_BYTES: usize = 200;

/// A rendition of a picture.
pub(super) type Name = (String, u32, Format);

/// The renditions that are kept.
#[derive(Debug)]
pub(super) struct KeptFiles(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    files: LruCache<Name, Bytes>,
    size_bytes: usize,
}

impl Default for KeptFiles {
    fn default() -> Self {
        Self(Mutex::new(Inner { files: LruCache::new_unbounded(), size_bytes: 0 }))
    }
}

impl KeptFiles {
    /// Whether files of this size are kept.
    pub(super) fn are_kept(size_bytes: u64) -> bool {
        size_bytes <= LARGEST_BYTES
    }

    pub(super) fn find(&self, name: &Name) -> Option<Bytes> {
        self.inner().files.get(name).cloned()
    }

    /// Keeps a file if it is small; the least recently used ones go.
    pub(super) fn keep(&self, name: Name, file: &Bytes) {
        if u64::try_from(file.len()).is_ok_and(|size_bytes| !Self::are_kept(size_bytes)) {
            return;
        }
        let mut inner = self.inner();
        inner.size_bytes += file.len() + OVERHEAD_BYTES;
        if let Some(before) = inner.files.insert(name, file.clone()) {
            inner.size_bytes -= before.len() + OVERHEAD_BYTES;
        }
        while inner.size_bytes > LIMIT_BYTES {
            let Some((_, oldest)) = inner.files.remove_lru() else { break };
            inner.size_bytes -= oldest.len() + OVERHEAD_BYTES;
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // A thread that panicked with the lock held left complete entries behind.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_small_and_bounded() {
        let kept = KeptFiles::default();
        let name = |number: u32| ("key".to_owned(), number, Format::WebP);
        kept.keep(name(0), &Bytes::from(vec![0; 256 * 1024 + 1]));
        assert_eq!(kept.find(&name(0)), None);
        let file = Bytes::from(vec![0; 200 * 1024]);
        for number in 1..=400 {
            kept.keep(name(number), &file);
            kept.keep(name(number), &file);
            assert!(kept.find(&name(1)).is_some(), "what is used stays");
        }
        let inner = kept.inner();
        assert!(inner.size_bytes <= LIMIT_BYTES && inner.files.len() > 100);
        assert_eq!(inner.size_bytes, inner.files.len() * (file.len() + OVERHEAD_BYTES));
    }
}
