//! Every statement names its organisation, or the function that runs it takes evidence that somebody else did, or works across
//! organisations and says so. The sources are read as tokens, so the rule holds for what is written, not for what is remembered.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where by panicking")]

mod source;
mod sql;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, iter};

use source::{Macros, Source};

/// What a function takes that works across organisations.
const ACROSS: [&str; 3] = ["Across", "AcrossReader", "AcrossTx"];
/// What a function calls that begins such work itself.
const BEGINS_ACROSS: [&str; 2] = ["begin_across", "read_across"];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The sources of this crate by their names.
fn sources() -> Vec<(String, Source)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let name = |path: &Path| path.strip_prefix(&src).unwrap().display().to_string();
    rust_files(&src).iter().map(|path| (name(path), Source::read(&fs::read_to_string(path).unwrap()))).collect()
}

/// What is found in some sources.
#[derive(Debug, Default)]
struct Findings {
    /// How many statements concern organisations.
    statements: usize,
    /// Functions that run a statement which names no organisation, and rest on nothing.
    unfounded: Vec<String>,
}

fn examine(sources: &[(String, Source)]) -> Findings {
    let macros: Macros = sources.iter().flat_map(|(_, source)| source.macros.clone()).collect();
    let evidence = sources.iter().flat_map(|(_, source)| source.evidence.iter().map(String::as_str));
    let founded: BTreeSet<&str> = evidence.chain(ACROSS).collect();
    let mut findings = Findings::default();
    for (file, source) in sources {
        let mut check = |holder: &str, texts: Vec<String>| {
            let texts: Vec<_> = texts.into_iter().filter(|text| sql::concerns_organizations(text)).collect();
            findings.statements += texts.len();
            if texts.iter().all(|text| sql::names_organization(text)) {
                return;
            }
            let users = source.users_of(holder);
            if users.is_empty() {
                findings.unfounded.push(format!("{file}: {holder}, which no function of the file runs"));
            }
            let rests_on_nothing = users.into_iter().filter(|function| {
                function.signature.iter().all(|word| !founded.contains(word.as_str()))
                    && function.body.iter().all(|word| !BEGINS_ACROSS.contains(&word.as_str()))
            });
            findings
                .unfounded
                .extend(rests_on_nothing.map(|function| format!("{file}: {holder} in {}", function.name)));
        };
        for (name, value) in &source.constants {
            check(name, source::texts(value, &macros));
        }
        for function in &source.functions {
            check(&function.name, source::texts(&function.tokens, &macros));
        }
    }
    findings
}

#[test]
fn every_statement_names_the_organisation_or_follows_one_that_does() {
    let Findings { statements, unfounded } = examine(&sources());
    assert!(statements > 100, "the reader overlooks statements: it found {statements}");
    assert_eq!(unfounded, Vec::<String>::new(), "name the organisation, or take evidence (store/src/evidence.rs)");
}

#[test]
fn evidence_has_private_fields_and_no_second_way_to_be_made() {
    let sources = sources();
    let structs = || sources.iter().flat_map(|(_, source)| &source.structs);
    let evidence: Vec<_> = sources.iter().flat_map(|(_, source)| &source.evidence).collect();
    assert!(evidence.len() >= 5, "{evidence:?}");
    for name in evidence.into_iter().map(String::as_str).chain(ACROSS) {
        let found: Vec<_> = structs().filter(|found| found.name == name).collect();
        let [found] = found.as_slice() else { panic!("{name} is not one struct") };
        assert!(!found.fields.contains("pub"), "{name} has a field that others can set");
        let derived: Vec<_> = found.derives.iter().filter(|word| *word != "derive").collect();
        assert_eq!(derived, ["Debug"], "{name}");
    }
}

/// What is found in one file beside one with evidence.
fn unfounded(text: &str) -> Vec<String> {
    let evidence = "impl Evidence for Locked {}
        macro_rules! gate { () => { \" WHERE k.slug_hash = $1\" }; }
        macro_rules! numbers { ($first:literal) => { numbers!($first) }; () => { \"\" }; }";
    let read = |(name, text): (&str, &str)| (name.to_owned(), Source::read(text));
    let sources: Vec<_> = iter::once(("evidence.rs", evidence)).chain([("file.rs", text)]).map(read).collect();
    examine(&sources).unfounded
}

const NAMES_NONE: &str = "const TOUCH: &str = \"UPDATE notes SET version = 1 WHERE id = $1\";";

#[test]
fn a_statement_that_names_none_needs_evidence() {
    let of =
        |signature: &str| unfounded(&format!("{NAMES_NONE} fn touch({signature}) {{ on!(db, c => query(TOUCH)); }}"));
    assert_eq!(of("db: Db, id: &NoteId"), ["file.rs: TOUCH in touch"]);
    assert_eq!(of("db: Db, note: &Locked"), Vec::<String>::new());
    assert_eq!(of("across: Across"), Vec::<String>::new());
    assert_eq!(unfounded(NAMES_NONE), ["file.rs: TOUCH, which no function of the file runs"]);
}

#[test]
fn every_user_of_a_statement_needs_it() {
    let users = "fn one(note: &Locked) { TOUCH; } fn two(id: &NoteId) { ALL; } const ALL: [&str; 1] = [TOUCH];";
    assert_eq!(unfounded(&format!("{NAMES_NONE} {users}")), ["file.rs: TOUCH in two"]);
}

#[test]
fn a_statement_in_a_function_or_behind_a_macro_is_found_too() {
    assert_eq!(unfounded("fn count(db: Db) { query(\"SELECT COUNT(*) FROM notes\"); }"), ["file.rs: count in count"]);
    let behind = "const FIND: &str = concat!(\"SELECT l.id FROM tracking_link_slugs k\", gate!());";
    assert_eq!(unfounded(&format!("{behind} fn find(db: Db) {{ FIND; }}")), ["file.rs: FIND in find"]);
    assert_eq!(unfounded(&format!("{behind} fn find(s: &Store) {{ s.read_across(); FIND; }}")), Vec::<String>::new());
}

#[test]
fn a_macro_that_calls_itself_is_left_at_that() {
    let numbered = "const COUNT: &str = concat!(\"SELECT n.id FROM notes n LIMIT \", numbers!(1));";
    assert_eq!(unfounded(&format!("{numbered} fn count(db: Db) {{ COUNT; }}")), ["file.rs: COUNT in count"]);
}
