//! The limits. The server hands over the values of its constants and settings.

use crate::Facts;
use crate::html::{Table, anchor, escape, heading};
use crate::layout::{Link, Nav, Shell};
use crate::markdown;
use crate::page::Page;
use crate::search::{Index, Kind};
use crate::terms::Terms;

/// Where the page is.
pub(crate) const PATH: &str = "/docs/limits";

/// Limits that belong together.
#[derive(Debug, Clone)]
pub struct LimitGroup {
    /// The heading.
    pub title: &'static str,
    /// What they have in common, in Markdown.
    pub about: &'static str,
    /// The limits.
    pub limits: Vec<Limit>,
}

/// A limit.
#[derive(Debug, Clone)]
pub struct Limit {
    /// What is limited, in Markdown.
    pub what: &'static str,
    /// To how much.
    pub value: String,
    /// What happens beyond it, in Markdown.
    pub beyond: &'static str,
}

impl Limit {
    /// A limit.
    pub fn new(what: &'static str, value: impl Into<String>, beyond: &'static str) -> Self {
        Self { what, value: value.into(), beyond }
    }
}

/// The page.
pub(crate) fn page(facts: &Facts<'_>, shell: &Shell, terms: &Terms, index: &mut Index) -> Page {
    let (mut html, mut links) = (String::new(), Vec::new());
    for group in &facts.limits {
        let id = anchor(group.title);
        html.push_str(&heading(2, &id, &escape(group.title)));
        html.push_str(&markdown::text(group.about, terms));
        let mut table = Table::new(&["What", "Limit", "Beyond it"]);
        for limit in &group.limits {
            table.row(&[
                markdown::inline(limit.what, terms),
                escape(&limit.value),
                markdown::inline(limit.beyond, terms),
            ]);
            let href = format!("{PATH}#{id}");
            index.add(
                Kind::Limit,
                &href,
                &limit.what.replace('`', ""),
                &format!("{}. {}: {}", limit.value, group.title, limit.beyond),
            );
        }
        html.push_str(&table.html());
        links.push(Link::new(format!("#{id}"), group.title));
    }
    let about = "The limits of this server, from its program and its settings.";
    shell.page(PATH, "Limits", about, &html, &Nav::of(links))
}

/// A time in words, at least a second: "2 minutes", "1 hour 36 minutes".
pub fn duration(ms: i64) -> String {
    let seconds = (ms + 500) / 1000;
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let (mut left, mut words) = (seconds, Vec::new());
    for (length, name) in units {
        let count = left / length;
        left %= length;
        if count > 0 {
            words.push(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
        }
    }
    words.truncate(2);
    if words.is_empty() { "at once".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn times_are_words() {
        assert_eq!(duration(4_000), "4 seconds");
        assert_eq!(duration(96_000), "1 minute 36 seconds");
        assert_eq!(duration(5_760_000), "1 hour 36 minutes");
        assert_eq!(duration(5 * 86_400_000), "5 days");
        assert_eq!(duration(100), "at once");
    }
}
