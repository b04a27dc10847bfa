//! The customer's tracking page.

fn main() {}
