//! Clients of generators that take long: Java, Go, PHP and Rust, with what they are compiled with.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{capture, find, is_root, run};
use crate::steps::Counts;
use crate::{apt, build, conformance, npm, python};

/// The families of contract/clients.py.
const FAMILIES: [&str; 4] = ["java", "go", "php", "rust"];

/// A file of each package that they need.
const NEEDED: [(&str, &str); 6] = [
    ("/usr/bin/javac", "default-jdk-headless"),
    ("/usr/share/java/jakarta-annotation-api.jar", "libjakarta-annotation-api-java"),
    ("/usr/share/java/httpmime.jar", "libhttpmime-java"),
    ("/usr/share/java/commons-logging.jar", "libcommons-logging-java"),
    ("/usr/bin/php", "php-cli"),
    ("/usr/share/php/GuzzleHttp/autoload.php", "php-guzzlehttp-guzzle"),
];

/// Asks PHP for the extensions that the client needs.
const EXTENSIONS: &str = "exit(extension_loaded('curl') && extension_loaded('mbstring') ? 0 : 1);";

/// Generates, compiles and runs them.
pub(crate) fn check() -> Result<Counts> {
    let is_missing = |(file, _): &&(&str, _)| !Path::new(file).exists();
    let mut missing: Vec<_> = NEEDED.iter().filter(is_missing).map(|(_, name)| *name).collect();
    if capture(Command::new("php").args(["-r", EXTENSIONS])).is_err() {
        missing.extend(["php-curl", "php-mbstring"]);
    }
    if !missing.is_empty() && is_root() {
        apt::install(&missing)?;
    } else if !missing.is_empty() {
        bail!("generated clients need `sudo apt-get install {}`", missing.join(" "));
    }
    find("cargo").context("cargo is needed for a generated client")?;
    npm::install("contract")?;
    let programs = python::install(&python::NIGHTLY)?;
    let path =
        env::join_paths([programs].into_iter().chain(env::split_paths(&env::var_os("PATH").unwrap_or_default())))?;
    let mut clients = conformance::script("clients.py", &build::for_tests()?.server)?;
    run(clients.args(FAMILIES).env("PATH", path)).context("a generated client does not work")?;
    Ok(Counts { passed: 4, failed: 0 })
}
