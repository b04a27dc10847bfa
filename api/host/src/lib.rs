//! What the machine gives a server: time, randomness, secret keys, TLS, a lock on the data directory. Everything else takes
//! these as arguments, so that tests decide them.

pub mod clock;
pub mod data_lock;
pub mod disk;
pub mod keys;
pub mod random;
pub mod tls;
