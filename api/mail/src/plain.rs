//! A mail as plain text.

use crate::letter::{Block, Letter};

/// The same words as the HTML, in the same order; where that has a button, this has its address.
pub(crate) fn plain(letter: &Letter, importer: &str) -> String {
    let mut text = format!("{importer}\n\n{}\n", letter.title);
    for block in &letter.blocks {
        text.push('\n');
        match block {
            Block::Fact(about, what) if what.is_empty() => text.push_str(about),
            Block::Fact(about, what) => {
                text.push_str(about);
                text.push('\n');
                text.push_str(what);
            }
            Block::Text(words) | Block::Small(words) => text.push_str(words),
            Block::Quote(words) => {
                let lines: Vec<_> = words.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect();
                text.push_str(&lines.join("\n"));
            }
            Block::Button(words, url) | Block::SmallLink(words, url) => {
                text.push_str(words);
                text.push('\n');
                text.push_str(url);
            }
        }
        text.push('\n');
    }
    text
}
