//! Prometheus' text, read as strictly as its own linter does (format 0.0.4, and the naming rules).

use std::collections::BTreeMap;

/// The labels of a series, in their order.
pub type Labels = Vec<(String, String)>;

/// What a text says.
#[derive(Debug, Default)]
pub struct Exposition {
    /// The type of every family.
    types: BTreeMap<String, String>,
    /// Every series with its value.
    series: BTreeMap<(String, Labels), f64>,
}

impl Exposition {
    /// Reads a text; panics where it breaks a rule.
    pub fn parse(text: &str) -> Self {
        assert!(text.ends_with('\n') && !text.contains('\r'));
        let (mut parsed, mut family, mut helped) = (Self::default(), String::new(), String::new());
        for line in text.lines() {
            if let Some(help) = line.strip_prefix("# HELP ") {
                let (name, words) = help.split_once(' ').unwrap();
                assert!(!words.trim().is_empty(), "{line}");
                name.clone_into(&mut helped);
            } else if let Some(declared) = line.strip_prefix("# TYPE ") {
                let (name, kind) = declared.split_once(' ').unwrap();
                assert_eq!(name, helped, "a type follows its help");
                check_name(name, kind);
                assert!(parsed.types.insert(name.to_owned(), kind.to_owned()).is_none(), "{name} comes twice");
                name.clone_into(&mut family);
            } else {
                let (name, labels, value) = sample(line);
                let suffix = name.strip_prefix(&family).unwrap_or_else(|| panic!("{line} belongs to no family"));
                let histogram = parsed.types[&family] == "histogram";
                assert!(if histogram { ["_bucket", "_sum", "_count"].contains(&suffix) } else { suffix.is_empty() });
                assert!(parsed.types[&family] == "gauge" || value >= 0.0, "{line}");
                assert!(parsed.series.insert((name, labels), value).is_none(), "{line} comes twice");
            }
        }
        parsed.check_histograms();
        parsed
    }

    /// The value of the only series of a family.
    pub fn value(&self, name: &str) -> f64 {
        self.sum(name, &[])
    }

    /// The sum of the series that have these labels, which must be there.
    pub fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        assert!(self.has_series(name, labels), "{name} {labels:?} in {:?}", self.series.keys());
        self.with(name, labels).sum()
    }

    /// Whether there is a series with these labels.
    pub fn has_series(&self, name: &str, labels: &[(&str, &str)]) -> bool {
        self.with(name, labels).next().is_some()
    }

    fn with(&self, name: &str, labels: &[(&str, &str)]) -> impl Iterator<Item = f64> {
        let has = |all: &Labels| labels.iter().all(|(name, value)| all.iter().any(|(n, v)| n == name && v == value));
        self.series.iter().filter(move |((n, all), _)| n == name && has(all)).map(|(_, value)| *value)
    }

    /// The values that a label has anywhere.
    pub fn values_of(&self, label: &str) -> Vec<&str> {
        let labels = self.series.keys().flat_map(|(_, labels)| labels);
        let mut values: Vec<_> = labels.filter(|(name, _)| name == label).map(|(_, value)| value.as_str()).collect();
        values.sort_unstable();
        values.dedup();
        values
    }

    /// Whether a family is there.
    pub fn has(&self, name: &str) -> bool {
        self.types.contains_key(name)
    }

    /// The names of all families.
    pub fn families(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str)
    }

    /// How many series there are.
    pub fn len(&self) -> usize {
        self.series.len()
    }

    /// Buckets grow, and the last one holds all.
    fn check_histograms(&self) {
        let mut histograms = BTreeMap::<(String, Labels), Vec<(f64, f64)>>::new();
        for ((name, labels), value) in &self.series {
            let Some(family) = name.strip_suffix("_bucket") else { continue };
            let bound = labels.iter().find(|(name, _)| name == "le").unwrap().1.replace("+Inf", "inf").parse().unwrap();
            let labels = labels.iter().filter(|(name, _)| name != "le").cloned().collect();
            histograms.entry((family.to_owned(), labels)).or_default().push((bound, *value));
        }
        for ((family, labels), mut buckets) in histograms {
            buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
            assert!(buckets.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "{buckets:?}");
            let (bound, all) = *buckets.last().unwrap();
            assert!(bound.is_infinite());
            assert!((self.series[&(format!("{family}_count"), labels.clone())] - all).abs() < f64::EPSILON);
            assert!(self.series.contains_key(&(format!("{family}_sum"), labels)));
        }
    }
}

/// `name{label="value",...} number`
fn sample(line: &str) -> (String, Labels, f64) {
    let (series, value) = line.rsplit_once(' ').unwrap();
    let value: f64 = value.parse().unwrap();
    assert!(value.is_finite(), "{line}");
    let Some((name, labels)) = series.split_once('{') else { return (series.to_owned(), Vec::new(), value) };
    let labels = labels.strip_suffix('}').unwrap();
    // No value of ours holds a quote or a comma behind one: what does is somebody else's.
    let labels = labels.split("\",").map(|label| {
        let (name, value) = label.split_once("=\"").unwrap();
        let value = value.strip_suffix('"').unwrap_or(value);
        assert!(is_name(name) && !value.contains(['"', '\n']), "{line}");
        (name.to_owned(), value.to_owned())
    });
    (name.to_owned(), labels.collect(), value)
}

fn is_name(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit() || first == '_')
}

/// <https://prometheus.io/docs/practices/naming/>
fn check_name(name: &str, kind: &str) {
    assert!(["counter", "gauge", "histogram"].contains(&kind) && is_name(name), "{name} {kind}");
    assert_eq!(kind == "counter", name.ends_with("_total"), "{name}");
    for unit in ["milli", "_ms", "minutes", "kilo", "mega", "_mb", "percent"] {
        assert!(!name.contains(unit), "{name} is not in base units");
    }
    assert!(kind != "histogram" || name.ends_with("_seconds"), "{name}");
}
