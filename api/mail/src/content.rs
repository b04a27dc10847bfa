//! What mails say.

use shared::eta::EtaReason;
use shared::public_tracking::PublicEtaStatus;
use shared::stage::{ArrivalDetail, Stage};
use shared::time::CivilDate;

use crate::dates::long;
use crate::letter::{Block, Letter};
use crate::staff::{self, ValidFor};
use crate::text::{one_line, paragraph};
use crate::words::Words;

/// What a mail says.
#[derive(Debug)]
pub enum Content<'a> {
    /// Asks whether a customer wants to be told. Without a press on its button they are not.
    Confirmation {
        /// What the vehicle is called.
        vehicle: &'a str,
        /// Where the press leads.
        confirm_url: &'a str,
    },
    /// Tells a customer what is new on the page of their vehicle.
    Update {
        /// What the vehicle is called.
        vehicle: &'a str,
        /// The page.
        page_url: &'a str,
        /// Where the updates are ended: by GET after a question, by POST at once (RFC 8058).
        unsubscribe_url: &'a str,
        /// The stage that it has reached.
        stage: Option<StageNews>,
        /// The arrival.
        eta: Option<EtaNews<'a>>,
        /// The notes, newest first.
        notes: Vec<NoteNews<'a>>,
        /// How many photos are new.
        new_photos: usize,
    },
    /// Invites somebody to an organisation. Like all that follow, it is for staff, and in English as their app is.
    Invitation {
        /// Who invites.
        inviter: &'a str,
        /// Where the invitation is accepted.
        url: &'a str,
        /// For how long.
        valid_for: ValidFor,
    },
    /// Lets a member set a new password.
    PasswordReset {
        /// Where it is set.
        url: &'a str,
        /// For how long.
        valid_for: ValidFor,
    },
    /// Asks whether a member's account is to have another address. It goes to the old address or to the new one.
    EmailChange {
        /// The new address.
        address: &'a str,
        /// Where it is confirmed.
        url: &'a str,
        /// For how long.
        valid_for: ValidFor,
    },
    /// Tells the old address that the account has another one now.
    EmailChanged {
        /// The new address.
        address: &'a str,
    },
    /// Tells a member what happened.
    Notice {
        /// What happened, in a line.
        subject: &'a str,
        /// What there is to say about it, each a paragraph.
        sentences: &'a [String],
        /// What there is to do, and where.
        action: Option<(&'a str, &'a str)>,
        /// Where such mails are switched off.
        settings_url: &'a str,
    },
}

/// A stage that was reached.
#[derive(Debug, Clone, Copy)]
pub struct StageNews {
    /// Which.
    pub stage: Stage,
    /// What is known of it besides.
    pub detail: Option<ArrivalDetail>,
}

/// What is new about the arrival.
#[derive(Debug, Clone, Copy)]
pub struct EtaNews<'a> {
    /// What is known about it.
    pub status: PublicEtaStatus,
    /// The day.
    pub date: Option<CivilDate>,
    /// The day that was told before.
    pub previous: Option<CivilDate>,
    /// Why it was moved.
    pub reason: Option<EtaReason>,
    /// What the importer added in words.
    pub remark: Option<&'a str>,
}

/// A note.
#[derive(Debug, Clone, Copy)]
pub struct NoteNews<'a> {
    /// Plain text, of several lines at most.
    pub body: &'a str,
    /// When it was written.
    pub posted_on: Option<CivilDate>,
}

