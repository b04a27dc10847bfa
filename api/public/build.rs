//! Puts the web app's bundle into the binary, so that one file is the whole product.
//!
//! `cargo xtask bundle` writes `web/dist`; without it the server still compiles and says what is missing.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../web/dist");
    println!("cargo:rerun-if-changed={}", root.join("manifest.json").display());
    println!("cargo:rustc-check-cfg=cfg(bundled)");
    let code = match fs::read_to_string(root.join("manifest.json")) {
        Ok(manifest) => {
            println!("cargo:rustc-cfg=bundled");
            generate(&root, &serde_json::from_str(&manifest)?)?
        }
        Err(_) => "pub static ENTRIES: Option<Entries> = None;\npub static FILES: &[File] = &[];\n".to_owned(),
    };
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("bundle.rs"), code)?;
    Ok(())
}

fn generate(root: &Path, manifest: &serde_json::Value) -> Result<String, Box<dyn Error>> {
    let mut code = String::from("pub static ENTRIES: Option<Entries> = Some(Entries {\n");
    for entry in ["staff", "tracking"] {
        let field = |name: &str| text(&manifest["entries"][entry][name]);
        let (script, wasm, stylesheet) = (field("script")?, field("wasm")?, field("stylesheet")?);
        let optional = |name: &str| manifest["entries"][entry][name].as_str();
        let (heart, early, converter) = (optional("heart"), optional("early"), optional("converter"));
        let (worker, app_manifest, touch_icon) = (optional("worker"), optional("manifest"), optional("touch_icon"));
        let later_stylesheet = optional("later_stylesheet");
        let parts = parts(&manifest["entries"][entry]["parts"])?;
        writeln!(
            code,
            "{entry}: Entry {{ script: {script:?}, heart: {heart:?}, early: {early:?}, converter: {converter:?}, worker: {worker:?}, \
             manifest: {app_manifest:?}, touch_icon: {touch_icon:?}, wasm: {wasm:?}, stylesheet: {stylesheet:?}, \
             later_stylesheet: {later_stylesheet:?}, parts: {parts} }},"
        )?;
    }
    code.push_str("});\npub static FILES: &[File] = &[\n");
    for file in manifest["files"].as_array().ok_or("the manifest lists no files")? {
        let (path, content_type) = (text(&file["path"])?, text(&file["content_type"])?);
        let on_disk = fs::canonicalize(root.join(path.trim_start_matches('/')))?;
        let bytes = |extension: &str| format!("include_bytes!({:?})", format!("{}{extension}", on_disk.display()));
        let (plain, brotli, gzip) = (bytes(""), bytes(".br"), bytes(".gz"));
        writeln!(
            code,
            "File {{ path: {path:?}, content_type: {content_type:?}, plain: {plain}, brotli: {brotli}, gzip: {gzip} }},"
        )?;
    }
    code.push_str("];\n");
    Ok(code)
}

/// The parts of a program, as code.
fn parts(manifest: &serde_json::Value) -> Result<String, Box<dyn Error>> {
    let mut code = "&[".to_owned();
    for (name, files) in manifest.as_object().into_iter().flatten() {
        let files = files.as_array().ok_or("a part lists no files")?.iter().map(text).collect::<Result<Vec<_>, _>>()?;
        write!(code, "super::Part {{ name: {name:?}, files: &{files:?} }}, ")?;
    }
    Ok(code + "]")
}

fn text(value: &serde_json::Value) -> Result<&str, Box<dyn Error>> {
    Ok(value.as_str().ok_or("the manifest lacks a text")?)
}
