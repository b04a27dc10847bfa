//! The hot path under load: how many views of tracking pages a second, as a part of what the same stack reaches with an
//! answer that never changes, with the load generator on the same cores. `cargo xtask bench` runs it.
//!
//!     hot_path --postgres URL [--links 1000,100000,1000000] [--seconds 5] [--rounds 5] [--only pages|beacons|writes]
//!         [--beside PATH] [--directory PATH]
//!
//! `--beside` names another build, which is measured too; `--directory` is on the disk that is written to.

#![expect(clippy::expect_used, reason = "a measurement that cannot go on says why and ends")]

mod beacons;
mod busy;
mod ceiling;
mod figures;
mod fill;
mod load;
mod nginx;
mod product;
mod visits;
mod writes;

use std::path::{Path, PathBuf};

use crate::busy::Busy;
use crate::figures::Figures;
use crate::fill::Ground;
use crate::load::Load;
use crate::product::{Answer, Product, Variant};

/// What is measured and how often.
pub struct Plan {
    postgres: String,
    links: Vec<usize>,
    seconds: u32,
    rounds: usize,
    /// This build, and another one beside it.
    programs: Vec<String>,
    directory: PathBuf,
    only: Option<String>,
}

impl Plan {
    /// Each build, and what the tables call it.
    fn builds(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.programs.iter().map(String::as_str).zip(["this one", "the other"])
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().map(String::as_str) == Some("ceiling") {
        return ceiling::serve(&arguments[1]);
    }
    let plan = plan(&arguments);
    let is_wanted = |part: &str| plan.only.as_ref().is_none_or(|only| only == part);
    if is_wanted("pages") {
        println!(
            "| build | engine | links | cache | log | views a second | of the ceiling | spread | 99 of 100 in | memory | start |"
        );
        println!("|---|---|--:|--:|---|--:|--:|---|--:|--:|--:|");
        for &links in &plan.links {
            measure(&plan, links);
        }
    }
    if is_wanted("visits") {
        visits::measure(&plan);
    }
    if is_wanted("beacons") {
        beacons::measure(&plan);
    }
    if is_wanted("writes") {
        writes::measure(&plan);
    }
}

fn plan(arguments: &[String]) -> Plan {
    let value = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1).cloned()
    };
    let this = env!("CARGO_BIN_EXE_importops").to_owned();
    let links = value("--links").unwrap_or_else(|| "1000,100000,1000000".to_owned());
    Plan {
        postgres: value("--postgres").expect("--postgres URL of a server whose superuser may create databases"),
        links: links.split(',').map(|number| number.parse().expect("--links takes numbers")).collect(),
        seconds: value("--seconds").map_or(5, |seconds| seconds.parse().expect("--seconds takes a number")),
        rounds: value("--rounds").map_or(5, |rounds| rounds.parse().expect("--rounds takes a number")),
        programs: std::iter::once(this).chain(value("--beside")).collect(),
        directory: value("--directory").map_or_else(std::env::temp_dir, PathBuf::from),
        only: value("--only"),
    }
}

/// Both engines with so many links, each round after one of the ceiling.
fn measure(plan: &Plan, links: usize) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let slugs = directory.path().join("slugs");
    let grounds = fill::fill(plan, directory.path(), links, &slugs);
    let kept = grounds.iter().map(|Ground { program, build, engine, data, database_url }| Variant {
        program,
        build,
        engine,
        data,
        database_url,
        cache_mb: ALL_MB,
        log: "info",
    });
    // What a server has by default, where that is not room for all; and what a line in the log for each request costs.
    let is_large = links > 30_000;
    let other =
        |variant| if is_large { Variant { cache_mb: 64, ..variant } } else { Variant { log: "warn", ..variant } };
    // A second build that keeps all of a million pages would not fit beside the first.
    let kept_too = kept.clone().filter(|variant| !is_large || variant.program == plan.programs[0]);
    let products: Vec<_> = kept_too.chain(kept.map(other)).map(|variant| (variant, Product::start(variant))).collect();
    if links <= 1_000 {
        for answer in Answer::ALL {
            disturb(plan, answer, links, &slugs, &products);
        }
    }
    for answer in Answer::ALL {
        // What is asked of the database is the same for both, so the number of links matters for one as for the other.
        if plan.links.first() == Some(&links) || matches!(answer, Answer::Json) {
            compare(plan, answer, links, &slugs, &products);
        }
    }
}

/// Room for a million answers in JSON.
pub const ALL_MB: u32 = 4_000;

/// How many commits a second disturb.
const COMMITS: [u32; 3] = [5, 20, 100];

/// One kind of answer while the same organisation changes its vehicles, compared with the same while nobody writes.
fn disturb(plan: &Plan, answer: Answer, links: usize, slugs: &Path, products: &[(Variant<'_>, Product)]) {
    let load = Load { slugs, method: "GET", prefix: answer.prefix(), suffix: "", seconds: plan.seconds };
    for (Variant { build, engine, database_url, .. }, product) in
        products.iter().filter(|(variant, _)| variant.log == "info")
    {
        load.warm_up(&product.address, links);
        for commits in COMMITS {
            let (mut ratios, mut late, mut written) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..plan.rounds {
                let undisturbed = load.run(&product.address);
                let busy = Busy::start(database_url, commits);
                let disturbed = load.run(&product.address);
                written.push(busy.stop());
                ratios.push(disturbed.per_second / undisturbed.per_second);
                late.push(disturbed.p99_ms / undisturbed.p99_ms);
            }
            let ratio = Figures::of(ratios);
            println!(
                "| {build} | {engine}, {}, {commits} commits a second | **{:.2}** | {} | p99 {:.2} | {:.1} written |",
                answer.name(),
                ratio.median,
                ratio.spread(),
                Figures::of(late).median,
                Figures::of(written).median,
            );
        }
    }
}

/// One kind of answer of several servers, compared with a constant one of the same size.
fn compare(plan: &Plan, answer: Answer, links: usize, slugs: &Path, products: &[(Variant<'_>, Product)]) {
    let load = Load { slugs, method: "GET", prefix: answer.prefix(), suffix: "", seconds: plan.seconds };
    let first = std::fs::read_to_string(slugs).expect("slugs").lines().next().expect("a slug").to_owned();
    let ceiling = ceiling::Ceiling::start(&products[0].1.body(&format!("{}{first}", answer.prefix())));
    for (variant, product) in products {
        // Where not all are kept, what is kept is soon as good as it gets.
        load.warm_up(&product.address, if variant.cache_mb == ALL_MB { links } else { links.min(100_000) });
    }
    let mut runs = vec![Vec::new(); products.len()];
    for _ in 0..plan.rounds {
        for ((_, product), runs) in products.iter().zip(&mut runs) {
            runs.push((load.run(&ceiling.address), load.run(&product.address)));
        }
    }
    for ((Variant { build, engine, cache_mb, log, .. }, product), runs) in products.iter().zip(runs) {
        let rate = Figures::of(runs.iter().map(|(_, product)| product.per_second));
        let ratio = Figures::of(runs.iter().map(|(ceiling, product)| product.per_second / ceiling.per_second));
        let late = Figures::of(runs.iter().map(|(_, product)| product.p99_ms));
        println!(
            "| {build} | {engine}, {} | {links} | {cache_mb} MB | {log} | {:.0} | **{:.2}** | {} | {:.1} ms | {} MB | {} ms |",
            answer.name(),
            rate.median,
            ratio.median,
            ratio.spread(),
            late.median,
            product.memory_mb(),
            product.started_in_ms,
        );
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(future)
}
