//! What all pages have: the head, the search, the navigation, the table of contents.

use crate::assets::Assets;
use crate::html::escape;
use crate::markdown::Section;
use crate::page::Page;

/// A link of the navigation.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// Where it leads.
    pub(crate) href: String,
    /// What it says.
    pub(crate) name: String,
}

impl Link {
    /// A link.
    pub(crate) fn new(href: impl Into<String>, name: impl Into<String>) -> Self {
        Self { href: href.into(), name: name.into() }
    }
}

/// A table of contents.
#[derive(Debug, Default)]
pub(crate) struct Nav(Vec<Link>);

impl Nav {
    /// Of these anchors.
    pub(crate) fn of(links: Vec<Link>) -> Self {
        Self(links)
    }

    /// Of the sections of a document.
    pub(crate) fn contents(sections: &[Section]) -> Self {
        let named = sections.iter().filter(|section| !section.id.is_empty());
        Self(named.map(|section| Link::new(format!("#{}", section.id), section.title.clone())).collect())
    }

    fn html(&self) -> String {
        // One entry needs no table.
        if self.0.len() < 2 {
            return String::new();
        }
        format!(
            "<aside class=\"contents\">\n<nav aria-labelledby=\"contents\">\n<p id=\"contents\">On this page</p>\n{}</nav>\n</aside>\n",
            list(&self.0, None)
        )
    }
}

/// What is the same on every page.
#[derive(Debug)]
pub(crate) struct Shell {
    stylesheet: String,
    script: String,
    groups: Vec<(&'static str, Vec<Link>)>,
}

impl Shell {
    /// With this in the menu, group by group.
    pub(crate) fn new(assets: &Assets, groups: Vec<(&'static str, Vec<Link>)>) -> Self {
        Self { stylesheet: assets.stylesheet.path.clone(), script: assets.script.path.clone(), groups }
    }

    /// A page: its title and what it is about stand above the HTML.
    pub(crate) fn page(&self, path: &str, title: &str, about: &str, html: &str, contents: &Nav) -> Page {
        self.page_within(path, path, title, about, html, contents)
    }

    /// A page that the navigation does not list, but another one that belongs to it.
    pub(crate) fn page_within(
        &self,
        path: &str,
        listed: &str,
        title: &str,
        about: &str,
        html: &str,
        contents: &Nav,
    ) -> Page {
        let (name, menu) = (escape(title), self.menu(listed));
        let (stylesheet, script, aside) = (&self.stylesheet, &self.script, contents.html());
        let lead = if about.is_empty() { String::new() } else { format!("<p class=\"lead\">{}</p>\n", escape(about)) };
        let html = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"theme-color\" content=\"#f5f7f9\" media=\"(prefers-color-scheme: light)\">\n\
             <meta name=\"theme-color\" content=\"#0c1116\" media=\"(prefers-color-scheme: dark)\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<title>{name} · ImportOps for developers</title>\n\
             <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\n\
             <link rel=\"stylesheet\" href=\"{stylesheet}\">\n<script src=\"{script}\" defer></script>\n</head>\n<body>\n\
             <a class=\"skip-link\" href=\"#main\">Skip to content</a>\n{HEADER}<div class=\"frame\">\n{menu}\
             <main id=\"main\" tabindex=\"-1\">\n<h1>{name}</h1>\n{lead}{html}</main>\n{aside}</div>\n</body>\n</html>\n"
        );
        Page { path: path.to_owned(), title: title.to_owned(), html }
    }

    fn menu(&self, current: &str) -> String {
        let group = |(name, links): &(&str, Vec<Link>)| {
            format!("<p class=\"group\">{name}</p>\n{}", list(links, Some(current)))
        };
        let groups: String = self.groups.iter().map(group).collect();
        format!(
            "<nav id=\"menu\" class=\"menu\" aria-label=\"Documentation\">\n\
             <a class=\"menu-close\" href=\"#main\">Close the menu</a>\n{groups}</nav>\n"
        )
    }
}

/// The search works without its script too: then the form leads to a page with what was found.
const HEADER: &str = "<header class=\"top\">\n<a class=\"brand\" href=\"/docs\"><img src=\"/favicon.svg\" alt=\"\" width=\"24\" \
    height=\"24\"><span>ImportOps <span class=\"muted\">for developers</span></span></a>\n\
    <form class=\"search\" action=\"/docs/search\" role=\"search\">\n\
    <label class=\"visually-hidden\" for=\"q\">Search the documentation</label>\n\
    <input id=\"q\" name=\"q\" type=\"search\" maxlength=\"100\" placeholder=\"Search operations, codes, events\" \
    autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\">\n</form>\n\
    <a class=\"menu-open\" href=\"#menu\">Menu</a>\n</header>\n";

fn list(links: &[Link], current: Option<&str>) -> String {
    let item = |link: &Link| {
        let mark = if Some(link.href.as_str()) == current { " aria-current=\"page\"" } else { "" };
        format!("<li><a href=\"{}\"{mark}>{}</a></li>\n", escape(&link.href), escape(&link.name))
    };
    format!("<ul>\n{}</ul>\n", links.iter().map(item).collect::<String>())
}
