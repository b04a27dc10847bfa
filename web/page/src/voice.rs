//! How a page speaks.

use std::sync::Arc;

use shared::language::page_locale;
use shared::time::CivilDate;
use ui::format;

use crate::words::{Word, Words};

/// In which words, with which dates, and for which place a page is written. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct Voice {
    /// The words.
    pub words: Words,
    /// BCP 47 tag of the locale that writes the dates, in the language of the words.
    pub locale: Arc<str>,
    preview: Option<WriteDate>,
}

/// How a preview writes dates: a pointer, so that the customer's program, which makes no preview, does not carry what it points
/// to.
type WriteDate = fn(Part, CivilDate, &str, &str) -> String;

/// What is written of a date.
#[derive(Debug, Clone, Copy)]
enum Part {
    Date,
    Weekday,
    Distance,
}

impl Voice {
    /// A page in these words for an organisation with this locale.
    pub fn new(words: Words, organization_locale: &str) -> Self {
        let locale = page_locale(&words.language, organization_locale).into();
        Self { words, locale, preview: None }
    }

    /// The same for a page inside another one.
    pub fn of_preview(words: Words, organization_locale: &str) -> Self {
        Self { preview: Some(write), ..Self::new(words, organization_locale) }
    }

    /// Whether the page stands inside another one, as its preview: then it has no landmarks, its headings are lower, and
    /// its photos are only looked at.
    pub fn is_preview(&self) -> bool {
        self.preview.is_some()
    }

    /// What the page says.
    pub fn say(&self, word: Word) -> String {
        self.words.get(word)
    }

    /// A civil date: ISO 8601, which the heart replaces; a preview has no heart.
    pub fn date(&self, date: CivilDate) -> String {
        self.write(Part::Date, date, "")
    }

    /// The day of the week of a civil date; empty for the heart to fill.
    pub fn weekday(&self, date: CivilDate) -> String {
        if self.is_preview() { self.write(Part::Weekday, date, "") } else { String::new() }
    }

    /// How far away a civil date is from today in a time zone; the date itself for the heart to replace.
    pub fn distance(&self, date: CivilDate, time_zone: &str) -> String {
        self.write(Part::Distance, date, time_zone)
    }

    fn write(&self, part: Part, date: CivilDate, time_zone: &str) -> String {
        match self.preview {
            Some(write) => write(part, date, &self.locale, time_zone),
            None => date.to_string(),
        }
    }
}

fn write(part: Part, date: CivilDate, locale: &str, time_zone: &str) -> String {
    match part {
        Part::Date => format::date(date, locale),
        Part::Weekday => format::weekday(date, locale),
        Part::Distance => format::distance(date, locale, time_zone),
    }
}
