//! The parts of the staff app that are loaded when they are opened: what `#[wasm_split]` names, and what several of them share.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use wasm_split_cli_support::{Options, SplitWasm, transform};

use super::assets::{Assets, Parts};
use super::wasm;

/// The script that loads them, written beside the bindings, which import it under this name.
const LINK: &str = "./parts.js";

/// A program in parts, before the bindings.
pub(super) struct Split {
    /// What starts: all that no part has to itself.
    pub(super) main: PathBuf,
    link: PathBuf,
    files: Vec<PathBuf>,
    needs: HashMap<String, Vec<String>>,
}

/// Splits a compiled program, which has to have its relocations.
pub(super) fn split(name: &str, compiled: &Path, scratch: &Path) -> Result<Split> {
    let program = fs::read(compiled)?;
    let main = scratch.join(format!("{name}-main.wasm"));
    let main_module = format!("./{name}.js");
    let mut options = Options::new(&program);
    options.output_dir = scratch;
    options.main_out_path = &main;
    options.link_name = LINK;
    options.main_module = &main_module;
    let split = transform(options).map_err(|error| anyhow!("{name} could not be split: {error:?}"))?;
    let SplitWasm { split_modules, prefetch_map, .. } = split;
    if split_modules.is_empty() {
        bail!("{name} has no parts");
    }
    Ok(Split { main: main.clone(), link: scratch.join(LINK), files: split_modules, needs: prefetch_map })
}

impl Split {
    /// Makes the parts small, adds them to the assets and writes their names into the script that loads them.
    pub(super) fn add(self, name: &str, scratch: &Path, assets: &mut Assets) -> Result<Parts> {
        let mut link = fs::read_to_string(&self.link)?;
        let mut added = Vec::new();
        let mut places = HashMap::new();
        for file in &self.files {
            let stem = file.file_stem().context("a part has no name")?.to_string_lossy().into_owned();
            let optimised = scratch.join(format!("{stem}-optimised.wasm"));
            wasm::optimise("staff", file, &optimised)?;
            let part = stem.trim_start_matches("split_").replace('_', "-");
            let asset = assets.add(&format!("{name}-{part}"), "wasm", "application/wasm", &fs::read(optimised)?)?;
            let written = format!("\"./{stem}.wasm\"");
            if !link.contains(&written) {
                bail!("the script that loads the parts does not name {stem}");
            }
            link = link.replace(&written, &format!("{:?}", asset.file_name));
            places.insert(stem, added.len());
            added.push(asset);
        }
        fs::write(&self.link, link)?;
        let place = |stem: &String| places.get(stem).copied().context("a part needs what there is not");
        let needs =
            self.needs.iter().map(|(part, stems)| Ok((part.clone(), stems.iter().map(place).collect::<Result<_>>()?)));
        Ok(Parts { assets: added, needs: needs.collect::<Result<_>>()? })
    }
}
