//! The string literals of Rust sources: what the programs say.

use std::path::Path;

/// The literals of every source file below a folder, each with its place, without those of unit tests.
pub(super) fn literals_below(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in super::files_below(folder, "rs") {
        let source = std::fs::read_to_string(&file).unwrap();
        let product = source.split("#[cfg(test)]\nmod ").next().unwrap();
        let place = |text| (file.display().to_string(), text);
        found.extend(literals(product).into_iter().map(place));
    }
    found
}

/// The literals of a source, without placeholders such as `{name}`.
pub(super) fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let before = &rest[..at];
        rest = &rest[at..];
        if rest.starts_with("//") {
            rest = after(rest, "\n");
        } else if rest.starts_with("/*") {
            rest = after(rest, "*/");
        } else if let Some(text) = rest.strip_prefix('"') {
            let (text, end) = if let Some(end) = end_of_raw(before) { plain(text, &end) } else { escaped(text) };
            found.push(without_placeholders(text));
            rest = end;
        } else {
            rest = &rest[length_of_character(rest)..];
        }
    }
    found
}

/// What ends a raw literal that begins after this, such as `"#` after `r#`.
fn end_of_raw(before: &str) -> Option<String> {
    let hashes = before.len() - before.trim_end_matches('#').len();
    let is_raw = before.trim_end_matches('#').ends_with('r')
        && !before
            .trim_end_matches('#')
            .trim_end_matches(['r', 'b'])
            .ends_with(|c: char| c.is_alphanumeric() || c == '_');
    is_raw.then(|| format!("\"{}", "#".repeat(hashes)))
}

fn plain<'a>(text: &'a str, end: &str) -> (&'a str, &'a str) {
    text.split_once(end).unwrap_or((text, ""))
}

fn escaped(text: &str) -> (&str, &str) {
    let mut is_escaped = false;
    let ends = |character: char| {
        let ends = character == '"' && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        ends
    };
    let end = text.find(ends).unwrap_or(text.len());
    (&text[..end], text.get(end + 1..).unwrap_or_default())
}

/// How many bytes a character literal takes; one where the quote begins a lifetime or is a slash.
fn length_of_character(text: &str) -> usize {
    let Some(inner) = text.strip_prefix('\'') else { return 1 };
    let first = inner.chars().next().map_or(0, char::len_utf8);
    if inner.starts_with('\\') {
        // The escaped character may be a quote itself.
        return inner[2..].find('\'').map_or(1, |end| end + 4);
    }
    if inner[first..].starts_with('\'') { first + 2 } else { 1 }
}

fn after<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or("", |(_, rest)| rest)
}

fn without_placeholders(text: &str) -> String {
    let mut parts = text.split('{');
    let mut left = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        left.push(' ');
        left.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
    }
    left
}

#[test]
fn literals_are_distinguished_from_comments_characters_and_lifetimes() {
    let source = r##"
        /// A "comment".
        fn say<'a>(of: &'a str) { /* "another" */
            let quote = ['"', '\'', '\u{22}', '/'];
            print("one \"two\" {of} three", r#"raw "four" five"#, b"six");
        }
    "##;
    assert_eq!(literals(source), ["one \\\"two\\\"   three", "raw \"four\" five", "six"]);
}
