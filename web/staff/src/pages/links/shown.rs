//! Which links the list shows.

use shared::link::LinkState;
use shared::time::Timestamp;
use ui::browser;

use crate::app::location::Query;
use crate::app::route::AppPath;
use crate::client::LinkFilter;

/// How long "this week" is.
const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// What a member looks for among the links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shown {
    /// Those that work.
    #[default]
    Active,
    /// Those that stop working within a week.
    EndingThisWeek,
    /// Those that nobody has opened.
    NeverOpened,
    /// Those whose URL may be with another customer.
    CustomerChanged,
    Expired,
    Revoked,
    All,
}

impl Shown {
    pub(super) const EVERY: [Self; 7] = [
        Self::Active,
        Self::EndingThisWeek,
        Self::NeverOpened,
        Self::CustomerChanged,
        Self::Expired,
        Self::Revoked,
        Self::All,
    ];

    /// What the address calls it; empty for what is shown without being asked for.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Active => "",
            Self::EndingThisWeek => "ending",
            Self::NeverOpened => "unopened",
            Self::CustomerChanged => "customer-changed",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::All => "all",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::EndingThisWeek => "Expires this week",
            Self::NeverOpened => "Never opened",
            Self::CustomerChanged => "Customer changed",
            Self::Expired => "Expired",
            Self::Revoked => "Revoked",
            Self::All => "All",
        }
    }

    /// What is said where there is none of them.
    pub(super) const fn none(self) -> &'static str {
        match self {
            Self::Active => "No active tracking links",
            Self::EndingThisWeek => "No tracking link expires this week",
            Self::NeverOpened => "Every active tracking link has been opened",
            Self::CustomerChanged => "No URL is with another customer",
            Self::Expired => "No tracking link has expired",
            Self::Revoked => "No tracking link was revoked",
            Self::All => "No tracking links yet",
        }
    }

    /// The one with this name; what no name belongs to is what is shown without being asked for.
    pub(super) fn named(name: &str) -> Self {
        Self::EVERY.into_iter().find(|shown| shown.name() == name).unwrap_or_default()
    }

    const fn state(self) -> Option<LinkState> {
        match self {
            Self::Active | Self::EndingThisWeek | Self::NeverOpened | Self::CustomerChanged => Some(LinkState::Active),
            Self::Expired => Some(LinkState::Expired),
            Self::Revoked => Some(LinkState::Revoked),
            Self::All => None,
        }
    }
}

/// What the list is asked for, as the address says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Asked {
    pub(super) shown: Shown,
    /// Words to look for; empty for all.
    pub(super) text: String,
}

impl Asked {
    pub(super) fn of(query: &Query) -> Self {
        let value = |name| query.get(name).unwrap_or_default();
        Self { shown: Shown::named(&value("show")), text: value("q") }
    }

    pub(super) fn address(&self) -> String {
        Query::default().with("show", self.shown.name()).with("q", &self.text).of(AppPath::TrackingLinks)
    }

    pub(super) fn filter(&self) -> LinkFilter {
        let in_a_week = || Timestamp::from_unix_ms(browser::now_ms().saturating_add(WEEK_MS));
        LinkFilter {
            text: self.text.trim().to_owned(),
            state: self.shown.state(),
            expires_before: if self.shown == Shown::EndingThisWeek { in_a_week() } else { None },
            opened: (self.shown == Shown::NeverOpened).then_some(false),
            customer_changed: (self.shown == Shown::CustomerChanged).then_some(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_names_what_is_shown() {
        for shown in Shown::EVERY {
            assert_eq!(Shown::named(shown.name()), shown);
        }
        assert_eq!(Shown::named("nonsense"), Shown::Active);
        assert_eq!(Asked::default().address(), "/tracking-links");
    }

    #[test]
    fn what_needs_a_look_is_looked_for_among_those_that_work() {
        for shown in [Shown::Active, Shown::NeverOpened, Shown::CustomerChanged] {
            assert_eq!(shown.state(), Some(LinkState::Active));
        }
        let filter = Asked { shown: Shown::NeverOpened, text: " Hilux ".to_owned() }.filter();
        assert_eq!((filter.text.as_str(), filter.opened, filter.customer_changed), ("Hilux", Some(false), None));
    }
}
