//! Steps within a list.

/// A way to go within the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One place towards the start.
    Back,
    /// One place towards the end.
    Forth,
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// The first place.
    Start,
    /// The last place.
    End,
}

impl Step {
    pub(super) fn of_key(key: &str) -> Option<Self> {
        match key {
            "ArrowLeft" => Some(Self::Back),
            "ArrowRight" => Some(Self::Forth),
            "ArrowUp" => Some(Self::Up),
            "ArrowDown" => Some(Self::Down),
            "Home" => Some(Self::Start),
            "End" => Some(Self::End),
            _ => None,
        }
    }

    /// The place that the step leads to, in a list of so many items and columns.
    pub(super) fn target(self, from: usize, count: usize, columns: usize) -> usize {
        let last = count.saturating_sub(1);
        match self {
            Self::Back => from.saturating_sub(1),
            Self::Forth => (from + 1).min(last),
            Self::Up => from.checked_sub(columns).unwrap_or(from),
            Self::Down => Some(from + columns).filter(|to| *to <= last).unwrap_or(from),
            Self::Start => 0,
            Self::End => last,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stay_within_the_list() {
        let to = |step: Step, from| step.target(from, 7, 3);
        assert_eq!((to(Step::Back, 0), to(Step::Back, 4)), (0, 3));
        assert_eq!((to(Step::Forth, 6), to(Step::Forth, 4)), (6, 5));
        assert_eq!((to(Step::Up, 2), to(Step::Up, 4)), (2, 1));
        assert_eq!((to(Step::Down, 3), to(Step::Down, 5)), (6, 5));
        assert_eq!((to(Step::Start, 5), to(Step::End, 5)), (0, 6));
    }
}
