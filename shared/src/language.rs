//! The language of a tracking page, and the tag with which it formats dates: one language at a time.

/// BCP 47 tags of the languages of the tracking page; English first, as the fallback.
pub const PAGE_LANGUAGES: [&str; 14] =
    ["en", "ar", "de", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "sv", "zh-Hans", "zh-Hant"];

/// The language of the page that a tag asks for (RFC 4647, lookup).
pub fn page_language(tag: &str) -> Option<&'static str> {
    let mut parts = tag.trim().as_bytes().split(|byte| matches!(byte, b'-' | b'_'));
    let language = parts.next()?;
    let is = |name: &str| language.eq_ignore_ascii_case(name.as_bytes());
    // Mandarin is what is meant by Chinese; Cantonese is written in the traditional script.
    if is("zh") || is("cmn") || is("yue") {
        return Some(chinese(parts, is("yue")));
    }
    PAGE_LANGUAGES.into_iter().find(|known| is(known))
}

/// The script where it is said, else that of the region (CLDR, likely subtags).
fn chinese<'a>(parts: impl Iterator<Item = &'a [u8]>, mut is_traditional: bool) -> &'static str {
    for part in parts {
        let is = |name: &str| part.eq_ignore_ascii_case(name.as_bytes());
        if is("hant") {
            return "zh-Hant";
        } else if is("hans") {
            return "zh-Hans";
        } else if is("tw") || is("hk") || is("mo") {
            is_traditional = true;
        } else if is("cn") || is("sg") || is("my") {
            is_traditional = false;
        }
    }
    if is_traditional { "zh-Hant" } else { "zh-Hans" }
}

/// The tag with which `Intl` writes the dates of a page in a language, for an organisation with this locale, which is as
/// `in_country` makes it.
///
/// The texts and the dates of a page are in one language, the visitor's. If the organisation's locale is in that
/// language too, that locale formats the dates; otherwise its region and extensions count: `en` and `de-DE` make
/// `en-DE`. The calendar is Gregorian unless the organisation's locale names one.
pub fn page_locale(language: &str, organization_locale: &str) -> String {
    // Short, for the program of the page has this too.
    let (name, extensions) = split_extensions(organization_locale);
    let region = region_of(name);
    let calendar = match extensions {
        _ if !has_other_calendar(region) => "",
        "" => "-u-ca-gregory",
        extensions if extensions.contains("-ca-") => "",
        // It may follow the keys of the extension for Unicode, which is the only one that a locale can have.
        _ => "-ca-gregory",
    };
    let (name, hyphen, region) = if speaks(name, region, language) {
        (name, "", "")
    } else {
        (language, if region.is_empty() { "" } else { "-" }, region)
    };
    [name, hyphen, region, extensions, calendar].concat()
}

/// Whether a date without a calendar may be formatted in another one than the Gregorian (CLDR, calendar preference
/// data): engines and their versions differ.
fn has_other_calendar(region: &str) -> bool {
    matches!(region, "AF" | "IR" | "SA" | "TH")
}

fn speaks(name: &str, region: &str, language: &str) -> bool {
    let own = name.split('-').next().unwrap_or_default();
    if own != "zh" {
        return own == language;
    }
    let is_traditional = name.contains("-Hant") || !name.contains("-Hans") && matches!(region, "TW" | "HK" | "MO");
    language == if is_traditional { "zh-Hant" } else { "zh-Hans" }
}

/// What stands before the extension for Unicode, and the extension with its hyphen.
fn split_extensions(locale: &str) -> (&str, &str) {
    locale.split_at(locale.find("-u-").unwrap_or(locale.len()))
}

/// The region at the end of a language, and maybe a script; empty where there is none.
fn region_of(name: &str) -> &str {
    name.rsplit_once('-').map(|(_, last)| last).filter(|last| last.len() < 4).unwrap_or_default()
}

