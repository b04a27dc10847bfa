//! `docs/operating.md` and `deploy/` speak of what there is: every setting, every metric, and no others.

use std::collections::BTreeSet;

use clap::Args;
use server::config::Settings;

use crate::support::exposition::Exposition;
use crate::support::{TestApp, both_engines};

both_engines!(every_metric_is_explained_and_alerts_ask_for_no_other);

const GUIDE: &str = include_str!("../../../../docs/operating.md");
const DEPLOYED: [&str; 10] = [
    MANIFESTS[0],
    MANIFESTS[1],
    include_str!("../../../../deploy/apache.conf"),
    include_str!("../../../../deploy/haproxy.cfg"),
    include_str!("../../../../deploy/envoy.yaml"),
    include_str!("../../../../deploy/varnish.vcl"),
    include_str!("../../../../deploy/importops.service"),
    include_str!("../../../../deploy/Dockerfile"),
    include_str!("../../../../deploy/nginx.conf"),
    include_str!("../../../../deploy/Caddyfile"),
];

const MANIFESTS: [&str; 2] = [
    include_str!("../../../../deploy/kubernetes/sqlite.yaml"),
    include_str!("../../../../deploy/kubernetes/postgresql.yaml"),
];

/// The words of a text that begin so.
fn words<'a>(text: &'a str, prefix: &str) -> BTreeSet<&'a str> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_';
    text.split(|character| !is_part(character)).filter(|word| word.starts_with(prefix)).collect()
}

#[test]
fn every_setting_is_in_the_table_and_no_other() {
    let command = Settings::augment_args(clap::Command::new("importops"));
    let mut names = BTreeSet::new();
    for argument in command.get_arguments() {
        let (name, flag) = (argument.get_env().unwrap().to_str().unwrap(), argument.get_long().unwrap());
        assert!(GUIDE.contains(&format!("| `{name}`, `--{flag}` |")), "{name}, --{flag}");
        names.insert(name);
    }
    assert!(names.len() > 10);
    for text in DEPLOYED.into_iter().chain([GUIDE]) {
        assert!(words(text, "IMPORTOPS_").is_subset(&names), "{:?}", words(text, "IMPORTOPS_").difference(&names));
    }
}

async fn every_metric_is_explained_and_alerts_ask_for_no_other(app: TestApp) {
    app.anonymous().get("/healthz").await.expect(200);
    let text = Exposition::parse(&app.app.scraped().text().await.unwrap());
    let (explained, alerts) = GUIDE.split_once("Set up these alerts:").unwrap();
    let families: BTreeSet<&str> = text.families().collect();
    for family in &families {
        assert!(explained.contains(&format!("`{family}`")), "{family}");
    }
    for prefix in ["http_request", "importops_", "process_"] {
        for named in words(alerts, prefix) {
            let family = ["_bucket", "_count", "_sum"].into_iter().find_map(|suffix| named.strip_suffix(suffix));
            assert!(families.contains(named) || family.is_some_and(|family| families.contains(family)), "{named}");
        }
    }
}

/// A server that is about to stop is taken out before it stops, and has time to finish.
#[test]
fn the_manifests_probes_match_the_drain() {
    let number = |text: &str, name: &str| -> u32 {
        let (_, rest) = text.split_once(&format!("{name}: ")).unwrap_or_else(|| panic!("{name}"));
        rest.lines().next().unwrap().trim_matches('"').parse().unwrap()
    };
    for manifest in MANIFESTS {
        let drain = number(manifest, "IMPORTOPS_DRAIN_SECONDS");
        let (_, readiness) = manifest.split_once("readinessProbe:").unwrap();
        let asked = number(readiness, "periodSeconds") * number(readiness, "failureThreshold");
        assert!(readiness.contains("path: /readyz") && drain > 2 * asked, "{drain} s, {asked} s");
        assert!(number(readiness, "timeoutSeconds") > 3, "the server itself takes up to three seconds");
        assert!(number(manifest, "terminationGracePeriodSeconds") > drain + 30);
        let (_, liveness) = manifest.split_once("livenessProbe:").unwrap();
        assert!(liveness.split_once("path: ").unwrap().1.starts_with("/healthz\n"));
        assert!(manifest.contains("readOnlyRootFilesystem: true"));
    }
}
