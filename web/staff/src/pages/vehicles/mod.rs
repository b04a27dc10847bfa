//! The vehicles of the organisation: search, filters, the list, and creating one.

mod arrival;
pub mod create;
mod filters;
pub mod find;
mod list;
pub mod nothing;
mod search;
mod tabs;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::app_page::AppPage;
use shared::member::Role;
use shared::vehicle::Vehicle;
use ui::browser;
use ui::components::{Button, ButtonVariant, IconName, PageHeader, Toasts};

use self::filters::{address_of, filter_of};
use self::list::VehicleTable;
use crate::app::back::BackToVehicles;
use crate::app::formats::number;
use crate::app::kept_list::{Kept, KeptList};
use crate::app::keyboard::Keyboard;
use crate::app::load_ahead::LoadAhead;
use crate::app::location::use_location;
use crate::app::paged::{PagedList, Phase};
use crate::app::paged_view::PagedView;
use crate::app::parts::find::{finding, nothing};
use crate::app::route::AppPath;
use crate::app::session::{Staff, use_staff};
use crate::app::title::DocumentTitle;
use crate::client::VehicleFilter;

/// The vehicles, or the deleted ones.
#[component]
pub fn VehiclesPage() -> impl IntoView {
    let (path, query) = (use_location().path(), use_location().query());
    // What is asked of the next page is not asked of this one.
    let filter = Memo::new(move |before: Option<&VehicleFilter>| {
        let is_here = path.with(|path| AppPage::at(path).is_some_and(|(page, _)| page == AppPage::Vehicles));
        before.filter(|_| !is_here).cloned().unwrap_or_else(|| query.with(filter_of))
    });
    let list = VehicleList::new(filter);
    // Not before the list is here, which needs the connection more.
    let phase = list.paged.phase();
    let load_ahead = use_context::<LoadAhead>();
    Effect::new(move |begun: Option<bool>| {
        let begins = phase.get() != Phase::Loading;
        if begins
            && begun != Some(true)
            && let Some(load_ahead) = load_ahead
        {
            load_ahead.begin();
        }
        begins || begun == Some(true)
    });
    let title = Signal::derive(move || if filter.get().deleted { "Deleted vehicles" } else { "Vehicles" }.to_owned());
    let loaded = Signal::derive(move || phase.get() != Phase::Loading && !list.paged.is_busy());
    view! {
        <DocumentTitle text=title />
        <div class="vehicles-page">
            <Header title filter list=list.paged />
        </div>
        <div class="finding">{finding(filter, loaded)}</div>
        <PagedView
            what="The vehicles"
            list=list.paged
            on_retry=Callback::new(move |()| list.reload())
            on_more=Callback::new(move |()| list.load_more())
            empty=move || nothing(filter)
        >
            <Rows list />
        </PagedView>
        <p class="vehicles-page__foot">
            {move || {
                (!filter.get().deleted)
                    .then(|| view! { <a href=AppPath::DeletedVehicles.to_string()>"Deleted vehicles"</a> })
            }}
        </p>
    }
}

#[component]
fn Header(title: Signal<String>, filter: Memo<VehicleFilter>, list: PagedList<Vehicle>) -> impl IntoView {
    let staff = use_staff();
    let open = Keyboard::expect().new_vehicle;
    view! {
        <PageHeader
            title
            above=move || filter.get().deleted.then(|| view! { <BackToVehicles /> })
            subtitle=move || view! { <Total list /> }
        >
            {move || {
                (!filter.get().deleted && staff.can(Role::Editor))
                    .then(|| {
                        view! {
                            <Button
                                variant=ButtonVariant::Primary
                                icon=IconName::Plus
                                disabled=Signal::derive(move || staff.locked())
                                on_press=Callback::new(move |()| open.set(true))
                            >
                                "New vehicle"
                            </Button>
                        }
                    })
            }}
        </PageHeader>
    }
}

/// How many vehicles the list has; screen readers say what a search finds.
#[component]
fn Total(list: PagedList<Vehicle>) -> impl IntoView {
    // The line is there before the number is, so that nothing moves.
    view! { <output>{move || list.total().map_or_else(|| "\u{a0}".to_owned(), vehicles_in_words)}</output> }
}

fn vehicles_in_words(total: i64) -> String {
    let noun = if total == 1 { "vehicle" } else { "vehicles" };
    format!("{} {noun}", number(total))
}

