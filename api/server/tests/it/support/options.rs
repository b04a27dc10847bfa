//! The options of a tracking link as the list has them, and the part of the page that each permits.

use shared::link_options::{LinkOption, LinkOptions};

/// The member of the page's JSON that is there only with the option.
pub const fn part(option: LinkOption) -> &'static str {
    match option {
        LinkOption::Photo => "hero_photo",
        LinkOption::Eta => "eta",
        LinkOption::Progress => "progress",
        LinkOption::Notes => "notes",
        LinkOption::Subscriptions => "subscribe_by_calendar",
    }
}

/// Options of which each is as a function says.
pub fn options(is_on: impl Fn(LinkOption) -> bool) -> LinkOptions {
    let mut options = LinkOptions::default();
    for option in LinkOption::ALL {
        options.set(option, is_on(option));
    }
    options
}

/// Every combination of options.
pub fn combinations() -> impl Iterator<Item = LinkOptions> {
    (0..1 << LinkOption::ALL.len()).map(|bits: u32| options(|option| bits >> option as u32 & 1 == 1))
}
