//! Ids of elements.

use std::sync::atomic::{AtomicU32, Ordering};

/// An id for an element that a label or a description refers to; unique in the document.
pub fn unique_id(prefix: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{prefix}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
