//! `cargo xtask nightly`: what is too slow, or too dependent on a quiet machine, for every commit.

use anyhow::{Context, Result, bail};

use crate::postgres::Postgres;
use crate::postgres_versions::{Collation, VERSIONS};
use crate::progress::Stopwatch;
use crate::steps::{Counts, counted};
use crate::test::{ensure, on_version, rust_command};
use crate::{browser, bundle, conformance, generated_clients};

struct Part {
    name: &'static str,
    what: &'static str,
    /// Arguments behind `--` go to the tool of a part that has one.
    run: fn(&[String]) -> Result<Counts>,
}

const PARTS: [Part; 7] = [
    Part { name: "savings", what: "what leaving out unused code saves the tracking page", run: savings },
    Part { name: "rust", what: "the tests at their full size, with those that only run here", run: full_size },
    Part { name: "postgresql", what: "PostgreSQL 13 to 18, text compared by bytes and as in English", run: versions },
    Part { name: "clients", what: "generated clients in Java, Go, PHP and Rust", run: |_| generated_clients::check() },
    Part {
        name: "browser",
        what: "the browser tests in Firefox and WebKit, and all of them on a phone and with PostgreSQL",
        run: in_browsers,
    },
    Part { name: "fuzz-api", what: "everything at random", run: at_random },
    Part { name: "sqlmap", what: "sqlmap on every parameter", run: inject },
];

/// Runs all parts, or the one that `--only` names. A part that fails does not keep the others from being run.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let end = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
    let (arguments, of_tool) = (&arguments[..end], arguments.get(end + 1..).unwrap_or_default());
    let parts: Vec<&Part> = match arguments {
        [] if of_tool.is_empty() => PARTS.iter().collect(),
        [flag, name] if flag == "--only" => {
            let named = PARTS
                .iter()
                .find(|part| part.name == name)
                .with_context(|| format!("there is no part `{name}`: {}", PARTS.map(|part| part.name).join(", ")))?;
            vec![named]
        }
        _ => bail!("usage: cargo xtask nightly [--only PART [-- ARGUMENTS]]"),
    };
    // Every part runs a server, and one without the web app answers other things.
    bundle::run()?;
    let (mut counts, mut failures) = (Counts::default(), Vec::new());
    for part in parts {
        println!("\n{}", part.what);
        let watch = Stopwatch::start();
        match (part.run)(of_tool) {
            Ok(more) => {
                counts += more;
                println!("{}: ok, {}", part.what, watch.text());
            }
            Err(error) => {
                println!("{}: FAILED, {}\n{error:#}", part.what, watch.text());
                failures.push(part.name);
            }
        }
    }
    println!("{} passed, {} failed", counts.passed, failures.len());
    if failures.is_empty() { Ok(()) } else { bail!("failed: {}", failures.join(", ")) }
}

/// A part that is not made of tests counts as one.
const ONE: Counts = Counts { passed: 1, failed: 0 };

fn savings(_: &[String]) -> Result<Counts> {
    bundle::savings()?;
    Ok(ONE)
}

fn full_size(_: &[String]) -> Result<Counts> {
    let arguments = ["--package", "server", "--", "--include-ignored", "--nocapture"].map(str::to_owned);
    let postgres = Postgres::start()?;
    ensure("patroni", "Patroni", "patroni")?;
    ensure("etcd", "etcd", "etcd-server")?;
    let mut command = rust_command(&arguments, &postgres)?;
    counted(command.env("IMPORTOPS_TEST_SCALE", "full"), Counts::of_cargo)
}

fn versions(_: &[String]) -> Result<Counts> {
    let (mut counts, mut failures) = (Counts::default(), Vec::new());
    for version in VERSIONS {
        for collation in [Collation::C, Collation::English] {
            println!("\nPostgreSQL {version}, text compared by {collation:?}");
            match on_version(version, collation) {
                Ok(more) => counts += more,
                Err(error) => failures.push(format!("{error:#}")),
            }
        }
    }
    if failures.is_empty() { Ok(counts) } else { bail!("{}", failures.join("\n")) }
}

fn in_browsers(arguments: &[String]) -> Result<Counts> {
    browser::test_nightly(&Postgres::start()?, arguments)
}

fn at_random(_: &[String]) -> Result<Counts> {
    conformance::at_random()?;
    Ok(ONE)
}

fn inject(_: &[String]) -> Result<Counts> {
    conformance::inject()?;
    Ok(ONE)
}
