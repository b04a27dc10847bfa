//! The three states of a member in a JSON Merge Patch (RFC 7396).

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A member of a merge patch: absent keeps, null clears, a value sets.
///
/// A field of this type needs `#[serde(default, skip_serializing_if = "Patch::is_absent")]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Patch<T> {
    /// The member is not in the document: what is stored stays.
    #[default]
    Absent,
    /// The member is null: what is stored is cleared.
    Null,
    /// The member has a value: it replaces what is stored.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether the member is not in the document.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value, where there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Absent | Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// What the stored value becomes.
    pub fn apply_to(self, stored: &mut Option<T>) {
        match self {
            Self::Absent => {}
            Self::Null => *stored = None,
            Self::Value(value) => *stored = Some(value),
        }
    }

    /// The same with another type of value.
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Absent => Patch::Absent,
            Self::Null => Patch::Null,
            Self::Value(value) => Patch::Value(map(value)),
        }
    }

    /// Maps a value, keeping absent and null.
    pub fn try_map<U, E>(self, map: impl FnOnce(T) -> Result<U, E>) -> Result<Patch<U>, E> {
        Ok(match self {
            Self::Absent => Patch::Absent,
            Self::Null => Patch::Null,
            Self::Value(value) => Patch::Value(map(value)?),
        })
    }
}

impl<T> From<Option<T>> for Patch<T> {
    /// `None` clears; use [`Patch::Absent`] to keep.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::deserialize(deserializer).map(Self::from)
    }
}

/// Reads a member that may be absent but, being required in what is stored, must not be null.
pub(crate) fn not_null<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Document {
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        member: Patch<u8>,
    }

    #[test]
    fn the_three_states_survive_a_round_trip() {
        for (json, member) in
            [("{}", Patch::Absent), (r#"{"member":null}"#, Patch::Null), (r#"{"member":7}"#, Patch::Value(7))]
        {
            let document = Document { member };
            assert_eq!(serde_json::to_string(&document).unwrap(), json);
            assert_eq!(serde_json::from_str::<Document>(json).unwrap(), document);
        }
    }
}
