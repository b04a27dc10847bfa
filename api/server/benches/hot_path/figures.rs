//! What several rounds come to.

/// The median of some figures, with the least and the most.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    least: f64,
    pub median: f64,
    most: f64,
}

impl Figures {
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Self {
        let mut numbers: Vec<_> = numbers.into_iter().collect();
        numbers.sort_by(f64::total_cmp);
        Self { least: numbers[0], median: numbers[numbers.len() / 2], most: numbers[numbers.len() - 1] }
    }

    /// The least and the most.
    pub fn spread(&self) -> String {
        format!("{:.2}-{:.2}", self.least, self.most)
    }
}
