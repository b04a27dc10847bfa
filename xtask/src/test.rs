//! `cargo xtask test`: every check that a change has to pass, cheap ones first; the first failure ends it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::bundle;
use crate::dependencies::{self, Advisories};
use crate::postgres::Postgres;
use crate::postgres_versions::{self, Collation, NEWEST};
use crate::process::{cargo, find, is_root, run as run_command};
use crate::progress::Stopwatch;
use crate::steps::{Counts, counted};
use crate::{apt, browser, build, circles, conformance, contract, format, openapi, python};

struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&mut Context) -> Result<()>,
}

const STEPS: [Step; 17] = [
    Step { name: "format", what: "formatting", run: |_| format::check() },
    Step { name: "lint", what: "scripts and style sheets", run: |_| format::lint() },
    Step {
        name: "licences",
        what: "licences and sources of the dependencies",
        run: |_| dependencies::check_licences(),
    },
    Step { name: "unused", what: "dependencies that nothing uses", run: |_| dependencies::check_unused() },
    Step { name: "advisories", what: ADVISORIES, run: advisories },
    Step { name: "circles", what: "imports between the source files", run: |_| circles::check() },
    Step { name: "clippy", what: "clippy", run: |_| clippy(&["--workspace", "--all-targets"]) },
    Step { name: "clippy-wasm", what: "clippy on the web app, for the browser", run: |_| clippy_wasm() },
    Step { name: "docs", what: "documentation", run: |_| docs() },
    Step { name: "bundle", what: "the web app's bundle", run: |_| bundle::run().map(drop) },
    Step { name: "build", what: "the server and its tests", run: |_| build::for_tests().map(drop) },
    Step { name: "openapi", what: "the OpenAPI document", run: |_| openapi::check() },
    Step {
        name: "contract",
        what: "the OpenAPI document in other people's tools",
        run: |context| {
            context.counts += contract::check()?;
            Ok(())
        },
    },
    Step {
        name: "conformance",
        what: "the server against its OpenAPI document, and its pages against HTML",
        run: |context| {
            context.counts += conformance::check()?;
            Ok(())
        },
    },
    Step { name: "rust", what: "unit and integration tests on SQLite and PostgreSQL", run: rust_tests },
    Step { name: "postgresql", what: NEWEST_POSTGRESQL, run: newest_postgresql },
    Step { name: "browser", what: "browser tests on SQLite and PostgreSQL", run: browser_tests },
];

const ADVISORIES: &str = "security advisories about the dependencies";

const NEWEST_POSTGRESQL: &str = "lists, searches, changes and migrations on the newest PostgreSQL";

/// What the steps share.
struct Context {
    postgres: Option<Postgres>,
    counts: Counts,
    arguments: Vec<String>,
    /// What could not be checked here, for the end of the run.
    skipped: Vec<&'static str>,
}

impl Context {
    /// The PostgreSQL of this run, started when the first step asks for it.
    fn postgres(&mut self) -> Result<&Postgres> {
        let running = match self.postgres.take() {
            Some(running) => running,
            None => Postgres::start()?,
        };
        Ok(self.postgres.insert(running))
    }
}

/// Runs all steps, or those named by `--only`; what follows `--` goes to the test runner of the step.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let mut split = arguments.splitn(2, |argument| argument == "--");
    let flags = split.next().unwrap_or_default();
    let mut context = Context {
        postgres: None,
        counts: Counts::default(),
        arguments: split.next().unwrap_or_default().to_vec(),
        skipped: Vec::new(),
    };
    let steps = match flags {
        [] => STEPS.iter().collect(),
        [flag] if flag == "--list" => {
            for step in &STEPS {
                println!("{:12} {}", step.name, step.what);
            }
            return Ok(());
        }
        [flag, names @ ..] if flag == "--only" && !names.is_empty() => named(names)?,
        _ => bail!("usage: cargo xtask test [--list | --only <step>...] [-- <arguments of the test runner>]"),
    };
    let watch = Stopwatch::start();
    for (index, step) in steps.iter().enumerate() {
        println!("\n[{}/{}] {}", index + 1, steps.len(), step.what);
        let step_watch = Stopwatch::start();
        (step.run)(&mut context).with_context(|| {
            format!(
                "{} did not pass (after {}); again: cargo xtask test --only {}",
                step.what,
                step_watch.text(),
                step.name
            )
        })?;
        let outcome = if context.skipped.contains(&step.what) { "SKIPPED" } else { "ok" };
        println!("[{}/{}] {}: {outcome}, {}", index + 1, steps.len(), step.what, step_watch.text());
    }
    let skipped = context.skipped.iter().fold(String::new(), |all, what| format!("{all}; SKIPPED: {what}"));
    println!("\nall steps passed in {}{skipped}", watch.text());
    println!("{} passed, {} failed", context.counts.passed, context.counts.failed);
    Ok(())
}

