//! Objects are read by the names of their members, never by position: what serde derives takes an array in the place of an object.

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

/// A deserializer, and each part of what it reads, that takes an object alone where a type has named members.
pub(super) struct ByName<T>(pub(super) T);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for ByName<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(Parts(visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_option(Parts(visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, Parts(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, Parts(visitor))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_struct(name, fields, Members(visitor))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_ignored_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier
    }
}

/// The visitor of a type with named members: it is given nothing but objects.
struct Members<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Members<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.expecting(formatter)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(ByName(map))
    }
}

/// The visitor of any other type: what is in it is read by name too.
struct Parts<V>(V);

/// Methods that hand a value on as it is.
macro_rules! hand_on {
    ($($method:ident: $value:ty),* $(,)?) => {$(
        fn $method<E: serde::de::Error>(self, value: $value) -> Result<V::Value, E> {
            self.0.$method(value)
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Parts<V> {
    type Value = V::Value;

    hand_on! {
        visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str, visit_borrowed_str: &'de str,
        visit_string: String,
    }

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.expecting(formatter)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(ByName(inner))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(ByName(inner))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(ByName(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(ByName(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(ByName(variant))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for ByName<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(ByName(inner))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for ByName<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(ByName(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for ByName<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(ByName(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for ByName<A> {
    type Error = A::Error;
    type Variant = ByName<A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self::Variant), A::Error> {
        self.0.variant_seed(seed).map(|(name, variant)| (name, ByName(variant)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for ByName<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.0.unit_variant()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.0.newtype_variant_seed(ByName(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.0.tuple_variant(length, Parts(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.0.struct_variant(fields, Members(visitor))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::super::{parse, read};

    #[derive(Debug, Default, PartialEq, serde::Deserialize)]
    struct Inner {
        size: u8,
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Wrapped(Inner);

    #[derive(Debug, PartialEq, serde::Deserialize)]
    enum Kind {
        Plain,
        Of(Inner),
        Pair(Inner, u8),
        Named { inner: Inner },
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Outer {
        inner: Inner,
        #[serde(default)]
        perhaps: Option<Box<Inner>>,
        many: Vec<Inner>,
        by_key: BTreeMap<String, Inner>,
        pair: (Inner, f64),
        wrapped: Wrapped,
        kinds: Vec<Kind>,
        any: Value,
        text: String,
        flag: bool,
        nothing: (),
    }

    fn whole() -> Value {
        json!({
            "inner": { "size": 1 },
            "perhaps": { "size": 2 },
            "many": [{ "size": 3 }, { "size": 4 }],
            "by_key": { "a": { "size": 5 } },
            "pair": [{ "size": 6 }, -1.5],
            "wrapped": { "size": 7 },
            "kinds": ["Plain", { "Of": { "size": 8 } }, { "Pair": [{ "size": 9 }, 1] }, { "Named": { "inner": { "size": 10 } } }],
            "any": { "size": [1, -2, 2.5, null, true, "x"] },
            "text": "x",
            "flag": true,
            "nothing": null,
        })
    }

    #[test]
    fn what_is_named_is_read() {
        let size = |size| Inner { size };
        let expected = Outer {
            inner: size(1),
            perhaps: Some(Box::new(size(2))),
            many: vec![size(3), size(4)],
            by_key: BTreeMap::from([("a".to_owned(), size(5))]),
            pair: (size(6), -1.5),
            wrapped: Wrapped(size(7)),
            kinds: vec![Kind::Plain, Kind::Of(size(8)), Kind::Pair(size(9), 1), Kind::Named { inner: size(10) }],
            any: whole()["any"].clone(),
            text: "x".to_owned(),
            flag: true,
            nothing: (),
        };
        assert_eq!(parse::<Outer>(whole().to_string().as_bytes()).unwrap(), expected);
        assert_eq!(read::<Outer>(whole()).unwrap(), expected);
    }

    #[test]
    fn an_array_is_no_object_at_any_depth() {
        for pointer in [
            "/inner",
            "/perhaps",
            "/many/1",
            "/by_key/a",
            "/pair/0",
            "/wrapped",
            "/kinds/1/Of",
            "/kinds/2/Pair/0",
            "/kinds/3/Named",
            "/kinds/3/Named/inner",
        ] {
            let mut wrong = whole();
            let place = wrong.pointer_mut(pointer).unwrap();
            let values = place.as_object().unwrap().values().cloned().collect();
            *place = Value::Array(values);
            assert!(parse::<Outer>(wrong.to_string().as_bytes()).is_err(), "{wrong}");
            assert!(read::<Outer>(wrong).is_err(), "{pointer}");
        }
        assert!(read::<Inner>(json!([1])).is_err());
    }
}
