//! Enums of the wire: each variant and its wire name are in one list.

/// Defines an enum of the wire: its variants with their wire names, `ALL`, `as_str`, `parse`, serde and the schema.
///
/// The wire name is a token tree: the derive of the schema does not see into a literal that a macro handed on.
macro_rules! wire_enum {
    (
        $(#[$attribute:meta])*
        $name:ident {
            $($(#[$about:meta])* $variant:ident = $wire:tt),+ $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name {
            $($(#[$about])* #[serde(rename = $wire)] $variant,)+
        }

        impl $name {
            /// Every value, in the order in which people read them.
            pub const ALL: [Self; [$($wire),+].len()] = [$(Self::$variant),+];

            /// The value on the wire and in the database.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $wire,)+
                }
            }

            /// The value with this wire name.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.as_str() == text)
            }
        }
    };
}

pub(crate) use wire_enum;

#[cfg(test)]
mod tests {
    wire_enum! {
        /// A direction.
        #[derive(Default)]
        Direction {
            /// Away from the port.
            #[default]
            OutBound = "out.bound",
            /// Towards it.
            InBound = "in_bound",
        }
    }

    #[test]
    fn a_name_is_the_same_everywhere() {
        assert_eq!(Direction::ALL, [Direction::OutBound, Direction::InBound]);
        for direction in Direction::ALL {
            assert_eq!(Direction::parse(direction.as_str()), Some(direction));
            assert_eq!(serde_json::to_value(direction).unwrap(), direction.as_str());
            assert_eq!(serde_json::from_value::<Direction>(direction.as_str().into()).unwrap(), direction);
        }
        assert_eq!(Direction::parse("OutBound"), None);
        assert_eq!(Direction::default().as_str(), "out.bound");
    }
}
