//! What pages are made of: each component with its stylesheet beside it. They render and never fetch.

#[cfg(feature = "staff")]
pub mod banner;
#[cfg(feature = "staff")]
pub mod button;
#[cfg(feature = "staff")]
pub mod dialog;
#[cfg(feature = "staff")]
pub mod empty_state;
#[cfg(feature = "staff")]
pub mod field;
pub mod icon;
#[cfg(feature = "staff")]
pub mod loading;
#[cfg(feature = "staff")]
pub mod page_header;
#[cfg(feature = "staff")]
pub mod photo;
#[cfg(feature = "staff")]
pub mod pill;
pub mod placeholder;
#[cfg(feature = "staff")]
pub mod progress;
#[cfg(feature = "staff")]
pub mod records;
#[cfg(feature = "staff")]
pub mod secret;
#[cfg(feature = "staff")]
pub mod sortable;
#[cfg(feature = "staff")]
pub mod toast;

#[cfg(feature = "staff")]
pub use banner::{Banner, Tone};
#[cfg(feature = "staff")]
pub use button::{Button, ButtonVariant, CopyButton};
#[cfg(feature = "staff")]
pub use dialog::{ConfirmDialog, Dialog, DialogVariant};
#[cfg(feature = "staff")]
pub use empty_state::EmptyState;
#[cfg(feature = "staff")]
pub use field::{CheckboxField, Choice, DateField, DateKind, RadioField, SelectField, Switch, TextArea, TextField};
pub use icon::{Icon, IconName};
#[cfg(feature = "staff")]
pub use loading::{Skeleton, Spinner};
#[cfg(feature = "staff")]
pub use page_header::PageHeader;
#[cfg(feature = "staff")]
pub use photo::{PhotoFrame, Picture};
#[cfg(feature = "staff")]
pub use pill::{LinkStatePill, StagePill, StatePill, StateTone};
pub use placeholder::Placeholder;
#[cfg(feature = "staff")]
pub use progress::ProgressBar;
#[cfg(feature = "staff")]
pub use records::{Chips, Record, RecordFact};
#[cfg(feature = "staff")]
pub use secret::{Secret, SecretDialog};
#[cfg(feature = "staff")]
pub use sortable::{SortHandle, SortSteps, Sorter, Step};
#[cfg(feature = "staff")]
pub use toast::{ToastRegion, Toasts};

use std::sync::atomic::{AtomicU32, Ordering};

/// An id for an element that a label or a description refers to; unique in the document.
pub fn unique_id(prefix: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{prefix}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
