//! Which tracking pages a commit may have changed: a journal that the database itself writes, in the transaction of the change,
//! whichever program makes it, and by which each server finds out which of its cached pages are still current.

pub(crate) mod changed;
mod depends;
pub(crate) mod fingerprint;
pub(crate) mod postgres;
pub(crate) mod sqlite;
