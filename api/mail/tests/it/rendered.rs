//! What mails look like: each as a file of text and one of HTML in `tests/rendered`, as the mail server's parser read them.
//!
//! `IMPORTOPS_TEST_RENDERED=write cargo test -p mail rendered` writes them anew; `e2e/specs/rendered-mails.spec.ts` looks at them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use mail::{Content, EtaNews, NoteNews, Recipient, Sender, StageNews, ValidFor};
use shared::eta::EtaReason;
use shared::language::{PAGE_LANGUAGES, page_locale};
use shared::public_tracking::PublicEtaStatus;
use shared::stage::{ArrivalDetail, Stage};
use shared::time::CivilDate;

use crate::mailbox::{Mailbox, Received};
use crate::sample::{HARBOUR, LOGO, QUESTION, mailer, sent};

const PAGE: &str = "https://import-ops.example/t/k7m2xq9v4t8w3n5p";
const END: &str = "https://import-ops.example/subscription/9k2v7m4q8x3tb6h5/end";

fn day(text: &str) -> Option<CivilDate> {
    CivilDate::parse(text)
}

/// An update with everything in it.
fn everything() -> Content<'static> {
    Content::Update {
        vehicle: "2021 Toyota Land Cruiser",
        page_url: PAGE,
        unsubscribe_url: END,
        stage: Some(StageNews { stage: Stage::Arrived, detail: Some(ArrivalDetail::Customs) }),
        eta: Some(EtaNews {
            status: PublicEtaStatus::Expected,
            date: day("2026-05-21"),
            previous: day("2026-05-14"),
            reason: Some(EtaReason::CustomsInspection),
            remark: Some("The inspection at Bremerhaven takes a week longer."),
        }),
        notes: vec![
            NoteNews {
                body: "Your car has been unloaded.\nIt stands in hall 4, dry & safe.\n\nWrite to hello@harbour.example if you have questions.",
                posted_on: day("2026-05-13"),
            },
            NoteNews { body: "The vessel has reached Bremerhaven.", posted_on: day("2026-05-12") },
        ],
        new_photos: 5,
    }
}

fn eta(status: PublicEtaStatus, date: Option<CivilDate>) -> Content<'static> {
    Content::Update {
        vehicle: "2021 Toyota Land Cruiser",
        page_url: PAGE,
        unsubscribe_url: END,
        stage: None,
        eta: Some(EtaNews { status, date, previous: day("2026-05-14"), reason: None, remark: None }),
        notes: Vec::new(),
        new_photos: 0,
    }
}

fn photos() -> Content<'static> {
    Content::Update {
        vehicle: "2021 Toyota Land Cruiser",
        page_url: PAGE,
        unsubscribe_url: END,
        stage: None,
        eta: None,
        notes: Vec::new(),
        new_photos: 1,
    }
}

/// What is in a list of files, and what it is in English.
fn in_english(sentences: &[String]) -> Vec<(&'static str, Content<'_>)> {
    let url = "https://import-ops.example/reset-password#5gq8n2v7m4kx9t3b";
    vec![
        ("update-arrived", eta(PublicEtaStatus::Arrived, day("2026-05-21"))),
        ("update-being-updated", eta(PublicEtaStatus::BeingUpdated, day("2026-05-13"))),
        ("update-unknown", eta(PublicEtaStatus::Unknown, None)),
        ("update-photos", photos()),
        (
            "invitation",
            Content::Invitation {
                inviter: "Alex Admin",
                url: "https://import-ops.example/invitation#5gq8n2v7m4kx9t3b",
                valid_for: ValidFor::Days(7),
            },
        ),
        ("password-reset", Content::PasswordReset { url, valid_for: ValidFor::Minutes(30) }),
        (
            "email-change",
            Content::EmailChange { address: "eli@harbour.example", url, valid_for: ValidFor::Minutes(30) },
        ),
        ("email-changed", Content::EmailChanged { address: "eli@harbour.example" }),
        (
            "notice",
            Content::Notice {
                subject: "A customer opened the page of the 2021 Toyota Land Cruiser",
                sentences,
                action: Some(("Open the vehicle", "https://import-ops.example/vehicles/veh_01jv")),
                settings_url: "https://import-ops.example/settings/notifications",
            },
        ),
    ]
}

