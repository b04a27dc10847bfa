//! No text becomes a header, an address or an element, whichever field it stands in.

use std::collections::BTreeSet;

use mail::{ComposeError, Content, EtaNews, NoteNews, Recipient, Sender, ValidFor};
use shared::eta::EtaReason;
use shared::public_tracking::PublicEtaStatus;
use shared::time::CivilDate;

use crate::mailbox::{Mailbox, Received};
use crate::sample::{HARBOUR, LOGO, QUESTION, mailer, now, reader, sent};

/// What people write, and what would be headers, parts, addresses or HTML if it were not encoded.
const TEXTS: [&str; 19] = [
    "Škoda & Söhne <Hafen>",
    "=?utf-8?q?Bcc=3A?= <x@y.example>",
    "\"Quoted\", Inc. (Kiel) \\",
    "Subject: hello",
    "a\r\nBcc: x@y.example",
    "a\nBcc: x@y.example\n\nbody",
    "a\rBcc: x@y.example",
    "a\u{0}b\u{8}c\u{1b}[31m",
    "a\u{2028}Bcc: x@y.example\u{85}Cc: z@y.example",
    "\u{202e}elpmaxe.y@x",
    "日本の輸入業者株式会社",
    "شركة استيراد السيارات",
    "a@b.example, c@d.example; e@f.example",
    "🚗🚙 👩‍🔧 e\u{301}",
    "A name that is so long that its header has to be folded at least once, and then once more, whatever is in it",
    "<script>alert(1)</script><img src=https://y.example/x.gif><a href='//y.example'>",
    "--\r\n.\r\n--=_boundary--\r\nContent-Type: text/html\r\n\r\n<b>",
    ".",
    "import-ops.example",
];

fn names(mail: &Received) -> BTreeSet<String> {
    mail.headers.iter().map(|(name, _)| name.clone()).collect()
}

/// What is checked of every mail, whatever is in it.
fn check(mail: &Received, expected: &BTreeSet<String>, text: &str) {
    assert_eq!((&names(mail), &mail.defects), (expected, &Vec::new()), "{text:?}");
    assert_eq!(mail.headers.len(), expected.len(), "one of each: {text:?}");
    assert_eq!(mail.to, ["sam@customer.example"], "{text:?}");
    assert_eq!(mail.header("To"), "sam@customer.example", "{text:?}");
    assert!(mail.header("From").ends_with("<tracking@import-ops.example>"), "{text:?}: {}", mail.header("From"));
    let types: Vec<_> = mail.parts.iter().map(|part| &*part.media_type).collect();
    assert_eq!(types, ["text/plain", "text/html", "image/gif"], "{text:?}");
    let html = mail.part("text/html");
    for element in ["<script", "<img src=h", "<a href='", "<b>"] {
        assert!(!html.contains(element), "{text:?}: {element}");
    }
    // Nothing is loaded: the one picture is a part of the mail.
    assert_eq!((html.matches("src=\"").count(), html.matches("src=\"cid:logo\"").count()), (1, 1), "{text:?}");
    assert!(!html.contains("url(") && !html.contains("@import") && !html.contains("<link"), "{text:?}");
    // What every relay takes (RFC 5322, section 2.1.1), also without 8BITMIME.
    assert!(mail.longest_line <= 998 && mail.is_ascii, "{text:?}: {}", mail.longest_line);
}

#[tokio::test]
async fn no_text_is_a_header_in_any_field() {
    let mailbox = Mailbox::open();
    let mailer = mailer(&mailbox);
    let plain = Sender { logo: Some(LOGO), ..HARBOUR };
    let question = names(&sent(&mailer, &mailbox, &plain, &reader("sam@customer.example"), &QUESTION).await);
    let date = CivilDate::parse("2026-05-14");
    let update = |vehicle, remark, body| Content::Update {
        vehicle,
        page_url: "https://import-ops.example/t/abc",
        unsubscribe_url: "https://import-ops.example/subscription/abc/end",
        stage: None,
        eta: Some(EtaNews {
            status: PublicEtaStatus::Expected,
            date,
            previous: None,
            reason: Some(EtaReason::Weather),
            remark: Some(remark),
        }),
        notes: vec![NoteNews { body, posted_on: date }],
        new_photos: 1,
    };
    let told = names(&sent(&mailer, &mailbox, &plain, &reader("sam@customer.example"), &update("a", "b", "c")).await);
    let added: Vec<_> = told.difference(&question).map(|name| name.to_lowercase()).collect();
    assert_eq!(added, ["list-id", "list-unsubscribe", "list-unsubscribe-post"]);
    for text in TEXTS {
        let sender = Sender { name: text, ..plain };
        let language = Recipient { language: text, locale: text, ..reader("sam@customer.example") };
        let sentences = [text.to_owned()];
        let url = "https://import-ops.example/x";
        let valid_for = ValidFor::Days(7);
        for (content, expected) in [
            (Content::Confirmation { vehicle: text, confirm_url: text }, &question),
            (update(text, text, text), &told),
            (Content::Invitation { inviter: text, url, valid_for }, &question),
            (Content::EmailChange { address: text, url, valid_for }, &question),
            (Content::EmailChanged { address: text }, &question),
            (
                Content::Notice { subject: text, sentences: &sentences, action: Some((text, url)), settings_url: url },
                &question,
            ),
        ] {
            let mail = sent(&mailer, &mailbox, &sender, &language, &content).await;
            check(&mail, expected, text);
        }
    }
    // One name of thousands of letters, and a note of one line that never ends.
    let long = "Ü".repeat(3000);
    let mail = sent(&mailer, &mailbox, &plain, &reader("sam@customer.example"), &update(&long, &long, &long)).await;
    check(&mail, &told, "long");
}

#[tokio::test]
async fn what_cannot_be_a_header_is_no_mail() {
    let mailbox = Mailbox::open();
    let mailer = mailer(&mailbox);
    let composed = |address: &str, id: &str, content: &Content<'_>| {
        mailer.compose(&HARBOUR, &reader(address), content, id, now()).err()
    };
    assert_eq!(composed("sam@customer.example", "mail-1", &QUESTION), None);
    for address in
        ["", "sam", "sam@customer.example\r\nBcc: x@y.example", "sam@a.example,kim@a.example", "jörg@a.example"]
    {
        assert_eq!(composed(address, "mail-1", &QUESTION), Some(ComposeError::Address), "{address}");
    }
    for id in ["", "a b", "a>\r\nBcc: x@y.example", "ä"] {
        assert_eq!(composed("sam@customer.example", id, &QUESTION), Some(ComposeError::Parts), "{id}");
    }
    let end = Content::Update {
        vehicle: "2021 Toyota Land Cruiser",
        page_url: "https://import-ops.example/t/abc",
        unsubscribe_url: "https://import-ops.example/>\r\nBcc: x@y.example",
        stage: None,
        eta: None,
        notes: Vec::new(),
        new_photos: 1,
    };
    assert_eq!(composed("sam@customer.example", "mail-1", &end), Some(ComposeError::Parts));
    // Where answers go is left out if it is no address.
    let sender = Sender { reply_to: Some("x@y.example\r\nBcc: z@y.example"), ..HARBOUR };
    let mail = sent(&mailer, &mailbox, &sender, &reader("sam@customer.example"), &QUESTION).await;
    assert_eq!(mail.header("Reply-To"), "");
}
