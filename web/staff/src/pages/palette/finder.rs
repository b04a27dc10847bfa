//! What is typed into the palette, what is found, and which of it the keys choose.

use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::browser;
use ui::components::Toasts;

use super::entry::{Entry, Target, commands};
use crate::app::keyboard::Keyboard;
use crate::app::location::{Go, Location, Query, use_location};
use crate::app::route::AppPath;
use crate::app::session::{Staff, use_staff};
use crate::app::sign_out::sign_out;
use crate::app::uploads::UploadsPlace;

/// Nobody types faster than this for long, and nobody notices it.
const TYPING_PAUSE_MS: u32 = 200;
/// So many vehicles fit beside the commands.
const MOST_VEHICLES: u8 = 8;

/// Where the search for vehicles stands.
#[derive(Clone, PartialEq, Default)]
struct Search {
    /// What the vehicles were found by.
    text: String,
    vehicles: Vec<Entry>,
    failure: Option<String>,
}

/// The state of the palette while it is open.
#[derive(Clone, Copy)]
pub(super) struct Finder {
    keyboard: Keyboard,
    staff: Staff,
    uploads: UploadsPlace,
    toasts: Toasts,
    location: Location,
    pub(super) text: RwSignal<String>,
    search: RwSignal<Search>,
    /// The key of the entry that was moved to.
    chosen: RwSignal<Option<String>>,
    /// Whether Enter was pressed before anything was found.
    in_haste: RwSignal<bool>,
    pub(super) entries: Memo<Vec<Entry>>,
}

impl Finder {
    pub(super) fn new(keyboard: Keyboard) -> Self {
        let staff = use_staff();
        let text = RwSignal::new(keyboard.take_typed());
        let search = RwSignal::new(Search::default());
        let entries = Memo::new(move |_| {
            let text = text.get();
            let mut entries = commands(staff.member().role, keyboard.may_create());
            entries.retain(|entry| entry.matches(&text));
            search.with(|search| {
                // What was found by less stays where it matches what is typed by now.
                let is_of_text = search.text == text.trim();
                let vehicles = search.vehicles.iter().filter(|vehicle| is_of_text || vehicle.matches(&text));
                entries.extend(vehicles.filter(|_| !text.trim().is_empty()).cloned());
            });
            entries
        });
        let finder = Self {
            keyboard,
            staff,
            uploads: UploadsPlace::expect(),
            toasts: Toasts::expect(),
            location: use_location(),
            text,
            search,
            chosen: RwSignal::new(None),
            in_haste: RwSignal::new(false),
            entries,
        };
        Effect::new(move || finder.look_for(text.get().trim().to_owned()));
        Effect::new(move || {
            let is_found = entries.with(|entries| !entries.is_empty());
            if is_found && finder.in_haste.get_untracked() {
                untrack(|| finder.choose());
            }
        });
        finder
    }

    /// Takes over what is typed now.
    pub(super) fn enter(self, text: String) {
        self.chosen.set(None);
        self.in_haste.set(false);
        self.text.set(text);
    }

    /// The entry that Enter chooses: the one that was moved to, else the first; reactive.
    pub(super) fn active(self) -> Option<Entry> {
        self.entries.with(|entries| entries.get(self.place(entries)).cloned())
    }

    /// Moves to another entry, past the last to the first.
    pub(super) fn step(self, by: isize) {
        let next = self.entries.with_untracked(|entries| {
            let count = isize::try_from(entries.len()).ok().filter(|count| *count > 0)?;
            let now = isize::try_from(untrack(|| self.place(entries))).ok()?;
            entries.get(usize::try_from((now + by).rem_euclid(count)).ok()?).map(|entry| entry.key.clone())
        });
        self.chosen.set(next);
    }

    /// Moves to this entry.
    pub(super) fn point_at(self, key: &str) {
        if self.chosen.with_untracked(|chosen| chosen.as_deref() != Some(key)) {
            self.chosen.set(Some(key.to_owned()));
        }
    }

    /// Does what the entry stands for; while nothing is found yet, as soon as something is.
    pub(super) fn choose(self) {
        let Some(entry) = untrack(|| self.active()) else { return self.in_haste.set(true) };
        self.keyboard.palette.set(false);
        match entry.target {
            Target::Go(to) => {
                let go = if to == self.location.now() { Go::Instead } else { Go::On };
                self.location.go(&to, go);
            }
            Target::NewVehicle => self.keyboard.new_vehicle.set(true),
            Target::Help => self.keyboard.help.set(true),
            Target::SignOut => {
                let (uploads, toasts) = (self.uploads, self.toasts);
                self.location.end(Callback::new(move |()| sign_out(uploads, toasts, RwSignal::new(false))));
            }
        }
    }

    /// What is said of the results; reactive.
    pub(super) fn summary(self) -> String {
        let count = self.entries.with(Vec::len);
        let (failure, is_done) =
            self.search.with(|search| (search.failure.clone(), self.text.with(|text| search.text == text.trim())));
        match (failure.filter(|_| is_done), count, is_done) {
            (Some(failure), ..) => failure,
            (None, 0, true) => "Nothing matches.".to_owned(),
            (None, 0, false) => "Searching\u{2026}".to_owned(),
            (None, 1, _) => "1 result".to_owned(),
            (None, count, _) => format!("{count} results"),
        }
    }

    /// Whether only the summary says what there is: that nothing was found, or why not; reactive.
    pub(super) fn needs_summary(self) -> bool {
        self.entries.with(Vec::is_empty) || self.search.with(|search| search.failure.is_some())
    }

    fn place(self, entries: &[Entry]) -> usize {
        self.chosen.with(|chosen| {
            let chosen = chosen.as_ref();
            entries.iter().position(|entry| Some(&entry.key) == chosen).unwrap_or_default()
        })
    }

    /// Asks for the vehicles that match, once nobody types on.
    fn look_for(self, text: String) {
        if text.is_empty() {
            return self.search.set(Search::default());
        }
        let client = self.staff.client();
        spawn_local(async move {
            let is_current = || self.text.try_with_untracked(|now| now.trim() == text) == Some(true);
            browser::sleep_ms(TYPING_PAUSE_MS).await;
            if !is_current() {
                return;
            }
            let answer = client.find_vehicles(&text, MOST_VEHICLES).await;
            if !is_current() {
                return;
            }
            let found = match answer {
                Ok(page) => {
                    let mut vehicles: Vec<_> = page.data.into_iter().map(Entry::of).collect();
                    if let Some(total) = page.total.filter(|total| *total > i64::from(MOST_VEHICLES)) {
                        let address = Query::default().with("q", &text).of(AppPath::Vehicles);
                        vehicles.push(Entry::all_matches(address, total));
                    }
                    Search { text, vehicles, failure: None }
                }
                Err(error) => Search { text, vehicles: Vec::new(), failure: Some(error.message()) },
            };
            self.search.try_set(found);
        });
    }
}
