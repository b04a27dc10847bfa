//! Dialogs, all of them modal.

mod back;
pub mod confirm;
pub mod modal;
pub mod opened;
