//! Form fields: a label, a control, a hint and an error that belong together for everybody.

pub mod check;
pub mod choice;
mod frame;
pub mod mended;
pub mod text;
pub mod typed;