impl Content<'_> {
    /// The blocks of the mail, in a language, with dates as a locale has them.
    pub(crate) fn letter(&self, importer: &str, words: &Words, locale: &str) -> Letter {
        match self {
            Self::Confirmation { vehicle, confirm_url } => {
                let vehicle = one_line(vehicle);
                Letter {
                    subject: words.fill("confirm_subject", "{vehicle}", &vehicle),
                    blocks: vec![
                        Block::Text(words.fill("confirm_lead", "{vehicle}", &vehicle)),
                        Block::Button(words.get("confirm_button").to_owned(), (*confirm_url).to_owned()),
                        Block::Small(words.get("confirm_ignore").to_owned()),
                    ],
                    title: vehicle,
                    address_hint: words.get("address").to_owned(),
                    unsubscribe_url: None,
                }
            }
            Self::Update { vehicle, page_url, unsubscribe_url, stage, eta, notes, new_photos } => {
                let mut blocks = Vec::new();
                blocks.extend(stage.map(|news| stage_fact(news, words)));
                blocks.extend(eta.iter().flat_map(|news| eta_blocks(news, words, locale)));
                for note in notes {
                    let day = note.posted_on.map(|day| long(day, locale)).unwrap_or_default();
                    blocks.push(Block::Fact(words.page("news").replace("{importer}", importer), day));
                    blocks.push(Block::Quote(paragraph(note.body)));
                }
                if *new_photos > 0 {
                    blocks.push(Block::Text(words.fill("photos_new", "{count}", &new_photos.to_string())));
                }
                let vehicle = one_line(vehicle);
                let headline = match stage {
                    // What its heading says, everybody knows.
                    Some(news) => stage_words(*news, words),
                    None => blocks.first().map(headline).unwrap_or_default(),
                };
                let subject = if headline.is_empty() { vehicle.clone() } else { format!("{vehicle}: {headline}") };
                blocks.push(Block::Button(words.get("see_page").to_owned(), (*page_url).to_owned()));
                blocks.push(Block::Small(words.fill("why", "{importer}", importer)));
                blocks.push(Block::SmallLink(words.get("end").to_owned(), (*unsubscribe_url).to_owned()));
                Letter {
                    subject,
                    title: vehicle,
                    blocks,
                    address_hint: words.get("address").to_owned(),
                    unsubscribe_url: Some((*unsubscribe_url).to_owned()),
                }
            }
            Self::Invitation { inviter, url, valid_for } => staff::invitation(importer, inviter, url, *valid_for),
            Self::PasswordReset { url, valid_for } => staff::password_reset(importer, url, *valid_for),
            Self::EmailChange { address, url, valid_for } => staff::email_change(importer, address, url, *valid_for),
            Self::EmailChanged { address } => staff::email_changed(importer, address),
            Self::Notice { subject, sentences, action, settings_url } => {
                staff::notice(subject, sentences, *action, settings_url)
            }
        }
    }

    /// Whether it is written in the language of its reader, and not in that of the staff app.
    pub(crate) fn is_for_customers(&self) -> bool {
        matches!(self, Self::Confirmation { .. } | Self::Update { .. })
    }
}

/// What a block says in one line.
fn headline(block: &Block) -> String {
    match block {
        Block::Fact(about, what) if what.is_empty() => about.clone(),
        Block::Fact(about, what) => format!("{about} – {what}"),
        Block::Text(text)
        | Block::Quote(text)
        | Block::Small(text)
        | Block::Button(text, _)
        | Block::SmallLink(text, _) => text.clone(),
    }
}

fn stage_fact(news: StageNews, words: &Words) -> Block {
    Block::Fact(words.page("progress").to_owned(), stage_words(news, words))
}

fn stage_words(news: StageNews, words: &Words) -> String {
    let stage = words.page(&format!("stage_{}", news.stage.as_str())).to_owned();
    let detail = news.detail.map(|detail| words.page(&format!("detail_{}", detail.as_str())));
    detail.map_or_else(|| stage.clone(), |detail| format!("{stage} · {detail}"))
}

/// The new day, the day before, the reason, and what the importer wrote.
fn eta_blocks(news: &EtaNews<'_>, words: &Words, locale: &str) -> Vec<Block> {
    let date = news.date.map(|date| long(date, locale)).unwrap_or_default();
    let mut blocks = vec![match news.status {
        PublicEtaStatus::Expected => Block::Fact(words.page("arrival_expected").to_owned(), date),
        PublicEtaStatus::BeingUpdated => {
            let hint = words.page("arrival_being_updated_hint").replace("{date}", &date);
            Block::Fact(words.page("arrival_being_updated").to_owned(), hint)
        }
        PublicEtaStatus::Unknown => {
            let hint = words.page("arrival_unknown_hint").to_owned();
            Block::Fact(words.page("arrival_unknown").to_owned(), hint)
        }
        PublicEtaStatus::Arrived if date.is_empty() => {
            Block::Fact(words.page("arrival_arrived_text").to_owned(), String::new())
        }
        PublicEtaStatus::Arrived => Block::Fact(words.page("arrival_arrived_on").to_owned(), date),
    }];
    let before = news.previous.filter(|_| news.status == PublicEtaStatus::Expected);
    blocks.extend(before.map(|day| {
        let text = words.page("arrival_was").replace("{before}", &long(day, locale));
        Block::Text(text)
    }));
    blocks.extend(news.reason.map(|reason| Block::Text(words.page(&format!("reason_{}", reason.as_str())).to_owned())));
    blocks.extend(news.remark.map(|remark| Block::Quote(one_line(remark))));
    blocks
}
