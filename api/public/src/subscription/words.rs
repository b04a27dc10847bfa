//! What the documents about mails say, in the languages of the page. They are no words of the page: it would carry them all.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use shared::language::{PAGE_LANGUAGES, page_language};

/// In the order of [`PAGE_LANGUAGES`].
const CATALOGUES: [&str; PAGE_LANGUAGES.len()] = [
    include_str!("../../locales/en.json"),
    include_str!("../../locales/ar.json"),
    include_str!("../../locales/de.json"),
    include_str!("../../locales/es.json"),
    include_str!("../../locales/fr.json"),
    include_str!("../../locales/it.json"),
    include_str!("../../locales/ja.json"),
    include_str!("../../locales/ko.json"),
    include_str!("../../locales/nl.json"),
    include_str!("../../locales/pl.json"),
    include_str!("../../locales/pt.json"),
    include_str!("../../locales/sv.json"),
    include_str!("../../locales/zh-Hans.json"),
    include_str!("../../locales/zh-Hant.json"),
];

/// The texts in one language.
#[derive(Debug)]
pub(super) struct Texts(BTreeMap<String, String>);

impl Texts {
    /// Those in the first of the wanted languages that there is, else in English.
    pub(super) fn choose<'a>(wanted: impl IntoIterator<Item = &'a str>) -> &'static Self {
        static TEXTS: [OnceLock<Texts>; PAGE_LANGUAGES.len()] = [const { OnceLock::new() }; PAGE_LANGUAGES.len()];
        static NONE: Texts = Texts(BTreeMap::new());
        let language = wanted.into_iter().find_map(page_language);
        let index = PAGE_LANGUAGES.iter().position(|known| Some(*known) == language).unwrap_or(0);
        let (Some(texts), Some(json)) = (TEXTS.get(index), CATALOGUES.get(index)) else { return &NONE };
        // The tests prove that every file can be read, and has every text.
        texts.get_or_init(|| Self(serde_json::from_str(json).unwrap_or_default()))
    }

    /// A text.
    pub(super) fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_says_all_of_it_with_the_same_names() {
        let names = |text: &str| text.matches("{importer}").count();
        let english: BTreeMap<String, String> = serde_json::from_str(CATALOGUES[0]).unwrap();
        assert!(english.len() > 15 && english.values().any(|text| names(text) == 1));
        for (language, json) in PAGE_LANGUAGES.iter().zip(CATALOGUES) {
            let texts: BTreeMap<String, String> = serde_json::from_str(json).unwrap();
            assert!(texts.keys().eq(english.keys()), "{language}");
            for (key, text) in &texts {
                assert!(!text.trim().is_empty() && !text.contains(['<', '>']), "{language} {key}");
                assert_eq!(names(text), names(&english[key]), "{language} {key}");
                assert_eq!(text.matches('{').count(), names(text), "{language} {key}");
            }
        }
    }

    #[test]
    fn the_first_language_that_there_is_counts() {
        assert_eq!(Texts::choose(["tlh", "de-AT", "en"]).get("end"), "E-Mails beenden?");
        assert_eq!(Texts::choose(["tlh"]).get("end"), "End the e-mails?");
        assert_eq!(Texts::choose([]).get("nothing"), "");
    }
}
