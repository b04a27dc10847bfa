//! The guide: Markdown files that are read in the repository too.

use crate::layout::{Nav, Shell};
use crate::library::Page;
use crate::markdown;
use crate::search::{Index, Kind};
use crate::terms::Terms;

/// The files of `docs/guide`: their names without `.md`, and their texts.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/guide.rs"));
/// The order in which chapters are read; others come after them.
const ORDER: [&str; 7] = [README, "keys", "testing", "local", "assistants", "generators", "changes"];
/// The first chapter.
const README: &str = "README";

/// A chapter of the guide.
#[derive(Debug)]
pub(crate) struct Chapter {
    /// Where it is served.
    pub(crate) path: String,
    /// Its title.
    pub(crate) name: String,
    /// Its first sentence.
    pub(crate) about: String,
    text: &'static str,
}

/// The chapters in the order in which they are read.
pub(crate) fn chapters() -> Vec<Chapter> {
    let mut files = FILES.to_vec();
    files.sort_by_key(|(name, _)| ORDER.iter().position(|known| known == name).unwrap_or(ORDER.len()));
    let chapter = |(name, text): (&str, &'static str)| {
        let rendered = markdown::document(text, "docs/guide", &Terms::default());
        let opening = rendered.sections.first().map_or("", |section| section.text.trim());
        let about = opening.split_once(". ").map_or(opening, |(first, _)| first).trim_end_matches('.');
        Chapter { path: path_of(name), name: rendered.title, about: format!("{about}."), text }
    };
    files.into_iter().map(chapter).collect()
}

fn path_of(name: &str) -> String {
    if name == README { "/docs/guide".to_owned() } else { format!("/docs/guide/{name}") }
}

/// Where the example program is served, as text.
pub(crate) const SYNC_PY: (&str, &str) = ("/docs/examples/sync.py", include_str!("../../../docs/examples/sync.py"));

/// Where a file of the repository is served, if it is part of the documentation. Its path is relative to a folder.
pub(crate) fn page_of(folder: &str, path: &str) -> Option<String> {
    let file = joined(folder, path);
    match file.as_str() {
        "docs/examples/sync.py" => Some(SYNC_PY.0.to_owned()),
        "CHANGELOG.md" => Some("/docs/changelog".to_owned()),
        file => {
            let name = file.strip_prefix("docs/guide/")?.strip_suffix(".md")?;
            FILES.iter().any(|(known, _)| *known == name).then(|| path_of(name))
        }
    }
}

/// A relative path from a folder, without `.` and `..`.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The pages of the guide.
pub(crate) fn pages(shell: &Shell, terms: &Terms, index: &mut Index) -> Vec<Page> {
    let page = |chapter: Chapter, index: &mut Index| {
        let rendered = markdown::document(chapter.text, "docs/guide", terms);
        index.add_sections(Kind::Guide, &chapter.path, &chapter.name, &rendered.sections);
        let contents = Nav::contents(&rendered.sections);
        shell.page(&chapter.path, &rendered.title, "", &rendered.html, &contents)
    };
    chapters().into_iter().map(|chapter| page(chapter, index)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_chapter_that_says_what_it_is_about() {
        let chapters = chapters();
        assert_eq!(chapters[0].path, "/docs/guide");
        for chapter in chapters {
            assert!(!chapter.name.is_empty() && chapter.about.len() > 20, "{chapter:?}");
        }
        assert_eq!(page_of("docs/guide", "../examples/sync.py").as_deref(), Some(SYNC_PY.0));
        assert_eq!(page_of("docs/guide", "../../contract/clients"), None);
    }
}