#[component]
fn Rows(list: VehicleList) -> impl IntoView {
    let staff = use_staff();
    let deleted = Memo::new(move |_| list.filter.get().deleted);
    let vehicles = list.paged.rows();
    move || {
        let restorable = deleted.get() && staff.can(Role::Admin) && !staff.locked();
        let on_restore = restorable.then(|| Callback::new(move |vehicle| list.restore(vehicle)));
        view! { <VehicleTable vehicles filter=list.filter on_restore /> }
    }
}

/// The list as far as it has been loaded.
#[derive(Clone, Copy)]
struct VehicleList {
    staff: Staff,
    toasts: Toasts,
    filter: Memo<VehicleFilter>,
    paged: PagedList<Vehicle>,
}

impl VehicleList {
    fn new(filter: Memo<VehicleFilter>) -> Self {
        let list = Self { staff: use_staff(), toasts: Toasts::expect(), filter, paged: PagedList::new() };
        let (location, keep) = (use_location(), KeptList::expect());
        let address = move || filter.with_untracked(address_of);
        let kept = keep.back_to(location, &address());
        let shown = kept.as_ref().map(|kept| kept.page.data.len());
        if let Some(kept) = kept {
            list.paged.put(kept.page);
            stand_where_it_was_left(kept.scrolled, location.left().address);
        }
        on_cleanup(move || {
            if let Some(page) = list.paged.loaded() {
                keep.keep(Kept { address: address(), page, scrolled: location.left().scrolled });
            }
        });
        Effect::new(move |before: Option<bool>| {
            let deleted = filter.get().deleted;
            match (before, shown) {
                (None, Some(shown)) => list.refresh(shown),
                // Living and deleted vehicles are two lists: none of the one may be seen under the title of the other.
                _ => list.load(before.is_some_and(|before| before != deleted)),
            }
            deleted
        });
        list
    }

    fn reload(self) {
        self.load(true);
    }

    fn load(self, anew: bool) {
        let (client, filter) = (self.staff.client(), self.filter.get_untracked());
        let question = async move { client.vehicles(&filter, None, None).await };
        if anew { self.paged.ask_anew(question) } else { self.paged.ask(question) }
    }

    /// Asks for as many vehicles as are shown.
    fn refresh(self, shown: usize) {
        let (client, filter) = (self.staff.client(), self.filter.get_untracked());
        self.paged.ask(async move {
            let mut list = client.vehicles(&filter, Some(shown.clamp(USUAL_ROWS, MOST_ROWS)), None).await?;
            while let Some(cursor) = list.next_cursor.take_if(|_| list.data.len() < shown) {
                let rest = (shown - list.data.len()).min(MOST_ROWS);
                let next = client.vehicles(&filter, Some(rest), Some(&cursor)).await?;
                list.data.extend(next.data);
                list.next_cursor = next.next_cursor;
            }
            Ok(list)
        });
    }

    fn load_more(self) {
        let (client, filter) = (self.staff.client(), self.filter.get_untracked());
        self.paged.ask_more(|cursor| async move { client.vehicles(&filter, None, Some(&cursor)).await });
    }

    fn restore(self, vehicle: Vehicle) {
        let (client, toasts) = (self.staff.client(), self.toasts);
        spawn_local(async move {
            match client.restore_vehicle(&vehicle.id).await {
                Ok(()) => {
                    toasts.success(format!("{} was restored. Its old tracking link stays off.", vehicle.title()));
                    self.load(false);
                }
                Err(error) => toasts.error(error.message()),
            }
        });
    }
}

/// How many rows a page of the list has, and how many it can have.
const USUAL_ROWS: usize = 25;
const MOST_ROWS: usize = 100;

/// Moves the page to where the list stood when it was left, and the focus to the vehicle that was opened, once both are there.
fn stand_where_it_was_left(scrolled: Option<f64>, opened: String) {
    let stand = move || {
        let opened = opened.split('?').next().unwrap_or_default();
        browser::focus_in_place(&["main a[href=\"", opened, "\"]"].concat());
        if let (Some(scrolled), Some(window)) = (scrolled, browser::window()) {
            window.scroll_to_with_x_and_y(0.0, scrolled);
        }
    };
    // The frame moves the focus to the heading first.
    request_animation_frame(|| request_animation_frame(stand));
}
