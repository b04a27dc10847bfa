//! The channels through which events are delivered. Whoever adds one is asked by the compiler what it delivers to whom
//! (`store::deliveries::plan`) and what sends it (`server::app::serving`).

macro_rules! channels {
    ($($(#[$about:meta])* $channel:ident = $name:literal;)+) => {
        /// A way for an event to reach somebody.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Channel {
            $($(#[$about])* $channel,)+
        }

        impl Channel {
            /// Every channel.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$channel),+];

            /// Its name in the database.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$channel => $name,)+
                }
            }
        }
    };
}

channels! {
    /// A request to an endpoint of the organisation.
    Webhook = "webhook";
    /// A mail to those who asked to be told about a vehicle.
    Mail = "mail";
}
