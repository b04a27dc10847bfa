//! Views of pages beside the pages themselves: each visit is one of both, so views must not be much slower.

use crate::fill;
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
        let (sqlite, postgres) = (directory.path().join("sqlite"), directory.path().join("postgres"));
        let urls = [format!("sqlite:{}", sqlite.join("importops.sqlite").display()), fill::database(&plan.postgres)];
        fill::fill(&[(&sqlite, &urls[0]), (&postgres, &urls[1])], links, &slugs);
        let engines = [("SQLite", &sqlite, &urls[0]), ("PostgreSQL", &postgres, &urls[1])];
        let builds = plan.programs.iter().zip(["this one", "the other"]);
        for ((program, build), (engine, data, database_url)) in
            builds.flat_map(|build| engines.map(|engine| (build, engine)))
        {
            let product =
                Product::start(Variant { program, engine, data, database_url, cache_mb: ALL_MB, log: "warn" });
            let pages = Answer::Document.prefix();
            let pages = Load { slugs: &slugs, method: "GET", prefix: pages, suffix: "", seconds: plan.seconds };
            let views = Load { method: "POST", prefix: Answer::Json.prefix(), suffix: "/views", ..pages };
            // So that pages are cached, and links viewed: only the first view of a link is written at once.
            pages.warm_up(&product.address, links);
            views.warm_up(&product.address, links);
            let runs: Vec<_> =
                (0..plan.rounds).map(|_| (pages.run(&product.address), views.run(&product.address))).collect();
            let sorted = |number: &dyn Fn(usize) -> f64| {
                let mut numbers: Vec<_> = (0..runs.len()).map(number).collect();
                numbers.sort_by(f64::total_cmp);
                numbers
            };
            let ratios = sorted(&|run| runs[run].1.per_second / runs[run].0.per_second);
            let middle = runs.len() / 2;
            println!(
                "| {build} | {engine} | {links} | {:.0} | **{:.2}** | {:.2}-{:.2} | {:.1} ms |",
                sorted(&|run| runs[run].1.per_second)[middle],
                ratios[middle],
                ratios[0],
                ratios[ratios.len() - 1],
                sorted(&|run| runs[run].1.p99_ms)[middle],
            );
        }
    }
}
