//! The channel of mails: what is made of the page when it is sent (`update`), what waits in the list of mails (`worker`), and how
//! often a failure is tried again (`patience`).

mod letter;
mod patience;
mod postman;
mod update;
pub mod worker;

pub use postman::Postman;
