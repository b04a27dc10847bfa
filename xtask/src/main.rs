//! `cargo xtask`: the commands of the README and what they need. Product code does not live here.

mod apt;
mod bench;
mod bench_page;
mod browser;
mod build;
mod bundle;
mod chromium;
mod circles;
mod clients;
mod conformance;
mod contract;
mod demo;
mod dependencies;
mod dist;
mod engines;
mod format;
mod generated_clients;
mod interrupt;
mod kubernetes;
mod lists;
mod nightly;
mod npm;
mod openapi;
mod postgres;
mod postgres_versions;
mod process;
mod progress;
mod python;
mod sbom;
mod steps;
mod test;
mod workspace;

use std::env;
use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask <command>

  demo [flags]          build everything, start the server with demo data; flags go to `importops demo`
  test [--only <step>]  run every check that a change has to pass; `cargo xtask test --list` names the steps
  bundle [--savings]    build the web app into web/dist; or measure what leaving out unused code saves the tracking page
  dist                  build the release: one binary with the bundle inside, its bill of materials, the deployment files,
                        and checksums
  format                format Rust, views, scripts and style sheets
  circles [FILE]        print the import cycles between source files, of which there must be none; or how many files one
                        reaches through its imports
  openapi               write openapi/openapi.json from the code
  generators            write the tables of docs/guide/generators.md from what the tests run
  clients               write the published clients and the Postman collection from openapi/openapi.json
  fuzz-api              run a long random test of what the OpenAPI document permits and forbids, then sqlmap on every
                        parameter
  nightly [--only PART [-- ARGUMENTS]]
                        run what is too slow for every commit: the tests at full size, PostgreSQL 13 to 18, generated clients
                        in Java, Go, PHP and Rust, all browser tests in Firefox and WebKit too, fuzz-api and sqlmap; or
                        one of these parts
  bench [flags]         measure views of tracking pages per second with a thousand, a hundred thousand and a million links,
                        compared with a constant answer; `--links 1000 --rounds 3` measures less
  bench-lists [flags]   measure the list of vehicles with a hundred thousand and a million of one organisation; `--before PATH`
                        measures another build beside it
  bench-webhooks [flags]
                        measure how many events a second a fast receiver gets, and how long events take while the
                        receivers of another organisation hang; `--program PATH` measures another build
  bench-page            measure the customer's page with Lighthouse, and the cost of open pages for the server
  bench-staff [flags]   measure what the staff app loads before it paints and when it can be used, on a throttled line, and with
                        Lighthouse; `--program PATH` measures another build
  bench-jobs            count what staff press for their commonest jobs, and measure how long these take on a phone with a slow line
                        and on a desktop
  screenshots           take the pictures of the README into docs/screenshots
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", &[][..]),
    };
    match command {
        "demo" => demo::run(rest),
        "test" => test::run(rest),
        "bundle" if rest == ["--savings"] => bundle::savings(),
        "bundle" => bundle::run().map(drop),
        "format" => format::write(),
        "circles" => match rest {
            [] => circles::check(),
            [file] => circles::reach(file),
            _ => bail!("usage: cargo xtask circles [FILE]"),
        },
        "dist" => dist::make(),
        "openapi" => openapi::write(),
        "generators" => contract::write_tables(),
        "clients" => clients::write(),
        "fuzz-api" => conformance::fuzz(),
        "nightly" => nightly::run(rest),
        "bench" => bench::measure(rest),
        "bench-lists" => bench::measure_lists(rest),
        "bench-page" => bench_page::measure(),
        "bench-staff" => bench_page::measure_staff(rest),
        "bench-webhooks" => bench::measure_webhooks(rest),
        "bench-jobs" => browser::jobs(rest),
        "screenshots" => browser::screenshots(rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command `{other}`\n\n{HELP}"),
    }
}
