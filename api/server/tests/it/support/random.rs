//! Choices that can be made again.

/// A small random generator, so that a failure can be repeated: splitmix64.
pub struct Random(pub u64);

impl Random {
    /// A number below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap()
    }

    /// One of several.
    pub fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// Chosen anew each time, or as `IMPORTOPS_TEST_SEED` says; printed, so that a failure can be repeated.
    pub fn seeded(test: &str) -> Self {
        let given = std::env::var("IMPORTOPS_TEST_SEED").ok();
        let seed = given.map_or_else(|| u64::from_le_bytes(host::random::bytes()), |seed| seed.parse().unwrap());
        println!("{test}: IMPORTOPS_TEST_SEED={seed}");
        Self(seed)
    }
}

/// How much a test does: one number for every commit, another with `IMPORTOPS_TEST_SCALE=full`.
pub fn scale(usual: usize, full: usize) -> usize {
    if std::env::var("IMPORTOPS_TEST_SCALE").is_ok_and(|scale| scale == "full") { full } else { usual }
}
