//! What is new: since the last visit, and while the page is open.
//!
//! All that stays in the browser is a revision under a name that the server made of the slug; neither says anything.

use ui::browser;

use crate::words::{Word, Words};

/// The parts of the page whose digests make up a revision, in their order: where each stands, and what it is called.
const PARTS: [(&str, Word); 5] = [
    (".hero__vehicle", Word::ChangedVehicle),
    (".part--progress", Word::Progress),
    (".arrival", Word::ArrivalExpected),
    (".part--notes", Word::News),
    (".part--photos", Word::Photos),
];
/// Digits of a part's digest.
const DIGITS: usize = 8;

/// Marks what is new since the revision that the browser remembers, and remembers this one.
pub(super) fn remember(name: &str, revision: &str, words: &Words) {
    let Some(storage) = browser::local_storage() else { return };
    if let Ok(Some(before)) = storage.get_item(name) {
        mark(&changed(&before, revision), words);
    }
    keep(name, revision);
}

/// Remembers a revision under a name; nothing where there is none.
pub(super) fn keep(name: &str, revision: &str) {
    if let Some(storage) = browser::local_storage().filter(|_| !name.is_empty()) {
        // A full or forbidden store costs the marks of the next visit, nothing else.
        let _ = storage.set_item(name, revision);
    }
}

/// Marks parts as new.
pub(super) fn mark(parts: &[usize], words: &Words) {
    for (selector, _) in parts.iter().filter_map(|part| PARTS.get(*part)) {
        if let Some(part) = browser::element(selector) {
            let _ = part.set_attribute("data-new", &words.get(Word::New));
        }
    }
}

/// What changed, in words.
pub(super) fn describe(parts: &[usize], importer: &str, words: &Words) -> String {
    let names = parts.iter().filter_map(|part| PARTS.get(*part));
    let names: Vec<_> = names.map(|(_, word)| words.fill(*word, "importer", importer)).collect();
    if names.is_empty() { String::new() } else { words.fill(Word::Changed, "what", &names.join(", ")) }
}

/// The parts that differ between two revisions; none when one of them is not a revision.
pub(super) fn changed(before: &str, after: &str) -> Vec<usize> {
    // What comes last belongs to no part: the day of the last change, and how it is written.
    let length = (PARTS.len() + 1) * DIGITS;
    if before.len() != length || after.len() != length {
        return Vec::new();
    }
    let digits = before.as_bytes().chunks(DIGITS).zip(after.as_bytes().chunks(DIGITS)).enumerate();
    let changed = digits.filter(|(_, (before, after))| before != after).map(|(part, _)| part);
    changed.filter(|part| *part < PARTS.len()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart_by_their_digits() {
        let before = "000000001111111122222222333333334444444455555555";
        assert_eq!(changed(before, before), [0; 0]);
        assert_eq!(changed(before, "000000001111111022222222333333334444444055555550"), [1, 4]);
        assert_eq!(changed("", before), [0; 0]);
        assert_eq!(changed("5f2b8c1d9e3a7046", before), [0; 0]);
    }
}
