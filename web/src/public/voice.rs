//! How a page speaks.

use std::sync::Arc;

use shared::language::page_locale;

use super::words::{Word, Words};

/// In which words, with which dates, and for which place a page is written. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct Voice {
    /// The words.
    pub words: Words,
    /// BCP 47 tag of the locale that writes the dates, in the language of the words.
    pub locale: Arc<str>,
    /// Whether the page stands inside another one, as its preview: then it has no landmarks, its headings are lower, and
    /// its photos are only looked at.
    pub preview: bool,
}

impl Voice {
    /// A page in these words for an organisation with this locale.
    pub fn new(words: Words, organization_locale: &str, preview: bool) -> Self {
        let locale = page_locale(&words.language, organization_locale).into();
        Self { words, locale, preview }
    }

    /// What the page says.
    pub fn say(&self, word: Word) -> String {
        self.words.get(word)
    }
}
