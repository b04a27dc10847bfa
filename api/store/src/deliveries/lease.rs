//! For how long servers leave to each other what one has taken up.

/// For how long one server works on a delivery, or serves an endpoint, before another may take it up, in milliseconds.
pub const LEASE_MS: i64 = 60 * 1000;
