//! Takes out of a module what a browser would load and never use.
//!
//! It saves 11 kB of the 70 kB of WebAssembly and script, in brotli, that a phone loads for the tracking page. `cargo xtask bundle
//! --savings` measures that, and fails when it is no longer worth this file. A function that is emptied here and called all the same
//! traps; every browser test of the page fails on the exception that follows (`e2e/support/watch.ts`), and
//! `finished-document.spec.ts` shows that a trap is one.

use std::collections::HashMap;
use std::env;
use std::path::PathBuf;

use walrus::{ExportId, FunctionBuilder, FunctionId, FunctionKind, Module};

/// The words of a panic, by a part of the name of what writes them: there is nobody to print them, and it stops the program all
/// the same. So neither program loses anything by them.
const PANICS: [&str; 5] = ["panicking::", "slice_error_fail", "slice_index_fail", "unwrap_failed", "expect_failed"];

/// What the tracking page never calls, by a part of its name. A call would stop the page as a panic does; every browser
/// test would see it.
const NEVER_CALLED: [&str; 6] = [
    // What is drawn is replaced as a whole: nothing is drawn again in its place, moved or taken apart.
    "into_any::rebuild",
    "any_view::elements",
    // Nor does the server ask it for anything in turn.
    "dry_resolve",
    // Streams of the server functions of Leptos, of which the page has none.
    "wasm_streams",
    "future_to_promise",
    "fmt::Debug",
];

/// What only a panic of the libraries underneath would say. A text that they no longer have costs nothing but its place
/// here.
const MESSAGES: [&str; 14] = [
    "Value is None because the `ssr` feature is active. When `ssr` is enabled, tachys skips creating client-side values \
     (event handlers, directives, properties) to avoid cross-thread panics on multithreaded servers. If you are building a \
     client-side (CSR or hydrate) target, this means the `ssr` feature is being activated unintentionally via Cargo feature \
     unification; another dependency in your workspace is enabling it. Run `cargo tree -e features -i tachys` to identify \
     the source.",
    "Dereferenced SendWrapper<T> variable from a thread different to the one it has been created with.",
    "Dropped SendWrapper<T> variable from a thread different to the one it has been created with.",
    "use of std::thread::current() is not possible after the thread's local data has been destroyed",
    "cannot access a Thread Local Storage value during or after destruction: ",
    "a formatting trait implementation returned an error when the underlying stream did not",
    "Executor::spawn called, but no global 'spawn' function is configured.",
    "Executor::spawn_local called, but no global 'spawn_local' function is configured.",
    "Tried to access a reactive value that has already been disposed.",
    "The JS binding should only ever produce a valid value or the specific 'invalid' value",
    "one-time initialization may not be performed recursively",
    "failed to generate unique thread ID: bitspace exhausted",
    "entity not foundpermission deniedconnection refusedconnection resethost unreachablenetwork unreachableconnection \
     abortednot connectedaddress in useaddress not availablenetwork downbroken pipeentity already existsoperation would \
     blocknot a directoryis a directorydirectory not emptyread-only filesystem or storage medium",
    "filesystem loop or indirection limit (e.g. symlink loop)stale network file handleinvalid input parameterinvalid \
     datatimed outwrite zerono storage spaceseek on unseekable filequota exceededfile too largeresource busyexecutable \
     file busydeadlockcross-device link or renametoo many linksinvalid filenameargument list too longoperation \
     interruptedunsupportedunexpected end of file",
];

/// How the names of such functions end.
const NEVER_CALLED_ENDS: [&str; 4] = [
    // What a component gives on to the elements of its children: none here does.
    "::elements",
    "::rebuild",
    "::unmount",
    "::insert_before_this",
];

/// What has such a part in its name and is called: every lock asks whether there was a panic.
const CALLED: [&str; 1] = ["panic_count"];

/// How the exports of that stream library begin.
const STREAM_EXPORTS: [&str; 2] = ["intounderlying", "__wbg_intounderlying"];

/// The names that the bindings give imports and exports: forty letters each, half of them a hash, in both files.
const BINDINGS: [&str; 3] = ["__wbg_", "__wbindgen_", "wasm_bindgen__"];

/// Old and new names of imports and exports, for the script that goes with the module.
pub(super) type Renamed = HashMap<String, String>;

