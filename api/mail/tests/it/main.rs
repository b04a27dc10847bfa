//! Mails as a real mail server takes them, and as a parser that is not ours reads them (contract/mailbox.py).

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says where by panicking")]

mod headers;
#[expect(dead_code, reason = "the tests of the server ask for more")]
#[path = "../../../server/tests/it/support/mailbox.rs"]
mod mailbox;
mod rendered;
mod sample;
mod transport;
