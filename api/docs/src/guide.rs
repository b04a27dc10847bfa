//! The guide: Markdown files that are read in the repository too.

use crate::layout::{Nav, Shell};
use crate::library::Page;
use crate::markdown;
use crate::search::{Index, Kind};
use crate::terms::Terms;

/// A file of the guide: where it is in the repository and where it is served.
#[derive(Debug)]
pub(crate) struct Chapter {
    file: &'static str,
    pub(crate) path: &'static str,
    /// How the navigation calls it.
    pub(crate) name: &'static str,
    /// What it is about, in one sentence.
    pub(crate) about: &'static str,
    text: &'static str,
}

/// The chapters in the order in which they are read.
pub(crate) const CHAPTERS: [Chapter; 7] = [
    Chapter {
        file: "docs/guide/README.md",
        path: "/docs/guide",
        name: "Connecting your software",
        about: "From the first API key to a complete synchronisation: requests, retries, webhooks, errors.",
        text: include_str!("../../../docs/guide/README.md"),
    },
    Chapter {
        file: "docs/guide/keys.md",
        path: "/docs/guide/keys",
        name: "Rotating keys and secrets",
        about: "How to replace an API key or a webhook secret without missing a request or an event.",
        text: include_str!("../../../docs/guide/keys.md"),
    },
    Chapter {
        file: "docs/guide/testing.md",
        path: "/docs/guide/testing",
        name: "Testing locally",
        about: "A server of your own with made-up data, and webhooks that reach your machine.",
        text: include_str!("../../../docs/guide/testing.md"),
    },
    Chapter {
        file: "docs/guide/local.md",
        path: "/docs/guide/local",
        name: "Webhooks on your own machine",
        about: "The command `importops listen` forwards events to a local port, and the list of events that it reads.",
        text: include_str!("../../../docs/guide/local.md"),
    },
    Chapter {
        file: "docs/guide/assistants.md",
        path: "/docs/guide/assistants",
        name: "Assistants",
        about: "Programs that read, and propose changes that a person confirms: proposals and MCP.",
        text: include_str!("../../../docs/guide/assistants.md"),
    },
    Chapter {
        file: "docs/guide/generators.md",
        path: "/docs/guide/generators",
        name: "Generated clients",
        about: "Which generators are tested with the OpenAPI document, and with which options.",
        text: include_str!("../../../docs/guide/generators.md"),
    },
    Chapter {
        file: "docs/guide/changes.md",
        path: "/docs/guide/changes",
        name: "What may change in v1",
        about: "What stays compatible, what may be added, and how deprecations are announced.",
        text: include_str!("../../../docs/guide/changes.md"),
    },
];

/// Where the example program is served, as text.
pub(crate) const SYNC_PY: (&str, &str) = ("/docs/examples/sync.py", include_str!("../../../docs/examples/sync.py"));

/// Where a file of the repository is served, if it is part of the documentation. Its path is relative to a folder.
pub(crate) fn page_of(folder: &str, path: &str) -> Option<&'static str> {
    match joined(folder, path).as_str() {
        "docs/examples/sync.py" => Some(SYNC_PY.0),
        "CHANGELOG.md" => Some("/docs/changelog"),
        file => CHAPTERS.iter().find(|chapter| chapter.file == file).map(|chapter| chapter.path),
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
    let page = |chapter: &Chapter, index: &mut Index| {
        let rendered = markdown::document(chapter.text, "docs/guide", terms);
        index.add_sections(Kind::Guide, chapter.path, chapter.name, &rendered.sections);
        let contents = Nav::contents(&rendered.sections);
        shell.page(chapter.path, &rendered.title, chapter.about, &rendered.html, &contents)
    };
    CHAPTERS.iter().map(|chapter| page(chapter, index)).collect()
}