/// Empties the functions that the tracking page never calls, and lets go of exports that nobody asks for.
pub(super) fn empty_unused(module: &mut Module) {
    empty_where(module, |name| is_panic(name) || is_never_called(name));
    let exports: Vec<ExportId> = module
        .exports
        .iter()
        .filter(|export| STREAM_EXPORTS.iter().any(|prefix| export.name.starts_with(prefix)))
        .map(walrus::Export::id)
        .collect();
    for export in exports {
        module.exports.delete(export);
    }
}

/// Empties the functions that write the words of a panic.
pub(super) fn empty_panics(module: &mut Module) {
    empty_where(module, is_panic);
}

fn empty_where(module: &mut Module, is_meant: impl Fn(&str) -> bool) {
    let names = module.funcs.iter_local().filter_map(|(id, _)| Some((id, module.funcs.get(id).name.as_deref()?)));
    let meant: Vec<_> = names.filter(|(_, name)| is_meant(name)).map(|(id, _)| id).collect();
    for function in meant {
        empty(module, function);
    }
}

fn is_panic(name: &str) -> bool {
    PANICS.iter().any(|part| name.contains(part)) && !CALLED.iter().any(|part| name.contains(part))
}

fn is_never_called(name: &str) -> bool {
    let path = match name.rsplit_once("::") {
        Some((path, hash)) if hash.len() == 17 && hash.starts_with('h') => path,
        _ => name,
    };
    NEVER_CALLED.iter().any(|part| path.contains(part)) || NEVER_CALLED_ENDS.iter().any(|end| path.ends_with(end))
}

fn empty(module: &mut Module, function: FunctionId) {
    let signature = module.types.get(module.funcs.get(function).ty());
    let (parameters, results) = (signature.params().to_vec(), signature.results().to_vec());
    let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
    builder.func_body().unreachable();
    let arguments = parameters.iter().map(|parameter| module.locals.add(*parameter)).collect();
    module.funcs.get_mut(function).kind = FunctionKind::Local(builder.local_func(arguments));
}

/// Blanks the paths of source files, which only a panic would print: they are long, and say where a bundle was built.
pub(super) fn blank_paths(module: &mut Module) {
    let roots = source_roots();
    let segments: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for segment in segments {
        blank(&mut module.data.get_mut(segment).value, &roots);
    }
}

/// How such a path begins: that of the standard library, of a crate from a registry or a repository, of one of ours.
fn source_roots() -> Vec<Vec<u8>> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let below_home = home.iter().flat_map(|home| ["registry", "git"].map(|below| home.join(below)));
    let mut roots: Vec<_> = below_home.map(|path| format!("{}/", path.display()).into_bytes()).collect();
    roots.extend(
        ["/rustc/", "web/page/src/", "web/staff/src/", "web/ui/src/", "shared/src/"]
            .map(|root| root.as_bytes().to_vec()),
    );
    roots
}

/// Blanks the words of panics, which nobody prints.
pub(super) fn blank_messages(module: &mut Module) {
    let segments: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for segment in segments {
        let bytes = &mut module.data.get_mut(segment).value;
        for message in MESSAGES {
            while let Some(at) = position(bytes, message.as_bytes()) {
                bytes[at..at + message.len()].fill(b'-');
            }
        }
    }
}

/// From a root to the first `.rs` after it, and nothing before: texts lie side by side in a module, without a mark between.
fn blank(bytes: &mut [u8], roots: &[Vec<u8>]) {
    const LONGEST: usize = 200;
    for root in roots {
        let mut at = 0;
        while let Some(found) = position(&bytes[at..], root) {
            let start = at + found;
            at = start + root.len();
            let window = &bytes[at..bytes.len().min(start + LONGEST)];
            if let Some(end) = position(window, b".rs").filter(|end| window[..*end].iter().all(u8::is_ascii_graphic)) {
                bytes[start..at + end + 3].fill(b'-');
            }
        }
    }
}

fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

/// Gives the bindings short names.
pub(super) fn shorten(module: &mut Module) -> Renamed {
    let mut renamed = Renamed::new();
    let mut rename = |name: &mut String| {
        if BINDINGS.iter().any(|prefix| name.starts_with(prefix)) && name.len() > 12 {
            let short = format!("_{}", letters(renamed.len()));
            renamed.insert(std::mem::replace(name, short.clone()), short);
        }
    };
    for import in module.imports.iter_mut() {
        rename(&mut import.name);
    }
    for export in module.exports.iter_mut() {
        rename(&mut export.name);
    }
    renamed
}

