//! What a save changes. Everything that has a version is updated with a [`Change`], and there is none unless something differs:
//! a save that changes nothing has no new version, no entry in the audit log and no event.

use std::ops::Deref;

/// What something becomes, when that is not what it is.
#[derive(Debug)]
pub struct Change<T>(T);

impl<T> Change<T> {
    /// What a save makes of something; none when that is what it is already.
    pub fn between(before: &T, after: T) -> Option<Self>
    where
        T: PartialEq,
    {
        (*before != after).then_some(Self(after))
    }

    /// What comes with a change that the fields do not show: another URL, other photos.
    pub fn with_another(after: T) -> Self {
        Self(after)
    }

    /// What it becomes.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Change<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_change_only_where_something_differs() {
        assert!(Change::between(&("a", 1), ("a", 1)).is_none());
        assert_eq!(*Change::between(&("a", 1), ("a", 2)).unwrap(), ("a", 2));
        assert_eq!(Change::with_another("same").into_inner(), "same");
    }
}
