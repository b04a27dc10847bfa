//! The changelog of the whole product, as it is in the repository.

use crate::files::CHANGELOG as PATH;
use crate::layout::{Nav, Shell};
use crate::markdown;
use crate::page::Page;
use crate::search::{Index, Kind};
use crate::terms::Terms;

const TEXT: &str = include_str!("../../../CHANGELOG.md");

/// The page.
pub(crate) fn page(shell: &Shell, terms: &Terms, index: &mut Index) -> Page {
    let rendered = markdown::document(TEXT, "", terms);
    index.add(Kind::Page, PATH, "Changelog", "what changed versions releases");
    let about = "What changed for people who run or use ImportOps tracking links.";
    shell.page(PATH, &rendered.title, about, &rendered.html, &Nav::contents(&rendered.sections))
}
