//! `cargo xtask bench`: how fast tracking pages are given, beside what the same stack reaches with a constant answer; and
//! `cargo xtask bench-webhooks`.

use anyhow::{Result, bail};

use crate::postgres::Postgres;
use crate::process::{cargo, find, is_root, run};
use crate::progress::say;
use crate::{apt, bundle};

/// Builds what importers run and measures it; flags go to `api/server/benches/hot_path`.
pub(crate) fn measure(flags: &[String]) -> Result<()> {
    bundle::run()?;
    let missing: Vec<_> = ["wrk", "nginx"].into_iter().filter(|program| find(program).is_none()).collect();
    if !missing.is_empty() {
        if !is_root() {
            bail!("the load comes from wrk, and nginx is the peer: `sudo apt-get install {}`", missing.join(" "));
        }
        apt::install(&missing)?;
    }
    bench("hot_path", flags)
}

/// Builds what importers run and measures its webhooks; flags go to `api/server/benches/neighbours`.
pub(crate) fn measure_webhooks(flags: &[String]) -> Result<()> {
    bundle::run()?;
    bench("neighbours", flags)
}

/// Builds what importers run and measures its list of vehicles; flags go to `api/server/benches/lists`.
pub(crate) fn measure_lists(flags: &[String]) -> Result<()> {
    bundle::run()?;
    bench("lists", flags)
}

fn bench(name: &str, flags: &[String]) -> Result<()> {
    let postgres = Postgres::start()?;
    say("compiling the server for release");
    let bench = ["bench", "--package", "server", "--bench", name, "--locked", "--", "--postgres", &postgres.url];
    run(cargo(bench).args(flags))
}
