//! Builds the web app into `web/dist`: WebAssembly, script and style sheet of both entry points, names hashed by content,
//! compressed ahead of time, with a manifest for the server and documents for a static host.

mod assets;
mod documents;
mod heic;
mod installation;
mod parts;
mod scripts;
mod slim;
mod stamp;
mod wasm;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::progress::{Stopwatch, say};
use crate::{npm, workspace};
pub(crate) use assets::hex;
use assets::{Assets, Entry};
pub(crate) use wasm::require_target;

/// The entry points: documents in web/html and style sheets in web/style, each with its crate.
const ENTRIES: [(&str, &str); 2] = [("staff", "staff"), ("tracking", "page")];

/// What a phone loads of the tracking page's script and WebAssembly.
const TRACKING_BUDGET_BYTES: usize = 60_000;

/// What of that comes before the page is live and answers everything that is pressed: the script. With the document, which a
/// test keeps below 15 kB, that is at most 45 kB.
const TRACKING_LIVE_BUDGET_BYTES: usize = 30_000;

/// What the staff app loads of WebAssembly, script and style sheet until it can be used: the sign-in and the list of vehicles.
const STAFF_BUDGET_BYTES: usize = 200_000;

/// What of that comes before the first paint, beside the document.
const STAFF_PAINT_BUDGET_BYTES: usize = 15_000;

/// Builds `web/dist` unless nothing changed; answers where it is.
pub(crate) fn run() -> Result<PathBuf> {
    let web = workspace::root().join("web");
    let dist = web.join("dist");
    let stamp = stamp::of_inputs()?;
    if fs::read_to_string(dist.join(stamp::FILE)).is_ok_and(|built| built == stamp) {
        say("web/dist is up to date");
        return Ok(dist);
    }
    let watch = Stopwatch::start();
    npm::install("web")?;
    wasm::require_target()?;

    // Built beside its place and then moved there, so that a reader never meets half a bundle.
    let fresh = tempfile::Builder::new().prefix(".dist-").tempdir_in(&web)?;
    let mut assets = Assets::new(fresh.path())?;
    let mut entries = Vec::new();
    let heic = heic::build(&mut assets)?;
    for (name, package) in ENTRIES {
        say(&format!("compiling {package} for wasm32"));
        let compiled = wasm::compile(package, package == "staff")?;
        say(&format!("optimising {package}"));
        entries.push(entry(name, package, &compiled, heic.as_ref(), &mut assets)?);
    }
    documents::write(fresh.path(), &entries)?;
    assets.write_manifest(&entries, heic.as_ref().map(|heic| &heic.wasm))?;
    fs::write(fresh.path().join(stamp::FILE), stamp)?;
    check_budget(&entries)?;
    replace(fresh, &dist)?;
    say(&format!("web/dist is built, {}", watch.text()));
    Ok(dist)
}

/// Below this, [`slim`] would not be worth its lines.
const WORTH_BYTES: usize = 3_000;

/// Measures what [`slim`] saves a phone that opens a tracking page, and fails if that is too little to keep it.
pub(crate) fn savings() -> Result<()> {
    npm::install("web")?;
    wasm::require_target()?;
    let compiled = wasm::compile("page", false)?;
    let [slim_bytes, whole_bytes] = [true, false].map(|slims| transferred_bytes(&compiled, slims));
    let (slim_bytes, whole_bytes) = (slim_bytes?, whole_bytes?);
    let saved_bytes = whole_bytes.saturating_sub(slim_bytes);
    say(&format!(
        "tracking: {} kB of wasm and script in brotli, {} kB without xtask/src/bundle/slim.rs, which saves {} kB",
        kilobytes(slim_bytes),
        kilobytes(whole_bytes),
        kilobytes(saved_bytes),
    ));
    if saved_bytes < WORTH_BYTES {
        bail!("xtask/src/bundle/slim.rs saves {saved_bytes} bytes: take it out");
    }
    Ok(())
}

/// What a phone loads of the tracking page's WebAssembly and script, compressed as the server sends them.
fn transferred_bytes(compiled: &Path, slims: bool) -> Result<usize> {
    let scratch = tempfile::tempdir()?;
    let module = wasm::bind("page", compiled, scratch.path(), slims)?;
    let script = scripts::program(&module, "page-0123456789abcdef.wasm", "heart-0123456789abcdef.js")?;
    let wasm_bytes = assets::write_compressed(&scratch.path().join("page.wasm"), &module.wasm)?;
    Ok(wasm_bytes + assets::write_compressed(&scratch.path().join("page.js"), &script)?)
}