fn named(names: &[String]) -> Result<Vec<&'static Step>> {
    let find = |name: &String| {
        STEPS.iter().find(|step| step.name == name).with_context(|| format!("there is no step `{name}`: see --list"))
    };
    names.iter().map(find).collect()
}

fn clippy(scope: &[&str]) -> Result<()> {
    bundle::require_target()?;
    run_command(cargo(["clippy", "--locked"]).args(scope).args(["--", "--deny", "warnings"]))
}

fn clippy_wasm() -> Result<()> {
    let crates = ["page", "staff", "ui"].map(|name| ["--package", name]).concat();
    clippy(&[&crates[..], &["--lib", "--bins", "--target", "wasm32-unknown-unknown"]].concat())
}

fn docs() -> Result<()> {
    // With the examples come the features that clippy was compiled with, so nothing is checked twice.
    let mut command = cargo(["doc", "--workspace", "--no-deps", "--lib", "--bins", "--examples", "--locked"]);
    command.arg("--document-private-items");
    run_command(command.env("RUSTDOCFLAGS", "--deny warnings"))
}

fn advisories(context: &mut Context) -> Result<()> {
    if matches!(dependencies::check_advisories()?, Advisories::Unknown) {
        context.skipped.push(ADVISORIES);
    }
    Ok(())
}

fn rust_tests(context: &mut Context) -> Result<()> {
    let arguments = context.arguments.clone();
    let mut command = rust_command(&arguments, context.postgres()?)?;
    context.counts += counted(&mut command, Counts::of_cargo)?;
    Ok(())
}

fn newest_postgresql(context: &mut Context) -> Result<()> {
    if postgres_versions::are_available() {
        context.counts += on_version(NEWEST, Collation::English)?;
    } else {
        context.skipped.push(NEWEST_POSTGRESQL);
    }
    Ok(())
}

/// The tests that depend on what PostgreSQL does, on one of its versions.
pub(crate) fn on_version(version: u32, collation: Collation) -> Result<Counts> {
    let postgres = Postgres::start_version(version, collation)?;
    let mut arguments = ["--package", "server", "--test", "it", "--"].to_vec();
    arguments.extend(postgres_versions::TESTS);
    // Those on SQLite have run already, and `histories::` is not meant to name these, which have standbys.
    arguments.extend(["--skip", "sqlite", "--skip", "link_histories::"]);
    let arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
    counted(&mut rust_command(&arguments, &postgres)?, Counts::of_cargo)
        .with_context(|| format!("on PostgreSQL {version}, text compared by {collation:?}"))
}

/// The unit and integration tests, with what they need.
pub(crate) fn rust_command(arguments: &[String], postgres: &Postgres) -> Result<Command> {
    ensure("exiftool", "ExifTool", "libimage-exiftool-perl")?;
    ensure("avifdec", "avifdec", "libavif-bin")?;
    ensure("nginx", "nginx", "nginx-light")?;
    // Without the configuration and the service that the package `apache2` adds.
    ensure("apache2", "Apache", "apache2-bin")?;
    ensure("caddy", "Caddy", "caddy")?;
    ensure("haproxy", "HAProxy", "haproxy")?;
    ensure("varnishd", "Varnish", "varnish")?;
    ensure("fiu-run", "libfiu", "fiu-utils")?;
    ensure("strace", "strace", "strace")?;
    ensure("pgbouncer", "PgBouncer", "pgbouncer")?;
    ensure("pgpool", "Pgpool-II", "pgpool2")?;
    ensure("curl", "curl", "curl")?;
    ensure("python3", "Python 3", "python3")?;
    let mut command = cargo(["test", "--no-fail-fast", "--locked"]);
    if !arguments.iter().any(|argument| argument == "-p" || argument == "--package") {
        command.arg("--workspace");
    }
    command.args(arguments).env("IMPORTOPS_TEST_POSTGRES_URL", &postgres.url);
    command.env("IMPORTOPS_TEST_POSTGRES_BINARIES", postgres.binaries());
    command.envs(postgres.locales().map(|locales| ("LOCPATH", locales)));
    command.env("IMPORTOPS_TEST_STORES", python::install(&python::STORES)?);
    command.env("IMPORTOPS_TEST_PROXIES", python::install(&python::PROXIES)?);
    command.env("IMPORTOPS_TEST_MAIL", python::install(&python::MAIL)?);
    Ok(command)
}

/// An outside program that tests ask: one that knows all metadata of photos, a proxy that caches.
pub(crate) fn ensure(program: &str, name: &str, package: &str) -> Result<()> {
    // Debian keeps servers where only root's PATH leads.
    let found = find(program).is_some() || Path::new("/usr/sbin").join(program).exists();
    if found {
        Ok(())
    } else if is_root() {
        apt::install(&[package])
    } else {
        bail!("{name} is needed for the tests: `sudo apt-get install {package}`")
    }
}

fn browser_tests(context: &mut Context) -> Result<()> {
    let arguments = context.arguments.clone();
    let counts = browser::test(context.postgres()?, &arguments)?;
    context.counts += counts;
    Ok(())
}
