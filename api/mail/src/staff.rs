//! Mails to staff, in English as their app is.

use std::fmt;

use crate::letter::{Block, Letter};
use crate::text::{one_line, paragraph};

const ADDRESS_HINT: &str = "If the button does not work, open this address:";

/// For how long a link in a mail works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValidFor {
    /// So many minutes.
    Minutes(u32),
    /// So many hours.
    Hours(u32),
    /// So many days.
    Days(u32),
}

impl fmt::Display for ValidFor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match self {
            Self::Minutes(count) => (count, "minute"),
            Self::Hours(count) => (count, "hour"),
            Self::Days(count) => (count, "day"),
        };
        write!(formatter, "{count} {unit}{}", if *count == 1 { "" } else { "s" })
    }
}

/// What a mail asks somebody to do once, by a link.
struct Request {
    subject: String,
    title: String,
    text: String,
    button: &'static str,
    /// What happens if nothing is done.
    otherwise: &'static str,
}

impl Request {
    fn letter(self, url: &str, valid_for: ValidFor) -> Letter {
        Letter {
            subject: self.subject,
            title: self.title,
            blocks: vec![
                Block::Text(self.text),
                Block::Button(self.button.to_owned(), url.to_owned()),
                Block::Small(format!("The link works once, for {valid_for}. {}", self.otherwise)),
            ],
            address_hint: ADDRESS_HINT.to_owned(),
            unsubscribe_url: None,
        }
    }
}

pub(crate) fn invitation(organization: &str, inviter: &str, url: &str, valid_for: ValidFor) -> Letter {
    let inviter = one_line(inviter);
    let request = Request {
        subject: format!("{inviter} invites you to {organization}"),
        title: format!("You are invited to {organization}"),
        text: format!("{inviter} invites you to work with {organization} in ImportOps, under this email address."),
        button: "Accept the invitation",
        otherwise: "If you did not expect it, do nothing: no account is created.",
    };
    request.letter(url, valid_for)
}

pub(crate) fn password_reset(organization: &str, url: &str, valid_for: ValidFor) -> Letter {
    let request = Request {
        subject: "Set a new password".to_owned(),
        title: "Set a new password".to_owned(),
        text: format!(
            "Someone asked for a new password for your account at {organization}. When it is set, you are signed out everywhere."
        ),
        button: "Set a new password",
        otherwise: "If it was not you, do nothing: your password stays as it is.",
    };
    request.letter(url, valid_for)
}

pub(crate) fn email_change(organization: &str, address: &str, url: &str, valid_for: ValidFor) -> Letter {
    let request = Request {
        subject: "Confirm the new email address".to_owned(),
        title: "Confirm the new email address".to_owned(),
        text: format!("An account at {organization} is to have the email address {address} from now on."),
        button: "Confirm the address",
        otherwise: "If you did not ask for it, do nothing: the account keeps the address that it has.",
    };
    request.letter(url, valid_for)
}

pub(crate) fn email_changed(organization: &str, address: &str) -> Letter {
    Letter {
        subject: "Your email address was changed".to_owned(),
        title: "Your email address was changed".to_owned(),
        blocks: vec![
            Block::Text(format!("Your account at {organization} now has the email address {address}.")),
            Block::Text(format!("If it was not you, tell an admin of {organization} at once.")),
        ],
        address_hint: ADDRESS_HINT.to_owned(),
        unsubscribe_url: None,
    }
}

pub(crate) fn notice(subject: &str, sentences: &[String], action: Option<(&str, &str)>, settings_url: &str) -> Letter {
    let mut blocks: Vec<_> = sentences.iter().map(|sentence| Block::Text(paragraph(sentence))).collect();
    if let Some((text, url)) = action {
        blocks.push(Block::Button(text.to_owned(), url.to_owned()));
    }
    blocks.push(Block::Small("You choose which emails you get.".to_owned()));
    blocks.push(Block::SmallLink("Notification settings".to_owned(), settings_url.to_owned()));
    let subject = one_line(subject);
    Letter { title: subject.clone(), subject, blocks, address_hint: ADDRESS_HINT.to_owned(), unsubscribe_url: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_something_is_one() {
        for (valid_for, text) in [
            (ValidFor::Minutes(30), "30 minutes"),
            (ValidFor::Hours(1), "1 hour"),
            (ValidFor::Days(7), "7 days"),
            (ValidFor::Days(1), "1 day"),
        ] {
            assert_eq!(valid_for.to_string(), text);
        }
    }
}
