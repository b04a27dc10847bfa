//! Markdown as HTML: headings with anchors, links between the repository's files as links between pages, and code spans that
//! lead to what they name.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::files;
use crate::html::{Table, anchor, code, code_block, escape, heading};
use crate::terms::Terms;

/// A document as HTML.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    /// The text of its first heading, which is not part of the HTML.
    pub(crate) title: String,
    /// What stands below.
    pub(crate) html: String,
    /// Its parts, each below a heading of the second or third level; the first has none.
    pub(crate) sections: Vec<Section>,
}

/// A part of a document, for the search and the table of contents.
#[derive(Debug, Default, Clone)]
pub(crate) struct Section {
    /// Its anchor; empty for what stands before the first heading.
    pub(crate) id: String,
    /// Its heading.
    pub(crate) title: String,
    /// Its text without marks.
    pub(crate) text: String,
}

/// Renders a file of the repository.
///
/// `folder` is where it is in the repository, so that its relative links can be followed.
pub(crate) fn document(text: &str, folder: &str, terms: &Terms) -> Rendered {
    let mut writer = Writer { folder, terms, ..Writer::new(terms) };
    writer.write(text);
    writer.finish()
}

/// Renders a text of the OpenAPI document, which has neither headings nor relative links.
pub(crate) fn text(text: &str, terms: &Terms) -> String {
    document(text, "", terms).html
}

/// The same for a cell of a table or a list: a single paragraph has no element of its own.
pub(crate) fn inline(text: &str, terms: &Terms) -> String {
    let html = self::text(text, terms);
    let html = html.trim();
    match html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")) {
        Some(only) if !only.contains("<p>") => only.to_owned(),
        _ => html.to_owned(),
    }
}

struct Writer<'a> {
    folder: &'a str,
    terms: &'a Terms,
    rendered: Rendered,
    section: Section,
    /// The HTML of the elements that are open and need their content before their beginning, innermost last.
    kept: Vec<String>,
    /// A link is open in which nothing else may be one; whether it was written.
    links: Vec<bool>,
    in_heading: bool,
    plain: String,
    table: Option<(Vec<String>, Vec<Vec<String>>)>,
    block: Option<String>,
}

impl<'a> Writer<'a> {
    fn new(terms: &'a Terms) -> Self {
        Self {
            folder: "",
            terms,
            rendered: Rendered::default(),
            section: Section::default(),
            kept: vec![String::new()],
            links: Vec::new(),
            in_heading: false,
            plain: String::new(),
            table: None,
            block: None,
        }
    }

    fn write(&mut self, text: &str) {
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(tag) => self.start(tag),
                Event::End(tag) => self.end(tag),
                Event::Text(text) => self.text(&text),
                Event::Code(text) => self.code(&text),
                other => self.passed(other),
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.in_heading = true;
                self.plain.clear();
                self.kept.push(String::new());
            }
            Tag::Link { dest_url, .. } => {
                let href = self.target(&dest_url);
                if let Some(href) = &href {
                    let link = format!("<a href=\"{}\">", escape(href));
                    self.push(&link);
                }
                self.links.push(href.is_some());
            }
            Tag::CodeBlock(_) => self.block = Some(String::new()),
            Tag::Table(_) => self.table = Some((Vec::new(), Vec::new())),
            Tag::TableHead => {}
            Tag::TableRow => {
                if let Some((_, rows)) = &mut self.table {
                    rows.push(Vec::new());
                }
            }
            Tag::TableCell => {
                self.plain.clear();
                self.kept.push(String::new());
            }
            other => self.passed(Event::Start(other)),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::Link => {
                if self.links.pop() == Some(true) {
                    self.push("</a>");
                }
            }
            TagEnd::CodeBlock => {
                let block = self.block.take().unwrap_or_default();
                self.push(&code_block(&block));
            }
            TagEnd::Table => {
                if let Some((columns, rows)) = self.table.take() {
                    let mut table = Table::new(&columns);
                    for row in &rows {
                        table.row(row);
                    }
                    self.push(&table.html());
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {}
            TagEnd::TableCell => {
                let (html, plain) = (self.kept.pop().unwrap_or_default(), std::mem::take(&mut self.plain));
                match &mut self.table {
                    Some((columns, rows)) if rows.is_empty() => columns.push(plain),
                    Some((_, rows)) => rows.last_mut().into_iter().for_each(|row| row.push(html.clone())),
                    None => {}
                }
            }
            other => self.passed(Event::End(other)),
        }
        if matches!(tag, TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) {
            self.section.text.push(' ');
        }
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        self.in_heading = false;
        let html = self.kept.pop().unwrap_or_default();
        let title = std::mem::take(&mut self.plain);
        if level == HeadingLevel::H1 {
            self.rendered.title.clone_from(&title);
            self.section.title = title;
            return;
        }
        let id = self.unused(anchor(&title));
        self.push(&heading(level as u8, &id, &html));
        let next = Section { id, title, text: String::new() };
        self.rendered.sections.push(std::mem::replace(&mut self.section, next));
    }

