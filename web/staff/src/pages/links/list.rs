//! The list of links as far as it has been loaded, and what is selected in it.

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::ids::TrackingLinkId;
use shared::link::{LinkState, ListedTrackingLink};
use shared::member::Role;
use ui::components::Toasts;

use crate::app::location::{Go, Query, use_location};
use crate::app::paged::PagedList;
use crate::app::route::AppPath;
use crate::app::session::{Staff, use_staff};

/// The list.
#[derive(Clone, Copy)]
pub(super) struct LinkList {
    pub(super) staff: Staff,
    pub(super) toasts: Toasts,
    /// The state to show, as the address says; empty for all.
    pub(super) filter: Memo<String>,
    /// What the list of states shows.
    pub(super) chosen: RwSignal<String>,
    pub(super) paged: PagedList<ListedTrackingLink>,
    pub(super) selected: RwSignal<BTreeSet<TrackingLinkId>>,
    pub(super) confirm_selected: RwSignal<bool>,
    pub(super) confirm_all: RwSignal<bool>,
}

impl LinkList {
    pub(super) fn new() -> Self {
        let location = use_location();
        let query = location.query();
        let filter = Memo::new(move |_| query.with(|query| query.get("state").unwrap_or_default()));
        let list = Self {
            staff: use_staff(),
            toasts: Toasts::expect(),
            filter,
            chosen: RwSignal::new(filter.get_untracked()),
            paged: PagedList::new(),
            selected: RwSignal::new(BTreeSet::new()),
            confirm_selected: RwSignal::new(false),
            confirm_all: RwSignal::new(false),
        };
        Effect::new(move || {
            list.chosen.set(filter.get());
            list.reload();
        });
        // The choice goes into the address, so that it can be kept, shared and gone back to.
        Effect::new(move || {
            let chosen = list.chosen.get();
            if chosen != filter.get_untracked() {
                location.go(&Query::default().with("state", &chosen).of(AppPath::TrackingLinks), Go::Filter);
            }
        });
        list
    }

    /// Loads the list again. Nothing that is no longer in sight stays selected.
    pub(super) fn reload(self) {
        self.selected.set(BTreeSet::new());
        let (client, state) = (self.staff.client(), self.state());
        self.paged.ask(async move { client.tracking_links(state, None).await });
    }

    pub(super) fn load_more(self) {
        let (client, state) = (self.staff.client(), self.state());
        self.paged.ask_more(|cursor| async move { client.tracking_links(state, Some(&cursor)).await });
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

    fn state(self) -> Option<LinkState> {
        self.filter.with_untracked(|filter| LinkState::parse(filter))
    }
}
