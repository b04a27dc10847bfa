//! How a page speaks.

use std::sync::Arc;

use super::words::{Word, Words};

/// In which words, with which dates, and for which place a page is written. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct Voice {
    /// The words.
    pub words: Words,
    /// BCP 47 tag of the locale that writes the dates.
    pub locale: Arc<str>,
    /// Whether the page stands inside another one, as its preview: then it has no landmarks, its headings are lower, and
    /// its photos are only looked at.
    pub preview: bool,
}

impl Voice {
    /// What the page says.
    pub fn say(&self, word: Word) -> String {
        self.words.get(word)
    }
}
