//! The list of links as far as it has been loaded, and what is selected in it.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::TrackingLinkId;
use shared::link::{LinkState, ListedTrackingLink};
use shared::member::Role;
use ui::components::Toasts;

use super::shown::Asked;
use crate::app::location::use_location;
use crate::app::paged::PagedList;
use crate::app::session::{Staff, use_staff};
use crate::client::LinkFilter;

/// The list.
#[derive(Clone, Copy)]
pub(super) struct LinkList {
    pub(super) staff: Staff,
    pub(super) toasts: Toasts,
    /// What is shown, as the address says.
    pub(super) asked: Memo<Asked>,
    pub(super) paged: PagedList<ListedTrackingLink>,
    pub(super) selected: RwSignal<BTreeSet<TrackingLinkId>>,
    pub(super) confirm_selected: RwSignal<bool>,
    pub(super) confirm_all: RwSignal<bool>,
    /// How many there are to revoke, when somebody is asked about all.
    pub(super) revocable: RwSignal<i64>,
}

impl LinkList {
    pub(super) fn new() -> Self {
        let query = use_location().query();
        let list = Self {
            staff: use_staff(),
            toasts: Toasts::expect(),
            asked: Memo::new(move |_| query.with(Asked::of)),
            paged: PagedList::new(),
            selected: RwSignal::new(BTreeSet::new()),
            confirm_selected: RwSignal::new(false),
            confirm_all: RwSignal::new(false),
            revocable: RwSignal::new(0),
        };
        Effect::new(move || {
            list.asked.track();
            list.reload();
        });
        list
    }

    /// Loads the list again. Nothing that is no longer in sight stays selected.
    pub(super) fn reload(self) {
        self.selected.set(BTreeSet::new());
        let (client, filter) = (self.staff.client(), self.filter());
        self.paged.ask(async move { client.tracking_links(&filter, None).await });
    }

    pub(super) fn load_more(self) {
        let (client, filter) = (self.staff.client(), self.filter());
        self.paged.ask_more(|cursor| async move { client.tracking_links(&filter, Some(&cursor)).await });
    }

    pub(super) fn select(self, id: &TrackingLinkId, on: bool) {
        self.selected.update(|selected| {
            if on {
                selected.insert(id.clone());
            } else {
                selected.remove(id);
            }
        });
    }

    /// Whether the member may revoke; also in lockdown, for it only takes access away. Reactive.
    pub(super) fn may_revoke(self) -> bool {
        self.staff.can(Role::Editor)
    }

    fn filter(self) -> LinkFilter {
        self.asked.with_untracked(Asked::filter)
    }

    /// Asks how many links work or could work again, and then whether to revoke them all.
    pub(super) fn ask_revoke_all(self) {
        let client = self.staff.client();
        let of = |state| LinkFilter { state: Some(state), ..LinkFilter::default() };
        spawn_local(async move {
            let active = client.count_tracking_links(&of(LinkState::Active)).await;
            let expired = client.count_tracking_links(&of(LinkState::Expired)).await;
            match (active, expired) {
                (Ok(0), Ok(0)) => self.toasts.success("There are no links left to revoke."),
                (Ok(active), Ok(expired)) => {
                    self.revocable.try_set(active + expired);
                    self.confirm_all.try_set(true);
                }
                (Err(error), _) | (_, Err(error)) => self.toasts.error(error.message()),
            }
        });
    }
}