    /// An anchor that no heading before has.
    fn unused(&self, id: String) -> String {
        let known = |id: &str| self.section.id == id || self.rendered.sections.iter().any(|section| section.id == id);
        let numbered = (1..).map(|n| format!("{id}-{n}"));
        std::iter::once(id.clone()).chain(numbered).find(|id| !known(id)).unwrap_or(id)
    }

    fn text(&mut self, text: &str) {
        if let Some(block) = &mut self.block {
            block.push_str(text);
            self.section.text.push_str(text);
            return;
        }
        self.said(text);
        self.push(&escape(text));
    }

    fn code(&mut self, text: &str) {
        self.said(text);
        let free = self.links.is_empty() && !self.in_heading;
        let html = match self.terms.href(text) {
            Some(href) if free => format!("<a href=\"{}\">{}</a>", escape(href), code(text)),
            _ => code(text),
        };
        self.push(&html);
    }

    fn said(&mut self, text: &str) {
        self.plain.push_str(text);
        if !self.in_heading {
            self.section.text.push_str(text);
        }
    }

    fn passed(&mut self, event: Event<'_>) {
        if matches!(event, Event::SoftBreak | Event::HardBreak) {
            self.said(" ");
        }
        let mut written = String::new();
        html::push_html(&mut written, std::iter::once(event));
        self.push(&written);
    }

    fn push(&mut self, html: &str) {
        if let Some(kept) = self.kept.last_mut() {
            kept.push_str(html);
        }
    }

    /// Where a link leads from a page; none if what it names is not part of the documentation.
    fn target(&self, url: &str) -> Option<String> {
        if url.starts_with('#') || url.starts_with('/') || url.contains("://") || url.starts_with("mailto:") {
            return Some(url.to_owned());
        }
        let (path, fragment) = url.split_once('#').map_or((url, None), |(path, fragment)| (path, Some(fragment)));
        let page = files::page_of(self.folder, path)?;
        Some(fragment.map_or_else(|| page.clone(), |fragment| format!("{page}#{fragment}")))
    }

    fn finish(mut self) -> Rendered {
        self.rendered.html = self.kept.pop().unwrap_or_default();
        self.rendered.sections.push(self.section);
        self.rendered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_between_files_are_links_between_pages() {
        let terms = Terms::default();
        let text =
            "# T\n\nSee [generators](generators.md#how), [the code](../../contract) and [there](https://a.example).";
        let rendered = document(text, "docs/guide", &terms);
        assert_eq!(rendered.title, "T");
        assert!(rendered.html.contains("<a href=\"/docs/guide/generators#how\">generators</a>"), "{}", rendered.html);
        assert!(rendered.html.contains(", the code and <a href=\"https://a.example\">"), "{}", rendered.html);
    }

    #[test]
    fn headings_have_anchors_of_their_own_and_sections_their_text() {
        let rendered =
            document("# T\n\na\n\n## Of `b`\n\nc\n\n## Of b\n\n| d |\n|---|\n| e |\n", "", &Terms::default());
        let sections: Vec<_> = rendered.sections.iter().map(|s| (s.id.as_str(), s.title.as_str())).collect();
        assert_eq!(sections, [("", "T"), ("of-b", "Of b"), ("of-b-1", "Of b")]);
        assert!(rendered.html.contains("<a class=\"self\" href=\"#of-b\">Of <code>b</code></a>"));
        assert!(rendered.html.contains("<td data-label=\"d\"><div>e</div></td>"));
        assert_eq!(rendered.sections[2].text.trim(), "d e");
    }

    #[test]
    fn a_code_leads_to_its_explanation_but_not_within_a_link() {
        let terms = Terms::of(&serde_json::json!({}));
        let html = text("`not_found` [`not_found`](#x) `<b>`", &terms);
        let linked = "<a href=\"/docs/errors#not_found\"><code>not_found</code></a>";
        assert_eq!(
            html.trim(),
            format!("<p>{linked} <a href=\"#x\"><code>not_found</code></a> <code>&lt;b&gt;</code></p>")
        );
    }

    #[test]
    fn a_cell_needs_no_paragraph() {
        assert_eq!(inline("One line", &Terms::default()), "One line");
        assert!(inline("Two\n\nlines", &Terms::default()).starts_with("<p>"));
    }
}
