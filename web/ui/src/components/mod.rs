//! What pages are made of: each component with its stylesheet beside it. They render and never fetch.

pub mod banner;
pub mod button;
pub mod dialog;
pub mod empty_state;
pub mod field;
pub mod icon;
pub mod loading;
pub mod page_header;
pub mod photo;
pub mod pill;
pub mod placeholder;
pub mod progress;
pub mod records;
pub mod secret;
pub mod sortable;
pub mod toast;

pub use banner::{Banner, Tone};
pub use button::{Button, ButtonVariant, CopyButton};
pub use dialog::{ConfirmDialog, Dialog, DialogVariant};
pub use empty_state::EmptyState;
pub use field::{CheckboxField, Choice, DateField, DateKind, RadioField, SelectField, Switch, TextArea, TextField};
pub use icon::{Icon, IconName};
pub use loading::{Skeleton, Spinner};
pub use page_header::PageHeader;
pub use photo::{PhotoFrame, Picture};
pub use pill::{LinkStatePill, StagePill, StatePill, StateTone};
pub use placeholder::Placeholder;
pub use progress::ProgressBar;
pub use records::{Chips, Record, RecordFact};
pub use secret::{Secret, SecretDialog};
pub use sortable::{SortHandle, SortSteps, Sorter, Step};
pub use toast::{ToastRegion, Toasts};

use std::sync::atomic::{AtomicU32, Ordering};

/// An id for an element that a label or a description refers to; unique in the document.
pub fn unique_id(prefix: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{prefix}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
