//! Which language a tracking page speaks, and the tag with which it writes dates: one language at a time.

/// BCP 47 tags of the languages that a tracking page speaks; English first, for whoever speaks none of them.
pub const PAGE_LANGUAGES: [&str; 14] =
    ["en", "ar", "de", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "sv", "zh-Hans", "zh-Hant"];

/// Regions where a date without a calendar may come out in another one than the Gregorian (CLDR, calendar preference
/// data): engines and their versions differ.
const OTHER_CALENDARS: [&str; 4] = ["AF", "IR", "SA", "TH"];

/// The language of the page that a tag asks for (RFC 4647, lookup).
pub fn page_language(tag: &str) -> Option<&'static str> {
    let tag = tag.trim().to_ascii_lowercase();
    let mut parts = tag.split(['-', '_']);
    let language = match parts.next()? {
        // Mandarin is what is meant by Chinese.
        "zh" | "cmn" => chinese(parts, "zh-Hans"),
        // Cantonese is written in the traditional script.
        "yue" => chinese(parts, "zh-Hant"),
        language => language,
    };
    PAGE_LANGUAGES.into_iter().find(|known| *known == language)
}

/// The script where it is said, else that of the region (CLDR, likely subtags).
fn chinese<'a>(parts: impl Iterator<Item = &'a str>, usual: &'static str) -> &'static str {
    let mut likely = usual;
    for part in parts {
        match part {
            "hant" => return "zh-Hant",
            "hans" => return "zh-Hans",
            "tw" | "hk" | "mo" => likely = "zh-Hant",
            "cn" | "sg" | "my" => likely = "zh-Hans",
            _ => {}
        }
    }
    likely
}

/// The tag with which `Intl` writes the dates of a page in a language, for an organisation with this locale.
///
/// The words and the dates of a page are of one language, the visitor's; where the organisation's locale is of it too, that
/// locale writes them, else its region and extensions count: `en` and `de-DE` make `en-DE`. The calendar is the Gregorian
/// unless the organisation's locale names one.
pub fn page_locale(language: &str, organization_locale: &str) -> String {
    let tag = Tag::read(organization_locale);
    let is_own = page_language(organization_locale).is_some_and(|own| own == language);
    let mut locale = if is_own { tag.name.to_owned() } else { language.to_owned() };
    if !is_own && !tag.region.is_empty() {
        locale.push('-');
        locale.push_str(tag.region);
    }
    let names_calendar = tag.extensions.split('-').any(|part| part.eq_ignore_ascii_case("ca"));
    if !tag.extensions.is_empty() {
        locale.push('-');
        locale.push_str(tag.extensions);
    }
    if !names_calendar && OTHER_CALENDARS.iter().any(|region| region.eq_ignore_ascii_case(tag.region)) {
        // It may follow the keys of an extension for Unicode, which is the only one that a locale can have.
        locale.push_str(if tag.extensions.is_empty() { "-u-ca-gregory" } else { "-ca-gregory" });
    }
    locale
}

/// A locale with a region: its own, else the country's, so that a visitor of another language has one too.
pub fn in_country(locale: &str, country: &str) -> String {
    let tag = Tag::read(locale);
    if !tag.region.is_empty() {
        return locale.to_owned();
    }
    let end = if tag.extensions.is_empty() { String::new() } else { ["-", tag.extensions].concat() };
    [tag.name, "-", country, &end].concat()
}

/// The parts of a locale.
struct Tag<'a> {
    /// Language, script and region.
    name: &'a str,
    region: &'a str,
    /// From the singleton on, such as `u-ca-buddhist`.
    extensions: &'a str,
}

impl<'a> Tag<'a> {
    fn read(tag: &'a str) -> Self {
        let (mut region, mut at) = ("", 0);
        for part in tag.split('-') {
            if part.len() == 1 {
                break;
            }
            // The first part is the language.
            let is_number = part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit());
            if at > 0 && (part.len() == 2 || is_number) {
                region = part;
            }
            at += part.len() + 1;
        }
        let name = tag.get(..at.saturating_sub(1)).unwrap_or_default();
        Self { name, region, extensions: tag.get(at..).unwrap_or_default() }
    }
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
            ("en", "en-th", "en-th-u-ca-gregory"),
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
                assert_eq!(locale.ends_with("-u-ca-gregory"), OTHER_CALENDARS.contains(&country.code), "{locale}");
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
