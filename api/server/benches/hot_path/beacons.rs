//! Views of pages beside the pages themselves: each visit is one of both, so views must not be much slower.

use crate::figures::Figures;
use crate::fill::{self, Ground};
use crate::load::Load;
use crate::product::{Answer, Product, Variant};
use crate::{ALL_MB, Plan};

/// Both engines, each round one run of pages and one of views of the same links.
pub fn measure(plan: &Plan) {
    println!("\n| build | engine | links | views counted per second | of its pages' rate | spread | 99 of 100 in |");
    println!("|---|---|--:|--:|--:|---|--:|");
    for &links in &plan.links {
        let directory = tempfile::tempdir_in(&plan.directory).expect("a temporary directory");
        let slugs = directory.path().join("slugs");
        for Ground { program, build, engine, data, database_url } in &fill::fill(plan, directory.path(), links, &slugs)
        {
            let variant = Variant { program, build, engine, data, database_url, cache_mb: ALL_MB, log: "warn" };
            let product = Product::start(variant);
            let pages = Answer::Document.prefix();
            let pages = Load { slugs: &slugs, method: "GET", prefix: pages, suffix: "", seconds: plan.seconds };
            let views = Load { method: "POST", prefix: Answer::Json.prefix(), suffix: "/views", ..pages };
            // So that pages are cached, and links viewed: only the first view of a link is written at once.
            pages.warm_up(&product.address, links);
            views.warm_up(&product.address, links);
            let runs: Vec<_> =
                (0..plan.rounds).map(|_| (pages.run(&product.address), views.run(&product.address))).collect();
            let rate = Figures::of(runs.iter().map(|(_, views)| views.per_second));
            let ratio = Figures::of(runs.iter().map(|(pages, views)| views.per_second / pages.per_second));
            let late = Figures::of(runs.iter().map(|(_, views)| views.p99_ms));
            println!(
                "| {build} | {engine} | {links} | {:.0} | **{:.2}** | {} | {:.1} ms |",
                rate.median,
                ratio.median,
                ratio.spread(),
                late.median,
            );
        }
    }
}
