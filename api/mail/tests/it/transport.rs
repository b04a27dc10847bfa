//! Handing mails over to a mail server, and what comes of it when that does not work.

use std::net::TcpListener;

use mail::{Failure, Mailer, Patience};
use tokio::time::timeout;

use crate::mailbox::Mailbox;
use crate::sample::{HARBOUR, HASTE, QUESTION, mailer, mailer_to, now, reader};

async fn send(mailer: &Mailer, address: &str) -> Result<(), Failure> {
    mailer.send(mailer.compose(&HARBOUR, &reader(address), &QUESTION, "mail-1", now()).unwrap()).await
}

#[tokio::test]
async fn one_connection_takes_one_mail_after_the_other() {
    let mailbox = Mailbox::open();
    let mailer = mailer(&mailbox);
    mailer.check().await.unwrap();
    for address in ["sam@customer.example", "kim@customer.example", "nobody-x@customer.example", "max@customer.example"]
    {
        let _ = send(&mailer, address).await;
    }
    let [sam, kim, max] = [mailbox.next(), mailbox.next(), mailbox.next()];
    assert_eq!(
        [&sam.to, &kim.to, &max.to].map(|to| &*to[0]),
        ["sam@customer.example", "kim@customer.example", "max@customer.example"]
    );
    assert_eq!(sam.connection, kim.connection);
    // What was refused in between took its connection with it.
    assert_ne!(kim.connection, max.connection);
}

#[tokio::test]
async fn each_failure_has_its_name() {
    let mailbox = Mailbox::open();
    let mailer = mailer(&mailbox);
    for (address, failure) in [
        ("later-x@customer.example", Failure::PutOff),
        ("nobody-x@customer.example", Failure::NoMailbox),
        ("policy-x@customer.example", Failure::Refused),
        ("spam-x@customer.example", Failure::Refused),
        ("drop-x@customer.example", Failure::Unreachable),
        ("cut-x@customer.example", Failure::Unreachable),
    ] {
        assert_eq!(send(&mailer, address).await, Err(failure), "{address}");
        send(&mailer, "sam@customer.example").await.unwrap();
        assert_eq!(mailbox.next().to, ["sam@customer.example"], "after {address}");
    }
    assert!(mailbox.rest().is_empty());
    let closed = crate::sample::mailer(&Mailbox::with(&["--closed"]));
    assert!(matches!(closed.check().await, Err(Failure::Refused | Failure::Unreachable)));
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_no_answer_to_the_next_mail() {
    let mailbox = Mailbox::open();
    let mailer = mailer_to(&mailbox.url(), HASTE);
    assert_eq!(send(&mailer, "tardy-x@customer.example").await, Err(Failure::Unreachable));
    send(&mailer, "sam@customer.example").await.unwrap();
    assert_eq!(mailbox.next().to, ["sam@customer.example"]);
    let content = mailer_to(&mailbox.url(), Patience { mail: HASTE.command, ..HASTE });
    assert_eq!(send(&content, "pensive-x@customer.example").await, Err(Failure::Unreachable));
    // What is refused does not count as sent because an answer to something else came first.
    assert_eq!(send(&content, "spam-x@customer.example").await, Err(Failure::Refused));
    send(&content, "kim@customer.example").await.unwrap();
}

#[tokio::test]
async fn nothing_hangs_longer_than_its_time() {
    let mailbox = Mailbox::open();
    // It takes connections, and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("smtp://{}", silent.local_addr().unwrap());
    for (url, address) in [(mailbox.url(), "slow-x@customer.example"), (silent.clone(), "sam@customer.example")] {
        let mailer = mailer_to(&url, HASTE);
        let sent = timeout(2 * HASTE.mail, send(&mailer, address)).await;
        assert_eq!(sent, Ok(Err(Failure::Unreachable)), "{url}");
    }
    assert_eq!(mailer_to(&silent, HASTE).check().await, Err(Failure::Unreachable));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for url in [format!("smtp://{free}"), format!("smtps://u:p@{free}"), "smtps://mail.invalid".to_owned()] {
        assert_eq!(mailer_to(&url, HASTE).check().await, Err(Failure::Unreachable), "{url}");
    }
}

#[tokio::test]
async fn no_password_goes_where_encryption_is_not_offered() {
    let mailbox = Mailbox::with(&["--login", "harbour", "s3cret-word"]);
    let url = |place: &str| format!("smtp://{place}:{}", mailbox.port);
    let stripped = mailer_to(&format!("{}?tls=required", url("harbour:s3cret-word@localhost")), HASTE);
    assert_eq!(stripped.check().await, Err(Failure::NotEncrypted));
    assert_eq!(send(&stripped, "sam@customer.example").await, Err(Failure::NotEncrypted));
    // It speaks, but not TLS.
    let plain = mailer_to(&format!("smtps://harbour:s3cret-word@localhost:{}", mailbox.port), HASTE);
    assert_eq!(plain.check().await, Err(Failure::NotEncrypted));
    assert!(mailbox.rest().is_empty());
}

#[tokio::test]
async fn who_signs_in_may_send() {
    let mailbox = Mailbox::with(&["--login", "harbour", "s3cret/w@rd"]);
    let url = |who: &str| format!("smtp://{who}localhost:{}", mailbox.port);
    let sender = mailer_to(&url("harbour:s3cret%2Fw%40rd@"), HASTE);
    send(&sender, "sam@customer.example").await.unwrap();
    assert!(mailbox.next().signed_in);
    let wrong = mailer_to(&url("harbour:other@"), HASTE);
    assert_eq!(wrong.check().await, Err(Failure::NotSignedIn));
    let nobody = mailer_to(&url(""), HASTE);
    assert_eq!(send(&nobody, "sam@customer.example").await, Err(Failure::NotSignedIn));
    // A server that has no users takes no password.
    let open = Mailbox::open();
    let guest = mailer_to(&format!("smtp://harbour:word@localhost:{}", open.port), HASTE);
    assert_eq!(guest.check().await, Err(Failure::NotSignedIn));
}
