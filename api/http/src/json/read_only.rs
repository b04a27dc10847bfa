//! Members that a resource shows and a change of it cannot set: they may be in the body, so that clients can send back what they
//! got.

use std::cell::RefCell;

use serde::de::value::Error as NamesError;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

/// The members of a type, as its derived `Deserialize` names them.
pub(crate) fn members_of<T: DeserializeOwned>() -> &'static [&'static str] {
    let found = RefCell::new(&[][..]);
    // It always fails, after it has said what it wants.
    let _ = T::deserialize(Names(&found));
    found.into_inner()
}

/// A deserializer that has nothing, and notes what was asked for.
struct Names<'a>(&'a RefCell<&'static [&'static str]>);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = NamesError;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NamesError> {
        Err(NamesError::custom("there is nothing here"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NamesError> {
        self.0.replace(fields);
        self.deserialize_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// A deserializer that sets aside the members of the outermost object that are in `shown` and not among those of the type.
pub(super) struct SettingAside<'a, D> {
    pub(super) inner: D,
    /// The members that the resource shows.
    pub(super) shown: &'a [&'static str],
    /// Those that were set aside.
    pub(super) aside: &'a mut Map<String, Value>,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for SettingAside<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let Self { inner, shown, aside } = self;
        inner.deserialize_struct(name, fields, OfObject { visitor, fields, shown, aside })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The visitor of that object, and afterwards its members.
struct OfObject<'a, V> {
    visitor: V,
    fields: &'static [&'static str],
    shown: &'a [&'static str],
    aside: &'a mut Map<String, Value>,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for OfObject<'_, V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.visitor.expecting(formatter)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        let Self { visitor, fields, shown, aside } = self;
        visitor.visit_map(OfObject { visitor: map, fields, shown, aside })
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for OfObject<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(key) = self.visitor.next_key::<String>()? {
            if self.fields.contains(&key.as_str()) || !self.shown.contains(&key.as_str()) {
                return seed.deserialize(key.into_deserializer()).map(Some);
            }
            let value = self.visitor.next_value()?;
            if self.aside.contains_key(&key) {
                return Err(A::Error::custom(format!("duplicate field `{key}`")));
            }
            self.aside.insert(key, value);
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.visitor.next_value_seed(seed)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{parse_change, tests::pointer_of};
    use super::*;

    #[derive(serde::Deserialize)]
    #[expect(dead_code, reason = "only its members count")]
    struct Shown {
        id: String,
        #[serde(rename = "type")]
        kind: String,
        count: u8,
        inner: Option<Inner>,
    }

    #[derive(Debug, Default, PartialEq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Change {
        #[serde(default)]
        count: u8,
        #[serde(default)]
        inner: Option<Inner>,
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        size: u8,
    }

    #[test]
    fn members_are_those_of_the_type() {
        assert_eq!(members_of::<Shown>(), ["id", "type", "count", "inner"]);
        assert!(members_of::<u8>().is_empty() && members_of::<Vec<Shown>>().is_empty());
    }

    #[test]
    fn what_is_shown_is_set_aside_and_the_rest_is_read_strictly() {
        let read = |json: &str| parse_change::<Change>(json.as_bytes(), members_of::<Shown>());
        let (change, aside) = read(r#"{"id":[1],"count":2.0,"type":null,"inner":{"size":3}}"#).unwrap();
        assert_eq!(change, Change { count: 2, inner: Some(Inner { size: 3 }) });
        assert_eq!(Value::Object(aside), serde_json::json!({ "id": [1], "type": null }));
        for (json, pointer) in [
            (r#"{"id":"a","other":1}"#, "/other"),
            (r#"{"inner":{"size":1,"id":2}}"#, "/inner/id"),
            (r#"{"id":1,"count":"x"}"#, "/count"),
            (r#"{"kind":1}"#, "/kind"),
            (r#"{"id":1,"id":1}"#, ""),
            (r#"{"count":1,"id":1,"count":1}"#, ""),
            ("[]", ""),
        ] {
            assert_eq!(pointer_of(&read(json).unwrap_err()), (422, pointer.to_owned()), "{json}");
        }
        assert_eq!(pointer_of(&read(r#"{"id":"#).unwrap_err()).0, 400);
        assert!(parse_change::<Change>(br#"{"id":1}"#, &[]).is_err());
    }
}
