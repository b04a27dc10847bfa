//! Photos of vehicles and logos of organisations.

pub mod pipeline;
