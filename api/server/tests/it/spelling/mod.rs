//! One spelling in everything that people read: British in prose, American only where the wire has it, in backticks.

mod literals;

use std::path::{Path, PathBuf};

use serde_json::Value;
use shared::problem::ProblemCode;

use self::literals::{literals, literals_below};
use crate::support::contract::document;
use crate::support::program::importops;

/// American words that the endings do not tell.
const AMERICAN: [&str; 16] = [
    "behavior",
    "behaviors",
    "canceled",
    "canceling",
    "catalog",
    "center",
    "color",
    "colored",
    "colors",
    "favor",
    "fulfill",
    "gray",
    "labeled",
    "neighbor",
    "organization",
    "organizations",
];

/// Endings of American verbs and what is made of them.
const ENDINGS: [&str; 7] = ["ize", "izes", "ized", "izing", "ization", "izations", "izer"];

/// Words with these endings that are British too, or names: a header and a country.
const BRITISH: [&str; 14] = [
    "authorization",
    "belize",
    "oversized",
    "prize",
    "resize",
    "resized",
    "resizer",
    "resizes",
    "resizing",
    "size",
    "sized",
    "sizer",
    "sizes",
    "sizing",
];

fn is_american(word: &str) -> bool {
    let word = word.to_lowercase();
    let ends = ENDINGS.iter().any(|ending| word.ends_with(ending));
    AMERICAN.contains(&word.as_str()) || (ends && !BRITISH.contains(&word.as_str()))
}

/// The prose of a text: without code, addresses and elements.
fn prose(text: &str) -> String {
    let mut prose = String::new();
    let mut is_block = false;
    // The name of a page, as the help article has it.
    let text = text.replace("Settings → Organization", "");
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_block = !is_block;
        } else if !is_block {
            let words: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
            // Addresses, and the names of settings and flags.
            let is_name = |word: &str| word.contains(['_', '<']) || word.starts_with("--");
            let is_address = |word: &str| word.contains("://") || word.contains("](");
            let words = words.split_whitespace().filter(|word| !is_name(word) && !is_address(word));
            prose.push_str(&words.collect::<Vec<_>>().join(" "));
            prose.push('\n');
        }
    }
    prose
}

/// The American words of a text.
fn american_in(text: &str) -> Vec<String> {
    let prose = prose(text);
    let words = prose.split(|character: char| !character.is_alphabetic());
    words.filter(|word| is_american(word)).map(str::to_owned).collect()
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found
}

/// Every `description` and `summary`.
fn descriptions(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == "description" || name == "summary" => found.push(text.clone()),
                    other => descriptions(other, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| descriptions(item, found)),
        _ => {}
    }
}

#[test]
fn the_openapi_document_is_british() {
    let mut found = Vec::new();
    descriptions(document(), &mut found);
    assert!(found.len() > 500, "{}", found.len());
    for text in found {
        assert_eq!(american_in(&text), [""; 0], "{text}");
    }
}

#[test]
fn the_documents_are_british() {
    let mut files = files_below(&root().join("docs"), "md");
    files.extend(
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]
            .map(|name| root().join(name)),
    );
    assert!(files.len() > 15, "{files:?}");
    for file in files {
        assert_eq!(american_in(&std::fs::read_to_string(&file).unwrap()), [""; 0], "{}", file.display());
    }
}

#[test]
fn the_english_of_the_page_is_british() {
    let words = std::fs::read_to_string(root().join("web/locales/en.json")).unwrap();
    let words: Value = serde_json::from_str(&words).unwrap();
    let words = words.as_object().unwrap();
    assert!(words.len() > 50, "{}", words.len());
    for (key, word) in words {
        assert_eq!(american_in(word.as_str().unwrap_or_default()), [""; 0], "{key}");
    }
}

#[test]
fn the_help_of_the_commands_is_british() {
    let directory = tempfile::tempdir().unwrap();
    let help = |command: &[&str]| {
        let output = importops(directory.path()).arg("help").args(command).output().unwrap();
        assert!(output.status.success(), "{command:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let whole = help(&[]);
    let commands = whole.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands: Vec<_> = commands.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.len() > 8, "{commands:?}");
    for command in commands.iter().filter(|command| **command != "help") {
        assert_eq!(american_in(&help(&[command])), [""; 0], "{command}");
    }
    assert_eq!(american_in(&whole), [""; 0]);
}

#[test]
fn american_words_are_found_in_prose_alone() {
    assert_eq!(
        american_in("The organization's color.\nRecognize `organization`."),
        ["organization", "color", "Recognize"]
    );
    assert_eq!(american_in("Resize to the size; organised\n```\ncolor\n```\nsee [color](x/color.md)"), [""; 0]);
}

/// What the programs say: the staff app, its components, the page, and the details of problems. The names of the wire are
/// single words in lower case; SQL is in a crate that is not read here.
const SPOKEN: [&str; 6] =
    ["web/staff/src", "web/ui/src", "web/page/src", "shared/src", "api/http/src", "api/server/src"];

#[test]
fn the_texts_in_the_programs_are_british() {
    let mut read = 0;
    for (place, text) in SPOKEN.iter().flat_map(|folder| literals_below(&root().join(folder))) {
        // The page that the help article calls so.
        if text != "Organization" && text.contains(|c: char| c.is_whitespace() || c.is_uppercase()) {
            assert_eq!(american_in(&text), [""; 0], "{place}: {text}");
            read += 1;
        }
    }
    assert!(read > 1_500, "{read}");
}

#[test]
fn beside_the_page_called_organization_no_other_spelling_stands() {
    let app = root().join("web/staff/src");
    // The banner, and what every page can say that fails, stand beside the tabs of Settings too.
    let shown = ["pages/settings", "app", "client"].iter().flat_map(|folder| literals_below(&app.join(folder)));
    let components = literals_below(&root().join("web/ui/src"));
    let problems = ProblemCode::ALL.iter().map(|code| (code.as_str().to_owned(), code.explanation().to_owned()));
    let mut read = 0;
    for (place, text) in shown.chain(components).chain(problems) {
        assert!(!text.to_lowercase().contains("organisation"), "{place}: {text}");
        read += 1;
    }
    assert!(read > 800, "{read}");
}

#[test]
fn an_american_word_in_a_literal_is_found() {
    let source = "/// A color.\nfn say() -> [&str; 2] { [\"Your subscription is canceled.\", \"organization\"] }";
    let found: Vec<_> = literals(source).iter().flat_map(|text| american_in(text)).collect();
    assert_eq!(found, ["canceled", "organization"]);
}
