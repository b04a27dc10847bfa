//! The guide: Markdown files that are read in the repository too.

use crate::files;
use crate::layout::{Nav, Shell};
use crate::markdown;
use crate::page::Page;
use crate::search::{Index, Kind};
use crate::terms::Terms;

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
    let chapter = |(name, text): (&str, &'static str)| {
        let rendered = markdown::document(text, "docs/guide", &Terms::default());
        let opening = rendered.sections.first().map_or("", |section| section.text.trim());
        let about = opening.split_once(". ").map_or(opening, |(first, _)| first).trim_end_matches('.');
        Chapter { path: files::path_of(name), name: rendered.title, about: format!("{about}."), text }
    };
    files::guide().into_iter().map(chapter).collect()
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
    }
}
