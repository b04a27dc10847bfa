//! All pages together.

use std::collections::BTreeMap;

use crate::assets::{Assets, digest};
use crate::files;
use crate::layout::{Link, Nav, Shell};
use crate::page::{Asset, Page};
use crate::search::{Hit, Index};
use crate::terms::Terms;
use crate::{Facts, changelog, errors, events, guide, home, limits, openapi, reference, search};

/// The documentation of one server.
#[derive(Debug)]
pub struct Library {
    pages: BTreeMap<String, Page>,
    assets: Vec<Asset>,
    examples: Vec<Asset>,
    index: Index,
    shell: Shell,
}

impl Library {
    /// Makes all pages.
    pub fn new(facts: &Facts<'_>) -> Self {
        let assets = Assets::new();
        let shell = Shell::new(&assets, navigation(facts));
        let (mut terms, mut index) = (Terms::of(facts.openapi), Index::default());
        let catalogues = ["/docs", "/docs/events", "/docs/errors", "/docs/limits", files::CHANGELOG, openapi::PATH];
        terms.add_pages(catalogues.into_iter());
        let mut pages = vec![
            home::page(facts, &shell),
            events::page(facts, &shell, &terms, &mut index),
            errors::page(facts, &shell, &terms, &mut index),
            limits::page(facts, &shell, &terms, &mut index),
            changelog::page(&shell, &terms, &mut index),
        ];
        pages.extend(guide::pages(&shell, &terms, &mut index));
        pages.extend(reference::pages(facts, &shell, &terms, &mut index));
        pages.extend(errors::problem_pages(facts, &shell, &terms));
        let (path, text) = files::SYNC_PY;
        let example = Asset { path: path.to_owned(), content_type: "text/plain; charset=utf-8", text: text.to_owned() };
        Self {
            pages: pages.into_iter().map(|page| (page.path.clone(), page)).collect(),
            assets: vec![assets.stylesheet, assets.script],
            examples: vec![example],
            index,
            shell,
        }
    }

    /// A page by its path.
    pub fn page(&self, path: &str) -> Option<&Page> {
        self.pages.get(path)
    }

    /// All pages, in the order of their paths.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.pages.values()
    }

    /// Style sheet and script: what is at their paths never changes.
    pub fn assets(&self) -> impl Iterator<Item = &Asset> {
        self.assets.iter()
    }

    /// The programs of the guide.
    pub fn examples(&self) -> impl Iterator<Item = &Asset> {
        self.examples.iter()
    }

    /// What a search finds, best first.
    pub fn search(&self, query: &str) -> Vec<Hit<'_>> {
        self.index.search(query)
    }

    /// What is shown where there is no page.
    pub fn not_found_page(&self) -> String {
        let html =
            "<p>This page does not exist. Search for what you need, or go to the <a href=\"/docs\">overview</a>.</p>\n";
        self.shell.page_within("", "", "Page not found", "", html, &Nav::default()).html
    }

    /// The page that shows what a search finds.
    pub fn search_page(&self, query: &str) -> String {
        let html = search::results(query, &self.search(query));
        self.shell.page_within(search::PATH, "", "Search", "", &html, &Nav::default()).html
    }
}

/// What the menu lists, group by group.
fn navigation(facts: &Facts<'_>) -> Vec<(&'static str, Vec<Link>)> {
    let guide = guide::chapters().into_iter().map(|chapter| Link::new(chapter.path, chapter.name)).collect();
    let catalogues = [(events::PATH, "Events"), (errors::PATH, "Errors"), (limits::PATH, "Limits")];
    vec![
        ("Start", vec![Link::new("/docs", "Overview")]),
        ("Guide", guide),
        ("Catalogues", catalogues.map(|(href, name)| Link::new(href, name)).to_vec()),
        ("Reference", reference::navigation(facts.openapi)),
        ("News", vec![Link::new(files::CHANGELOG, "Changelog")]),
    ]
}

/// The entity tag of a text, without quotation marks.
pub fn tag_of(text: &str) -> String {
    digest(text)
}
