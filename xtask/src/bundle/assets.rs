//! Files of the bundle: hashed names, brotli and gzip beside each, and the manifest.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
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
    /// What comes with the parts.
    pub(crate) later_style_sheet: Option<Asset>,
    /// What stands in the document itself.
    pub(crate) heart: Option<Asset>,
    /// What stands in the document too, and is done before the program is there.
    pub(crate) early: Option<Asset>,
    /// The worker that makes of pictures what the server takes, loaded when there is one to convert.
    pub(crate) converter: Option<Asset>,
    /// The module that keeps photos on the device, loaded when there is one.
    pub(crate) waiting: Option<Asset>,
    /// The service worker, which the server hands out under a name that stays.
    pub(crate) worker: Option<Asset>,
    /// What systems need to install the app: its manifest, its icons, and the icon of systems that do not read manifests.
    pub(crate) installation: Option<Installation>,
    /// What is loaded when it is opened.
    pub(crate) parts: Option<Parts>,
}

impl Entry {
    /// An entry point with nothing but these.
    pub(super) fn of(name: &'static str, script: Asset, wasm: Asset, style_sheet: Asset) -> Self {
        let (heart, early, converter, waiting, worker) = (None, None, None, None, None);
        let (installation, parts, later_style_sheet) = (None, None, None);
        Self {
            name,
            script,
            wasm,
            style_sheet,
            later_style_sheet,
            heart,
            early,
            converter,
            waiting,
            worker,
            installation,
            parts,
        }
    }
}

/// What systems need to install an app.
pub(crate) struct Installation {
    /// The web app manifest.
    pub(super) manifest: Asset,
    /// The icons that it names.
    pub(super) icons: Vec<Asset>,
    /// The icon of Apple's systems.
    pub(super) touch_icon: Asset,
}

/// The parts of a program among the assets.
pub(super) struct Parts {
    /// The files.
    pub(super) assets: Vec<Asset>,
    /// Which of them each part needs, by the part's name.
    pub(super) needs: BTreeMap<String, Vec<usize>>,
}

impl Parts {
    /// What each part loads, in brotli.
    pub(super) fn sizes(&self) -> impl Iterator<Item = (&str, usize)> {
        let bytes = |place: &usize| self.assets[*place].brotli_bytes;
        self.needs.iter().map(move |(part, places)| (part.as_str(), places.iter().map(bytes).sum()))
    }
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

    /// Lists what the entries load, and what is loaded later.
    pub(crate) fn write_manifest(&self, entries: &[Entry], later: Option<&Asset>) -> Result<()> {
        let mut documents = serde_json::Map::new();
        let mut files = Vec::new();
        for entry in entries {
            let Entry { name, script, wasm, style_sheet, parts, installation, .. } = entry;
            let (manifest, touch_icon) = match installation {
                Some(Installation { manifest, touch_icon, .. }) => (Some(manifest), Some(touch_icon)),
                None => (None, None),
            };
            let named = [
                ("later_stylesheet", entry.later_style_sheet.as_ref()),
                ("heart", entry.heart.as_ref()),
                ("early", entry.early.as_ref()),
                ("converter", entry.converter.as_ref()),
                ("waiting", entry.waiting.as_ref()),
                ("worker", entry.worker.as_ref()),
                ("manifest", manifest),
                ("touch_icon", touch_icon),
            ];
            let mut urls = json!({ "script": script.url(), "wasm": wasm.url(), "stylesheet": style_sheet.url() });
            for (name, asset) in &named {
                if let Some(asset) = asset {
                    urls[*name] = asset.url().into();
                }
            }
            if let Some(Parts { assets, needs }) = parts {
                let needed = |places: &Vec<usize>| places.iter().map(|place| assets[*place].url()).collect::<Vec<_>>();
                let parts: BTreeMap<_, _> = needs.iter().map(|(part, places)| (part, needed(places))).collect();
                urls["parts"] = json!(parts);
            }
            documents.insert((*name).to_owned(), urls);
            let parts = parts.iter().flat_map(|parts| &parts.assets);
            let icons = installation.iter().flat_map(|installation| &installation.icons);
            let named = named.into_iter().filter_map(|(_, asset)| asset);
            for asset in [script, wasm, style_sheet].into_iter().chain(named).chain(icons).chain(parts) {
                files.push(json!({ "path": asset.url(), "content_type": asset.content_type }));
            }
        }
        files.extend(later.iter().map(|asset| json!({ "path": asset.url(), "content_type": asset.content_type })));
        let manifest = serde_json::to_string_pretty(&json!({ "entries": documents, "files": files }))?;
        Ok(fs::write(self.dist.join("manifest.json"), manifest + "\n")?)
    }
}

/// Writes a file with brotli and gzip beside it; answers the size in brotli.
pub(crate) fn write_compressed(path: &Path, content: &[u8]) -> Result<usize> {
    fs::write(path, content)?;
    let is_wasm = path.extension().is_some_and(|extension| extension == "wasm");
    let brotli = if is_wasm { wasm_brotli(content)? } else { brotli(content, BrotliEncoderParams::default())? };
    fs::write(beside(path, "br"), &brotli)?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(content)?;
    fs::write(beside(path, "gz"), gzip.finish()?)?;
    Ok(brotli.len())
}

/// Fonts repeat themselves at distances of the same kind as WebAssembly does: 1.4 % less than in the generic mode. Where the
/// encoder cuts its input is chance, and makes up to 2 % of difference: the shortest of three ways is kept for what customers load.
/// The staff app is ten times as large, and would keep whoever builds it waiting for a minute.
fn wasm_brotli(content: &[u8]) -> Result<Vec<u8>> {
    const SMALL: usize = 512 * 1_024;
    let block_sizes_log2: &[i32] = if content.len() < SMALL { &[0, 16, 17] } else { &[0] };
    let encode = |lgblock| {
        let mode = BrotliEncoderMode::BROTLI_MODE_FONT;
        brotli(content, BrotliEncoderParams { mode, lgblock, ..BrotliEncoderParams::default() })
    };
    let encoded = block_sizes_log2.iter().copied().map(encode).collect::<Result<Vec<_>>>()?;
    Ok(encoded.into_iter().min_by_key(Vec::len).unwrap_or_default())
}

fn brotli(content: &[u8], parameters: BrotliEncoderParams) -> Result<Vec<u8>> {
    let mut encoded = Vec::new();
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 22, ..parameters };
    brotli::BrotliCompress(&mut &content[..], &mut encoded, &parameters)?;
    Ok(encoded)
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
