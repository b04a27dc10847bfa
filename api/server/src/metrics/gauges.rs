//! Families of one value, which are registered when they are filled.

use prometheus::core::Collector;
use prometheus::{Gauge, IntCounter, IntGauge, Registry};

type Result<T> = std::result::Result<T, prometheus::Error>;

/// Registers a family that was filled already.
pub(super) fn put(registry: &Registry, family: impl Collector + 'static) -> Result<()> {
    registry.register(Box::new(family))
}

/// A gauge that counts things.
pub(super) fn whole(registry: &Registry, name: &str, help: &str, value: usize) -> Result<()> {
    let gauge = IntGauge::new(name, help)?;
    gauge.set(as_i64(value));
    put(registry, gauge)
}

/// A gauge that measures.
pub(super) fn number(registry: &Registry, name: &str, help: &str, value: f64) -> Result<()> {
    let gauge = Gauge::new(name, help)?;
    gauge.set(value);
    put(registry, gauge)
}

/// A counter that something else counts.
pub(super) fn counter(registry: &Registry, name: &str, help: &str, value: u64) -> Result<()> {
    let counter = IntCounter::new(name, help)?;
    counter.inc_by(value);
    put(registry, counter)
}

pub(super) fn as_i64(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