/// `a` to `z`, `ba`, `bb` and so on.
fn letters(mut number: usize) -> String {
    const ALPHABET: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";
    let mut text = String::new();
    loop {
        text.insert(0, char::from(ALPHABET[number % ALPHABET.len()]));
        number /= ALPHABET.len();
        if number == 0 {
            return text;
        }
    }
}

/// Takes the classes of that stream library out of the script: nobody asks for them.
pub(super) fn without_streams(script: &str) -> String {
    let mut kept = Vec::new();
    let mut lines = script.lines();
    while let Some(line) = lines.next() {
        let end = if line.starts_with("export class IntoUnderlying") {
            "}"
        } else if line.starts_with("const IntoUnderlying") {
            ";"
        } else {
            if !line.starts_with("if (Symbol.dispose) IntoUnderlying") {
                kept.push(line);
            }
            continue;
        };
        let is_last = |line: &str| if end == "}" { line == end } else { line.ends_with(end) };
        if !is_last(line) {
            lines.by_ref().find(|line| is_last(line));
        }
    }
    kept.join("\n")
}

/// Writes the new names into the script.
pub(super) fn rename_in(script: &str, renamed: &Renamed) -> String {
    let mut written = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(|character: char| is_name(character)) {
        let (before, from) = rest.split_at(start);
        let (name, after) = from.split_at(from.find(|character| !is_name(character)).unwrap_or(from.len()));
        written.push_str(before);
        written.push_str(renamed.get(name).map_or(name, String::as_str));
        rest = after;
    }
    written.push_str(rest);
    written
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_blanked_and_nothing_else() {
        let roots = ["/home/x/.cargo/registry/", "/rustc/", "web/ui/src/"].map(|root| root.as_bytes().to_vec());
        let mut bytes =
            b"image/webp/home/x/.cargo/registry/src/y/a.rsrevision\0step.rs/rustc/1/core.rsweb/ui/src/a.rschanges"
                .to_vec();
        blank(&mut bytes, &roots);
        let text = String::from_utf8(bytes).unwrap().replace('-', "");
        assert_eq!(text, "image/webprevision\0step.rschanges");
    }

    #[test]
    fn what_is_called_stays() {
        for name in [
            "core[c5930c85a12de822]::panicking::panic_fmt",
            "tachys::view::any_view::elements::h7d968436aeb13e99",
            "<T as tachys::view::any_view::IntoAny>::into_any::rebuild::h7d968436aeb13e99",
            "<HtmlElement<E,At,Ch> as tachys::view::Render>::rebuild::h7d968436aeb13e99",
        ] {
            assert!(is_panic(name) || is_never_called(name), "{name}");
        }
        for name in [
            "std[a543996e6e7dbf1e]::panicking::panic_count::is_zero_slow_path",
            "<HtmlElement<E,At,Ch> as tachys::view::Render>::build::h18a30a74ae8bf343",
            "tachys::html::element::elements::<impl tachys::html::element::HtmlElement<A>>::href::h7d968436aeb13e99",
            "core::ptr::drop_in_place<tachys::html::element::elements::Li>::h7d968436aeb13e99",
            "page::program::start",
        ] {
            assert!(!is_panic(name) && !is_never_called(name), "{name}");
        }
    }

    #[test]
    fn names_are_replaced_as_a_whole() {
        let renamed = Renamed::from([("__wbg_get_1".to_owned(), "_a".to_owned())]);
        let script = "__wbg_get_1: f(), x__wbg_get_1, __wbg_get_12, wasm.__wbg_get_1";
        assert_eq!(rename_in(script, &renamed), "_a: f(), x__wbg_get_1, __wbg_get_12, wasm._a");
    }

    #[test]
    fn the_classes_of_streams_go_and_nothing_else() {
        let script = "const a = 1;\nexport class IntoUnderlyingSink {\n    f() {\n    }\n}\n\
            if (Symbol.dispose) IntoUnderlyingSink.prototype[Symbol.dispose] = f;\nexport class Other {\n}\n\
            const IntoUnderlyingSinkFinalization = x\n    ? y\n    : new Z(p => q(p));\nlet b;";
        assert_eq!(without_streams(script), "const a = 1;\nexport class Other {\n}\nlet b;");
    }

    #[test]
    fn every_number_has_letters_of_its_own() {
        let all: std::collections::HashSet<_> = (0..2_000).map(letters).collect();
        assert_eq!(all.len(), 2_000);
        assert_eq!(letters(0), "a");
    }
}