/// The words that people see in HTML: without elements, with what entities stand for.
fn visible(html: &str) -> String {
    let body = html.split_once("</div>").unwrap().1;
    let mut text = String::new();
    for (index, piece) in body.split(['<', '>']).enumerate() {
        text.push_str(if index % 2 == 0 { piece } else { " " });
    }
    let decoded = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (entity, letter)| text.replace(entity, letter));
    decoded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same words of the plain text: without what marks quotes.
fn said(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(|line| line.strip_prefix('>').unwrap_or(line)).collect();
    lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_addresses(words: &str) -> String {
    words.split(' ').filter(|word| !word.starts_with("https://")).collect::<Vec<_>>().join(" ")
}

/// Compares what was read with the file, or writes it.
fn compare(path: &Path, read: &str, differ: &mut Vec<String>) {
    if std::env::var("IMPORTOPS_TEST_RENDERED").as_deref() == Ok("write") {
        std::fs::write(path, read).unwrap();
    } else if std::fs::read_to_string(path).ok().as_deref() != Some(read) {
        differ.push(path.display().to_string());
    }
}

#[tokio::test]
async fn mails_look_as_their_files_do() {
    let mailbox = Mailbox::open();
    let mailer = mailer(&mailbox);
    let sender = Sender { logo: Some(LOGO), ..HARBOUR };
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/rendered");
    let (mut differ, mut names) = (Vec::new(), BTreeSet::new());
    let sentences = [
        "Jane Customer opened it for the first time, on 14 May 2026 at 11:30.".to_owned(),
        "You are told because you share this vehicle.".to_owned(),
    ];
    let mut mails: Vec<(String, &str, Content<'_>)> = Vec::new();
    for language in PAGE_LANGUAGES {
        mails.push((format!("confirmation-{language}"), language, QUESTION));
        mails.push((format!("update-{language}"), language, everything()));
    }
    mails.extend(in_english(&sentences).into_iter().map(|(name, content)| (name.to_owned(), "en", content)));
    for (name, language, content) in &mails {
        let locale = page_locale(language, if *language == "en" { "en-GB" } else { "de-DE" });
        let recipient = Recipient { address: "sam@customer.example", language, locale: &locale };
        let mail = sent(&mailer, &mailbox, &sender, &recipient, content).await;
        assert!(mail.longest_line <= 998 && mail.is_ascii && mail.defects.is_empty(), "{name}");
        same_words(name, &mail);
        for (kind, read) in [
            ("txt", format!("Subject: {}\n\n{}", mail.header("Subject"), mail.text())),
            ("html", mail.part("text/html").to_owned()),
        ] {
            let file = format!("{name}.{kind}");
            compare(&folder.join(&file), &read, &mut differ);
            names.insert(file);
        }
    }
    let here: BTreeSet<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(here, names, "a file that no mail has, or a mail without one");
    assert!(
        differ.is_empty(),
        "changed: {differ:#?}\nIf that is intended: IMPORTOPS_TEST_RENDERED=write cargo test -p mail rendered"
    );
}

/// The two parts say the same, but that only HTML has a button that may not work.
fn same_words(name: &str, mail: &Received) {
    let html = mail.part("text/html");
    let (shown, told) = (visible(html), said(mail.text()));
    for url in told.split(' ').filter(|word| word.starts_with("https://")) {
        assert!(html.contains(&format!("href=\"{url}\"")), "{name}: {url}");
    }
    let hint = html.split("margin:16px 0 0").nth(1).and_then(|rest| rest.split(['<', '>']).nth(1));
    let hint = hint.map(|hint| visible(&format!("</div>{hint}"))).unwrap_or_default();
    let shown = without_addresses(&shown.replacen(&hint, "", 1)).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(shown, without_addresses(&told), "{name}");
}
