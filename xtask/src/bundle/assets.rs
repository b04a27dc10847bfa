//! Files of the bundle: hashed names, brotli and gzip beside each, and the manifest.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use brotli::enc::backward_references::BrotliEncoderMode;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::process::capture;
use crate::{npm, workspace};

/// Sixteen hex digits: as many as names need to never meet, and no more.
const HASH_LENGTH: usize = 16;

/// A file of the bundle.
pub(crate) struct Asset {
    /// Name without folder.
    pub(crate) file_name: String,
    /// Size in brotli.
    pub(crate) brotli_bytes: usize,
    content_type: &'static str,
}

impl Asset {
    /// Path below the host.
    pub(crate) fn url(&self) -> String {
        format!("/assets/{}", self.file_name)
    }
}

/// What a document loads.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) script: Asset,
    pub(crate) wasm: Asset,
    pub(crate) style_sheet: Asset,
    /// What stands in the document itself.
    pub(crate) heart: Option<Asset>,
}

/// The folder that the bundle is written to.
pub(crate) struct Assets {
    dist: PathBuf,
}

impl Assets {
    pub(crate) fn new(dist: &Path) -> Result<Self> {
        fs::create_dir_all(dist.join("assets"))?;
        Ok(Self { dist: dist.to_owned() })
    }

    /// Writes a file under the hash of its content.
    pub(crate) fn add(
        &mut self,
        name: &str,
        extension: &str,
        content_type: &'static str,
        content: &[u8],
    ) -> Result<Asset> {
        let hash = hex(&Sha256::digest(content));
        let file_name = format!("{name}-{}.{extension}", &hash[..HASH_LENGTH]);
        let brotli_bytes = write_compressed(&self.dist.join("assets").join(&file_name), content)?;
        Ok(Asset { file_name, brotli_bytes, content_type })
    }

    pub(crate) fn write_manifest(&self, entries: &[Entry]) -> Result<()> {
        let mut documents = serde_json::Map::new();
        let mut files = Vec::new();
        for entry in entries {
            let Entry { name, script, wasm, style_sheet, heart } = entry;
            let mut urls = json!({ "script": script.url(), "wasm": wasm.url(), "stylesheet": style_sheet.url() });
            if let Some(heart) = heart {
                urls["heart"] = heart.url().into();
            }
            documents.insert((*name).to_owned(), urls);
            for asset in [script, wasm, style_sheet].into_iter().chain(heart) {
                files.push(json!({ "path": asset.url(), "content_type": asset.content_type }));
            }
        }
        let manifest = serde_json::to_string_pretty(&json!({ "entries": documents, "files": files }))?;
        Ok(fs::write(self.dist.join("manifest.json"), manifest + "\n")?)
    }
}

/// Writes a file with brotli and gzip beside it; answers the size in brotli.
pub(crate) fn write_compressed(path: &Path, content: &[u8]) -> Result<usize> {
    fs::write(path, content)?;
    let mut brotli = Vec::new();
    let mut parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    if path.extension().is_some_and(|extension| extension == "wasm") {
        // Fonts repeat themselves at distances of the same kind as WebAssembly does: 1.4 % less than in the generic mode.
        parameters.mode = BrotliEncoderMode::BROTLI_MODE_FONT;
    }
    brotli::BrotliCompress(&mut &content[..], &mut brotli, &parameters)?;
    fs::write(beside(path, "br"), &brotli)?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(content)?;
    fs::write(beside(path, "gz"), gzip.finish()?)?;
    Ok(brotli.len())
}

/// The style sheet of an entry point with its imports, minified.
pub(crate) fn style_sheet(name: &str) -> Result<Vec<u8>> {
    let source = workspace::root().join(format!("web/style/{name}.css"));
    let mut esbuild = npm::tool("web", "esbuild");
    esbuild.arg(source).args(["--bundle", "--minify", "--log-level=warning"]);
    Ok(capture(&mut esbuild)?.into_bytes())
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}
