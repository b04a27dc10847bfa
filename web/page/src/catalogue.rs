//! The files of the catalogue, and which language a visitor reads. In the server, and in the staff app for its preview.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use shared::language::page_language;

use crate::words::{Word, Words};

const ENGLISH: &str = include_str!("../../locales/en.json");

/// The words in English.
pub fn english() -> Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| read("en", ENGLISH)).clone()
}

/// A missing text is empty: the tests prove that none is.
fn read(language: &str, json: &str) -> Words {
    let mut texts: BTreeMap<String, String> = serde_json::from_str(json).unwrap_or_default();
    let texts = Word::ALL.iter().map(|word| texts.remove(word.key()).unwrap_or_default());
    Words::new(language, texts.collect())
}

/// BCP 47 tags and catalogues of the languages that the page speaks.
pub const LANGUAGES: [(&str, &str); 14] = [
    ("en", ENGLISH),
    ("ar", include_str!("../../locales/ar.json")),
    ("de", include_str!("../../locales/de.json")),
    ("es", include_str!("../../locales/es.json")),
    ("fr", include_str!("../../locales/fr.json")),
    ("it", include_str!("../../locales/it.json")),
    ("ja", include_str!("../../locales/ja.json")),
    ("ko", include_str!("../../locales/ko.json")),
    ("nl", include_str!("../../locales/nl.json")),
    ("pl", include_str!("../../locales/pl.json")),
    ("pt", include_str!("../../locales/pt.json")),
    ("sv", include_str!("../../locales/sv.json")),
    ("zh-Hans", include_str!("../../locales/zh-Hans.json")),
    ("zh-Hant", include_str!("../../locales/zh-Hant.json")),
];

/// The words in the first of the wanted languages that there is, else in English.
///
/// Wanted are BCP 47 tags, the best first: those of the visitor, then the organisation's locale (RFC 4647, lookup).
pub fn choose<'a>(wanted: impl IntoIterator<Item = &'a str>) -> Words {
    static WORDS: [OnceLock<Words>; LANGUAGES.len()] = [const { OnceLock::new() }; LANGUAGES.len()];
    let index = first(wanted).and_then(|wanted| LANGUAGES.iter().position(|(known, _)| *known == wanted)).unwrap_or(0);
    match (WORDS.get(index), LANGUAGES.get(index)) {
        (Some(words), Some((language, json))) => words.get_or_init(|| read(language, json)).clone(),
        _ => english(),
    }
}

/// The first of the wanted languages that there is.
pub fn first<'a>(wanted: impl IntoIterator<Item = &'a str>) -> Option<&'static str> {
    wanted.into_iter().find_map(page_language)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn file(json: &str) -> BTreeMap<String, String> {
        serde_json::from_str(json).unwrap()
    }

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn there_is_a_catalogue_for_each_language() {
        assert_eq!(LANGUAGES.map(|(language, _)| language), shared::language::PAGE_LANGUAGES);
    }

    #[test]
    fn every_language_says_everything() {
        let english = file(ENGLISH);
        let known: BTreeSet<_> = Word::ALL.iter().map(|word| word.key().to_owned()).collect();
        for (language, json) in LANGUAGES {
            let texts = file(json);
            assert_eq!(texts.keys().cloned().collect::<BTreeSet<_>>(), known, "{language}");
            for (key, text) in texts {
                assert!(!text.trim().is_empty(), "{language} {key}");
                assert_eq!(placeholders(&text), placeholders(&english[&key]), "{language} {key}");
                assert!(!text.contains(['<', '>']), "{language} {key}");
            }
        }
    }

    #[test]
    fn no_language_was_left_in_english() {
        let english = file(ENGLISH);
        for (language, json) in LANGUAGES.iter().skip(1) {
            let same = file(json).into_iter().filter(|(key, text)| english[key] == *text).count();
            assert!(same * 10 < english.len(), "{language}: {same} of {}", english.len());
        }
    }

    #[test]
    fn the_first_language_that_there_is_wins() {
        for (wanted, language) in [
            (vec!["de-CH", "fr"], "de"),
            (vec!["tlh", "FR-ca", "de"], "fr"),
            (vec!["zh-TW"], "zh-Hant"),
            (vec!["zh-Hant-HK"], "zh-Hant"),
            (vec!["zh-Hans-HK"], "zh-Hans"),
            (vec!["zh"], "zh-Hans"),
            (vec!["yue-HK"], "zh-Hant"),
            (vec!["pt-BR"], "pt"),
            (vec!["sw-KE"], "en"),
            (vec![""], "en"),
            (vec![], "en"),
        ] {
            assert_eq!(&*choose(wanted.clone()).language, language, "{wanted:?}");
        }
    }
}