/// A locale with a region, its own, else the country's, so that a visitor of another language has one too; and in the usual
/// case (RFC 5646, section 2.1.1).
pub fn in_country(locale: &str, country: &str) -> String {
    let lower = locale.to_ascii_lowercase();
    let (name, extensions) = split_extensions(&lower);
    let mut parts: Vec<_> = name.split('-').map(str::to_owned).collect();
    for part in parts.iter_mut().skip(1) {
        let end = if part.len() == 4 { 1 } else { part.len() };
        if let Some(letters) = part.get_mut(..end) {
            letters.make_ascii_uppercase();
        }
    }
    if region_of(name).is_empty() {
        parts.push(country.to_owned());
    }
    [&parts.join("-"), extensions].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::COUNTRIES;

    #[test]
    fn a_tag_asks_for_a_language_that_there_is() {
        for (tag, language) in [
            ("de-CH", Some("de")),
            ("FR-ca", Some("fr")),
            ("de-CH-1996", Some("de")),
            ("en_US", Some("en")),
            ("zh-TW", Some("zh-Hant")),
            ("zh-Hant-HK", Some("zh-Hant")),
            ("zh-Hans-HK", Some("zh-Hans")),
            ("zh-hant-cn", Some("zh-Hant")),
            ("zh", Some("zh-Hans")),
            ("zh-cmn-Hans-CN", Some("zh-Hans")),
            ("cmn-TW", Some("zh-Hant")),
            ("yue", Some("zh-Hant")),
            ("yue-Hans-CN", Some("zh-Hans")),
            ("yue-CN", Some("zh-Hans")),
            ("pt-BR", Some("pt")),
            ("sw-KE", None),
            ("*", None),
            ("", None),
            ("deutsch", None),
        ] {
            assert_eq!(page_language(tag), language, "{tag}");
        }
    }

    #[test]
    fn the_language_is_the_visitors_and_the_conventions_are_the_organisations() {
        for (language, organization, locale) in [
            ("en", "de-DE", "en-DE"),
            ("ja", "de-DE", "ja-DE"),
            ("de", "de-DE", "de-DE"),
            ("zh-Hans", "zh-CN", "zh-CN"),
            ("zh-Hant", "zh-HK", "zh-HK"),
            ("zh-Hant", "zh-CN", "zh-Hant-CN"),
            ("zh-Hans", "zh-Hant-TW", "zh-Hans-TW"),
            ("en", "sm-WS", "en-WS"),
            ("en", "sr-Latn-RS", "en-RS"),
            ("de", "es-419", "de-419"),
            ("de", "fr", "de"),
            ("fr", "fr", "fr"),
            ("de", "", "de"),
            ("en", "th-TH", "en-TH-u-ca-gregory"),
            ("ar", "ar-SA", "ar-SA-u-ca-gregory"),
            ("en", "th-TH-u-ca-buddhist", "en-TH-u-ca-buddhist"),
            ("en", "fa-IR-u-nu-latn", "en-IR-u-nu-latn-ca-gregory"),
            ("ar", "ar-EG-u-nu-latn", "ar-EG-u-nu-latn"),
            ("de", "ar-EG-u-nu-latn", "de-EG-u-nu-latn"),
        ] {
            assert_eq!(page_locale(language, organization), locale, "{language} {organization}");
        }
    }

    #[test]
    fn every_language_is_written_in_every_country() {
        for country in &COUNTRIES {
            for language in PAGE_LANGUAGES {
                let locale = page_locale(language, country.locale);
                assert_eq!(page_language(&locale), Some(language), "{locale}");
                let name = locale.split("-u-").next().unwrap();
                let is_own = page_language(country.locale) == Some(language);
                let expected = if is_own { country.locale.to_owned() } else { format!("{language}-{}", country.code) };
                assert_eq!(name, expected);
                assert_eq!(in_country(country.locale, country.code), country.locale);
                assert_eq!(locale.ends_with("-u-ca-gregory"), has_other_calendar(country.code), "{locale}");
            }
        }
    }

    #[test]
    fn a_locale_without_a_region_is_of_the_country() {
        for (locale, whole) in [
            ("fr", "fr-BE"),
            ("fr-CH", "fr-CH"),
            ("zh-Hant", "zh-Hant-BE"),
            ("es-419", "es-419"),
            ("fr-u-nu-latn", "fr-BE-u-nu-latn"),
        ] {
            assert_eq!(in_country(locale, "BE"), whole);
        }
    }
}
