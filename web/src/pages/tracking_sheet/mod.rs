//! The tracking link sheet.