/// The files bear the name of the crate: blockers keep away what is called `/assets/tracking-`.
fn entry(
    name: &'static str,
    package: &str,
    compiled: &Path,
    heic: Option<&heic::Heic>,
    assets: &mut Assets,
) -> Result<Entry> {
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    let is_page = package == "page";
    let scratch = tempfile::tempdir()?;
    let split = if is_page { None } else { Some(parts::split(package, compiled, scratch.path())?) };
    let main = split.as_ref().map(|split| split.main.clone());
    let compiled = main.as_deref().unwrap_or(compiled);
    let module = wasm::bind(package, compiled, scratch.path(), true)?;
    let parts = split.map(|split| split.add(package, scratch.path(), assets)).transpose()?;
    let wasm = assets.add(package, "wasm", "application/wasm", &module.wasm)?;
    let style_sheet = assets.add(package, "css", "text/css; charset=utf-8", &assets::style_sheet(name)?)?;
    let entry = if is_page {
        let heart = assets.add("heart", "js", SCRIPT, &scripts::heart()?)?;
        let code = scripts::program(&module, &wasm.file_name, &heart.file_name)?;
        let script = assets.add(package, "js", SCRIPT, &code)?;
        Entry { heart: Some(heart), ..Entry::of(name, script, wasm, style_sheet) }
    } else {
        let heic = heic.map(|heic| (&heic.module, heic.wasm.file_name.as_str()));
        let converter = assets.add("converter", "js", SCRIPT, &scripts::converter(heic)?)?;
        let early = assets.add("early", "js", SCRIPT, &scripts::early()?)?;
        let waiting = assets.add("waiting", "js", SCRIPT, &scripts::waiting()?)?;
        let code = module.script(&wasm.file_name, &converter.file_name, &waiting.file_name)?;
        let script = assets.add(package, "js", SCRIPT, &code)?;
        let later_style_sheet = assets::style_sheet(&format!("{name}-later"))?;
        let later_style_sheet =
            assets.add(&format!("{package}-later"), "css", "text/css; charset=utf-8", &later_style_sheet)?;
        let parts_of_it = parts.iter().flat_map(|parts| &parts.assets);
        let kept =
            [&script, &wasm, &style_sheet, &later_style_sheet, &waiting, &converter].into_iter().chain(parts_of_it);
        let kept = kept.map(assets::Asset::url).collect::<Vec<_>>();
        let worker = assets.add("worker", "js", SCRIPT, &scripts::worker(&kept, &style_sheet.url())?)?;
        let installation = Some(installation::add(assets)?);
        let (early, converter, waiting, worker) = (Some(early), Some(converter), Some(waiting), Some(worker));
        let later_style_sheet = Some(later_style_sheet);
        let entry = Entry::of(name, script, wasm, style_sheet);
        Entry { later_style_sheet, early, converter, waiting, worker, installation, parts, ..entry }
    };
    say(&format!(
        "{name}: {} kB of wasm, {} kB of script, {} kB of style, in brotli",
        kilobytes(entry.wasm.brotli_bytes),
        kilobytes(entry.script.brotli_bytes),
        kilobytes(entry.style_sheet.brotli_bytes),
    ));
    if let Some(later) = &entry.later_style_sheet {
        say(&format!("{name}: {} kB of style more with the first part, in brotli", kilobytes(later.brotli_bytes)));
    }
    for (part, bytes) in entry.parts.iter().flat_map(assets::Parts::sizes) {
        say(&format!("{name}: {} kB more when {part} is opened, in brotli", kilobytes(bytes)));
    }
    Ok(entry)
}

fn check_budget(entries: &[Entry]) -> Result<()> {
    let tracking = entries.iter().find(|entry| entry.name == "tracking").context("the tracking page is missing")?;
    let heart_bytes = tracking.heart.as_ref().map_or(0, |heart| heart.brotli_bytes);
    say(&format!("tracking: {} kB of heart, in brotli", kilobytes(heart_bytes)));
    let bytes = tracking.wasm.brotli_bytes + tracking.script.brotli_bytes;
    if bytes > TRACKING_BUDGET_BYTES {
        bail!("the tracking page's wasm and script are {bytes} bytes in brotli; {TRACKING_BUDGET_BYTES} are allowed");
    }
    let bytes = tracking.script.brotli_bytes;
    if bytes > TRACKING_LIVE_BUDGET_BYTES {
        bail!("the tracking page's script is {bytes} bytes in brotli; {TRACKING_LIVE_BUDGET_BYTES} are allowed");
    }
    let staff = entries.iter().find(|entry| entry.name == "staff").context("the staff app is missing")?;
    let style_bytes = staff.style_sheet.brotli_bytes;
    let bytes = staff.wasm.brotli_bytes + staff.script.brotli_bytes + style_bytes;
    if bytes > STAFF_BUDGET_BYTES || style_bytes > STAFF_PAINT_BUDGET_BYTES {
        bail!(
            "the staff app loads {bytes} bytes in brotli to start, {style_bytes} of them before it paints; \
             {STAFF_BUDGET_BYTES} and {STAFF_PAINT_BUDGET_BYTES} are allowed"
        );
    }
    Ok(())
}

fn replace(fresh: tempfile::TempDir, dist: &Path) -> Result<()> {
    let fresh = fresh.keep();
    make_readable(&fresh)?;
    if dist.exists() {
        let old = dist.with_file_name(format!(".dist-old-{}", std::process::id()));
        fs::rename(dist, &old)?;
        fs::rename(&fresh, dist)?;
        fs::remove_dir_all(old)?;
    } else {
        fs::rename(&fresh, dist)?;
    }
    Ok(())
}

/// A temporary directory belongs to its maker alone; a web server reads this one.
fn make_readable(dir: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::set_permissions(dir, fs::Permissions::from_mode(0o755))?)
}

fn kilobytes(bytes: usize) -> String {
    let tenths = (bytes + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}
