//! Dialogs, all of them modal.

mod back;
pub mod confirm;
mod guard;
pub mod modal;
pub mod opened;
