//! The search: every word of a query has to occur in what is found.

use serde::Serialize;

use crate::html::escape;
use crate::markdown::Section;

/// Where the page with the results is.
pub(crate) const PATH: &str = "/docs/search";
/// More than anybody reads.
const MOST: usize = 20;
/// Longer queries are cut off.
const MAX_CHARACTERS: usize = 100;
/// How much of a text is shown.
const SHOWN_CHARACTERS: usize = 140;

/// What kind of thing is found. What comes first is listed first where nothing else decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Operation,
    Event,
    Problem,
    Guide,
    Limit,
    Page,
    Schema,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Operation => "Operation",
            Self::Event => "Event",
            Self::Problem => "Error",
            Self::Guide => "Guide",
            Self::Limit => "Limit",
            Self::Page => "Page",
            Self::Schema => "Schema",
        }
    }
}

/// Something that can be found.
#[derive(Debug)]
struct Entry {
    kind: Kind,
    href: String,
    title: String,
    about: String,
    /// In lower case: the title, and all of it.
    title_read: String,
    all_read: String,
}

impl Entry {
    fn hit(&self) -> Hit<'_> {
        Hit { kind: self.kind.name(), href: &self.href, title: &self.title, about: &self.about }
    }
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit<'a> {
    /// What kind of thing it is.
    pub kind: &'static str,
    /// Where it is.
    pub href: &'a str,
    /// How it is called.
    pub title: &'a str,
    /// What it is about.
    pub about: &'a str,
}

/// Everything that can be found.
#[derive(Debug, Default)]
pub(crate) struct Index(Vec<Entry>);

impl Index {
    /// Adds something under its title.
    pub(crate) fn add(&mut self, kind: Kind, href: &str, title: &str, text: &str) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "");
        let title_read = title.to_lowercase();
        self.0.push(Entry {
            kind,
            href: href.to_owned(),
            title: title.to_owned(),
            all_read: format!("{title_read} {}", text.to_lowercase()),
            about: shortened(&text),
            title_read,
        });
    }

    /// Adds each section of a document.
    pub(crate) fn add_sections(&mut self, kind: Kind, path: &str, document: &str, sections: &[Section]) {
        for section in sections {
            if section.id.is_empty() {
                self.add(kind, path, document, &section.text);
            } else {
                let title = format!("{}: {}", document, section.title);
                self.add(kind, &format!("{path}#{}", section.id), &title, &section.text);
            }
        }
    }

    /// What has every word of a query, best first.
    pub(crate) fn search(&self, query: &str) -> Vec<Hit<'_>> {
        let query: String = query.chars().take(MAX_CHARACTERS).collect::<String>().to_lowercase();
        let words: Vec<&str> = query.split_whitespace().collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<_> =
            self.0.iter().filter_map(|entry| Some((score(entry, query.trim(), &words)?, entry))).collect();
        found.sort_by_key(|(score, entry)| (std::cmp::Reverse(*score), entry.kind, entry.title.len()));
        found.into_iter().take(MOST).map(|(_, entry)| entry.hit()).collect()
    }
}

/// How well something fits; none if a word does not occur.
fn score(entry: &Entry, query: &str, words: &[&str]) -> Option<u32> {
    let mut score = 0;
    for word in words {
        score += if begins_word(&entry.title_read, word) {
            20
        } else if entry.title_read.contains(word) {
            12
        } else if begins_word(&entry.all_read, word) {
            5
        } else if entry.all_read.contains(word) {
            2
        } else {
            return None;
        };
    }
    if entry.title_read == query || entry.href.rsplit('#').next() == Some(query) {
        score += 100;
    } else if entry.title_read.contains(query) {
        score += 10;
    }
    Some(score)
}

fn begins_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        None => text.to_owned(),
        Some((end, _)) => {
            let cut = &text[..end];
            format!("{}…", cut.rsplit_once(' ').map_or(cut, |(whole, _)| whole))
        }
    }
}

/// What the page with the results says.
pub(crate) fn results(query: &str, hits: &[Hit<'_>]) -> String {
    let query = query.trim();
    if query.is_empty() {
        return "<p>Search for an operation, a path, a code, an event, a schema or a word of the guide.</p>\n"
            .to_owned();
    }
    let shown: String = query.chars().take(MAX_CHARACTERS).collect();
    if hits.is_empty() {
        return format!("<p>Nothing was found for “{}”. Try fewer or shorter words.</p>\n", escape(&shown));
    }
    let item = |hit: &Hit<'_>| {
        format!(
            "<li><a href=\"{}\">{}</a> <span class=\"kind\">{}</span><p>{}</p></li>\n",
            escape(hit.href),
            escape(hit.title),
            hit.kind,
            escape(hit.about)
        )
    };
    let items: String = hits.iter().map(item).collect();
    format!("<p>Found for “{}”:</p>\n<ol class=\"results\">\n{items}</ol>\n", escape(&shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Index {
        let mut index = Index::default();
        index.add(Kind::Schema, "/r#Vehicle", "Vehicle", "A vehicle of the organisation.");
        index.add(Kind::Operation, "/r#create_vehicle", "Create a vehicle", "POST /api/v1/vehicles create_vehicle");
        index.add(Kind::Problem, "/e#not_found", "not_found", "404 There is nothing here, or it is not yours.");
        index
    }

    #[test]
    fn what_is_meant_comes_first() {
        let index = index();
        let first = |query: &str| index.search(query).first().map(|hit| hit.href);
        assert_eq!(first("vehicle"), Some("/r#Vehicle"));
        assert_eq!(first("post vehicles"), Some("/r#create_vehicle"));
        assert_eq!(first("create_vehicle"), Some("/r#create_vehicle"));
        assert_eq!(first("NOT_FOUND"), Some("/e#not_found"));
        assert_eq!(first("404"), Some("/e#not_found"));
        assert_eq!((first("vehicle nothing"), first("  "), first("é")), (None, None, None));
    }

    #[test]
    fn a_query_is_text_and_not_longer_than_it_may_be() {
        let long = "ä".repeat(5000);
        assert!(results(&long, &[]).len() < 400);
        assert!(!results("<script>", &index().search("vehicle")).contains("<script>"));
    }

    #[test]
    fn texts_are_cut_between_words() {
        let text = "word ".repeat(60);
        assert!(shortened(&text).chars().count() <= SHOWN_CHARACTERS && shortened(&text).ends_with("word…"));
        assert_eq!(shortened("short"), "short");
    }
}
