//! What mails say: their own words, and those that they share with the page.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use shared::language::{PAGE_LANGUAGES, page_language};

macro_rules! catalogues {
    ($($language:literal)+) => {
        /// Each language with its words of mails and of pages, in the order of [`PAGE_LANGUAGES`].
        const CATALOGUES: [(&str, &str); PAGE_LANGUAGES.len()] = [
            $((
                include_str!(concat!("../locales/", $language, ".json")),
                include_str!(concat!("../../../web/locales/", $language, ".json")),
            )),+
        ];
    };
}

catalogues!("en" "ar" "de" "es" "fr" "it" "ja" "ko" "nl" "pl" "pt" "sv" "zh-Hans" "zh-Hant");

/// The words in one language.
#[derive(Debug)]
pub(crate) struct Words {
    /// BCP 47 tag.
    pub(crate) language: &'static str,
    own: BTreeMap<String, String>,
    page: BTreeMap<String, String>,
}

impl Words {
    /// Those in a language; in English where there is no such language.
    pub(crate) fn of(language: &str) -> &'static Self {
        static WORDS: [OnceLock<Words>; PAGE_LANGUAGES.len()] = [const { OnceLock::new() }; PAGE_LANGUAGES.len()];
        static NONE: Words = Words { language: "en", own: BTreeMap::new(), page: BTreeMap::new() };
        let known = page_language(language);
        let index = PAGE_LANGUAGES.iter().position(|language| Some(*language) == known).unwrap_or(0);
        let (Some(words), Some((own, page))) = (WORDS.get(index), CATALOGUES.get(index)) else { return &NONE };
        // The tests prove that every file can be read, and has every word.
        words.get_or_init(|| Self {
            language: PAGE_LANGUAGES.get(index).copied().unwrap_or("en"),
            own: serde_json::from_str(own).unwrap_or_default(),
            page: serde_json::from_str(page).unwrap_or_default(),
        })
    }

    /// A word of mails.
    pub(crate) fn get(&self, key: &str) -> &str {
        self.own.get(key).map_or("", String::as_str)
    }

    /// A word of mails with something in the place of a name.
    pub(crate) fn fill(&self, key: &str, name: &str, value: &str) -> String {
        self.get(key).replace(name, value)
    }

    /// A word of the page.
    pub(crate) fn page(&self, key: &str) -> &str {
        self.page.get(key).map_or("", String::as_str)
    }

    /// In which direction it is written.
    pub(crate) fn direction(&self) -> &'static str {
        if self.language == "ar" { "rtl" } else { "ltr" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_says_all_of_it_with_the_same_names() {
        let names = |text: &str| ["{vehicle}", "{importer}", "{count}"].map(|name| text.matches(name).count());
        let english = Words::of("en");
        assert!(english.own.len() >= 9);
        for (language, (own, page)) in PAGE_LANGUAGES.iter().zip(CATALOGUES) {
            let words = Words::of(language);
            assert_eq!(words.language, *language);
            assert!(serde_json::from_str::<BTreeMap<String, String>>(own).is_ok(), "{language}");
            assert!(serde_json::from_str::<BTreeMap<String, String>>(page).is_ok(), "{language}");
            assert!(words.own.keys().eq(english.own.keys()), "{language}");
            assert!(words.page.keys().eq(english.page.keys()), "{language}");
            for (key, text) in &words.own {
                assert!(!text.trim().is_empty(), "{language} {key}");
                assert_eq!(names(text), names(english.get(key)), "{language} {key}");
            }
        }
        assert_eq!(Words::of("tlh").language, "en");
    }
}
