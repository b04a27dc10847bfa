//! What a server needs from its machine: time, randomness, secret keys, TLS, a lock on the data directory. Everything
//! else takes these as arguments, so that tests control them.

pub mod clock;
pub mod data_lock;
pub mod disk;
pub mod keys;
pub mod random;
pub mod tls;
