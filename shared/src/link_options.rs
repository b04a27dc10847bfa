//! The options of a tracking link: switches that say what its page shows. They are written once, in the list of
//! [`link_options!`](crate::link_options!); the types here, the columns in `store` and the switches of the staff app are made from it.

use serde::{Deserialize, Serialize};

/// The list of the options, in the order in which people and the wire read them. It is handed to the macro that is named, behind
/// the arguments of that: `link_options!(callback!(arguments))`.
///
/// An entry is the field on the wire, which is also the column, with its documentation, its name in Rust, what staff read, and
/// whether a new organisation starts with it. What else a new option needs is in CONTRIBUTING.md.
#[macro_export]
macro_rules! link_options {
    ($($segment:ident)::+ ! $arguments:tt) => {
        $($segment)::+! {
            $arguments
            show_photo {
                /// Show photo: the hero photo.
                Photo, label: "Show photo", hint: "The hero photo.", initially: true
            }
            show_eta {
                /// Show estimated arrival: the ETA date.
                Eta, label: "Show estimated arrival", hint: "The ETA date.", initially: true
            }
            show_progress {
                /// Show progress tracker: the staged progress bar.
                Progress, label: "Show progress tracker", hint: "The staged progress bar.", initially: true
            }
            show_notes {
                /// Show customer notes on tracking page: notes of scope `customer`.
                Notes, label: "Show customer notes on tracking page", hint: "Customer-scope notes, without their author.",
                initially: true
            }
            allow_subscriptions {
                /// Let customers subscribe: the form by which they ask to be told by mail, if this server sends mail, and the address
                /// of a calendar that follows the date.
                Subscriptions, label: "Let customers subscribe", hint: "They ask to be told by e-mail of what the page shows.",
                initially: true
            }
        }
    };
}

macro_rules! define {
    (
        []
        $(
            $field:ident {
                $(#[$about:meta])*
                $option:ident, label: $label:literal, hint: $hint:literal, initially: $initial:literal
            }
        )+
    ) => {
        /// One switch of what a tracking page shows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum LinkOption {
            $($(#[$about])* $option,)+
        }

        impl LinkOption {
            /// Every option, in the order in which people read them.
            pub const ALL: [Self; [$($label),+].len()] = [$(Self::$option),+];

            /// Its field on the wire, and its column.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$option => stringify!($field),)+
                }
            }

            /// What staff call it.
            pub const fn label(self) -> &'static str {
                match self {
                    $(Self::$option => $label,)+
                }
            }

            /// What the page shows with it, in a few words for staff.
            pub const fn hint(self) -> &'static str {
                match self {
                    $(Self::$option => $hint,)+
                }
            }
        }

        /// What a tracking page shows and offers: five switches.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct LinkOptions {
            $($(#[$about])* pub $field: bool,)+
        }

        impl LinkOptions {
            /// Everything is shown.
            pub const ALL_ON: Self = Self { $($field: true),+ };

            /// Whether an option is on.
            pub const fn get(self, option: LinkOption) -> bool {
                match option {
                    $(LinkOption::$option => self.$field,)+
                }
            }

            /// Switches an option on or off.
            pub const fn set(&mut self, option: LinkOption, on: bool) {
                match option {
                    $(LinkOption::$option => self.$field = on,)+
                }
            }
        }

        impl Default for LinkOptions {
            /// What a new organisation starts with.
            fn default() -> Self {
                Self { $($field: $initial),+ }
            }
        }

        /// A change of some of the five switches; what is absent stays.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct LinkOptionsUpdate {
            $(
                $(#[$about])*
                #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::patch::not_null")]
                #[cfg_attr(feature = "openapi", schema(nullable = false))]
                pub $field: Option<bool>,
            )+
        }

        impl LinkOptionsUpdate {
            /// What an option becomes, if it changes.
            pub const fn get(self, option: LinkOption) -> Option<bool> {
                match option {
                    $(LinkOption::$option => self.$field,)+
                }
            }

            /// Says what an option becomes.
            pub const fn set(&mut self, option: LinkOption, on: bool) {
                match option {
                    $(LinkOption::$option => self.$field = Some(on),)+
                }
            }
        }
    };
}

link_options!(define![]);

impl LinkOptions {
    /// These options with the named ones replaced.
    #[must_use]
    pub fn with(mut self, update: LinkOptionsUpdate) -> Self {
        for option in LinkOption::ALL {
            if let Some(on) = update.get(option) {
                self.set(option, on);
            }
        }
        self
    }

    /// The options that are not as they were before; `None` when all are.
    pub fn changed_since(self, before: Self) -> Option<LinkOptionsUpdate> {
        let mut update = LinkOptionsUpdate::default();
        for option in LinkOption::ALL.into_iter().filter(|option| self.get(*option) != before.get(*option)) {
            update.set(option, self.get(option));
        }
        (self != before).then_some(update)
    }
}

impl From<LinkOptions> for LinkOptionsUpdate {
    fn from(options: LinkOptions) -> Self {
        let mut update = Self::default();
        for option in LinkOption::ALL {
            update.set(option, options.get(option));
        }
        update
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn names(value: &Value) -> Vec<&str> {
        value.as_object().unwrap().keys().map(String::as_str).collect()
    }

    /// In the order of the text, which a `Value` does not keep.
    fn places(text: &str) -> Vec<usize> {
        LinkOption::ALL.map(|option| text.find(&format!("\"{}\":", option.as_str())).unwrap()).to_vec()
    }

    #[test]
    fn list_struct_and_wire_agree() {
        let (all, whole) = (serde_json::to_value(LinkOptions::ALL_ON).unwrap(), LinkOptions::ALL_ON.into());
        let update = serde_json::to_value::<LinkOptionsUpdate>(whole).unwrap();
        assert_eq!((names(&all).len(), &all), (LinkOption::ALL.len(), &update));
        assert!(places(&serde_json::to_string(&LinkOptions::ALL_ON).unwrap()).is_sorted());
        assert!(places(&serde_json::to_string(&whole).unwrap()).is_sorted());
    }

    #[test]
    fn each_option_is_its_own_field() {
        for option in LinkOption::ALL {
            let mut options = LinkOptions::ALL_ON;
            options.set(option, false);
            let wire = serde_json::to_value(options).unwrap();
            let off: Vec<_> = names(&wire).into_iter().filter(|name| wire[*name] == false).collect();
            assert_eq!(off, [option.as_str()]);
            assert_eq!(LinkOption::ALL.into_iter().filter(|other| !options.get(*other)).collect::<Vec<_>>(), [option]);
            assert_eq!(serde_json::from_value::<LinkOptions>(wire).unwrap(), options);
        }
    }

    #[test]
    fn a_change_names_what_changed_and_leaves_the_rest() {
        for option in LinkOption::ALL {
            let mut options = LinkOptions::ALL_ON;
            options.set(option, false);
            let update = options.changed_since(LinkOptions::ALL_ON).unwrap();
            assert_eq!(serde_json::to_value(update).unwrap(), json!({ option.as_str(): false }));
            assert_eq!(serde_json::from_value::<LinkOptionsUpdate>(json!({ option.as_str(): false })).unwrap(), update);
            assert_eq!(LinkOptions::ALL_ON.with(update), options);
            assert_eq!(options.with(LinkOptions::ALL_ON.into()), LinkOptions::ALL_ON);
            assert_eq!(options.changed_since(options), None);
            assert!(serde_json::from_value::<LinkOptionsUpdate>(json!({ option.as_str(): null })).is_err());
        }
        assert!(serde_json::from_value::<LinkOptionsUpdate>(json!({ "show_price": true })).is_err());
    }
}
