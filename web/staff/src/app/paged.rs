//! A list that is loaded page by page. What was shown stays in place when more of it arrives, and so does the focus.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::page::Page;
use ui::browser;
use ui::components::{Button, Skeleton, Toasts};

use super::load::{Load, Loader};
use super::retry::Failure;
use crate::client::ApiError;

/// Where a list stands, apart from what is in it.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// On its way, for the first time.
    Loading,
    /// Not to be had, for this reason.
    Failed(ApiError),
    /// Here, with nothing in it.
    Empty,
    /// Here.
    Filled,
}

/// The list as far as it has been loaded.
pub struct PagedList<T: Send + Sync + 'static> {
    loader: Loader<Page<T>>,
    loading_more: RwSignal<bool>,
    /// Whether more than one page was loaded.
    grown: RwSignal<bool>,
    toasts: Toasts,
}

impl<T: Send + Sync + 'static> Clone for PagedList<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for PagedList<T> {}

impl<T: Clone + Send + Sync + 'static> Default for PagedList<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Clone + Send + Sync + 'static> PagedList<T> {
    /// A list that has not been asked for yet.
    pub fn new() -> Self {
        Self {
            loader: Loader::new(),
            loading_more: RwSignal::new(false),
            grown: RwSignal::new(false),
            toasts: Toasts::expect(),
        }
    }

    /// Asks for the first page; what is shown stays until it is here.
    pub fn ask(self, question: impl Future<Output = Result<Page<T>, ApiError>> + 'static) {
        self.grown.set(false);
        self.loader.ask(question);
    }

    /// Asks for the page after the last one that was loaded.
    pub fn ask_more<F>(self, question: impl FnOnce(String) -> F)
    where
        F: Future<Output = Result<Page<T>, ApiError>> + 'static,
    {
        let Some(cursor) = untrack(|| self.next_cursor()).filter(|_| !self.loading_more.get_untracked()) else {
            return;
        };
        self.loading_more.set(true);
        let next = question(cursor.clone());
        spawn_local(async move {
            let answer = next.await;
            if self.loading_more.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(next) => self.append(&cursor, next),
                Err(error) => self.toasts.error(error.message()),
            }
        });
    }

    /// Changes what is shown; reactive readers follow.
    pub fn update_items(self, change: impl FnOnce(&mut Vec<T>)) {
        self.loader.state().try_update(|state| {
            if let Load::Ready(page) = state {
                change(&mut page.data);
            }
        });
    }

    /// What has been loaded; reactive.
    pub fn items(self) -> Vec<T> {
        self.loader.state().with(|state| state.ready().map(|page| page.data.clone()).unwrap_or_default())
    }

    /// The first item of which this is true; reactive.
    pub fn find(self, mut is_it: impl FnMut(&T) -> bool) -> Option<T> {
        self.loader
            .state()
            .with(|state| state.ready().and_then(|page| page.data.iter().find(|item| is_it(item)).cloned()))
    }

    /// Where the list stands; changes of what is in it do not change it.
    pub fn phase(self) -> Memo<Phase> {
        let state = self.loader.state();
        Memo::new(move |_| {
            state.with(|state| match state {
                Load::Loading => Phase::Loading,
                Load::Failed(error) => Phase::Failed(error.clone()),
                Load::Ready(page) if page.data.is_empty() => Phase::Empty,
                Load::Ready(_) => Phase::Filled,
            })
        })
    }

    /// Whether the first page is being asked for; reactive.
    pub fn is_busy(self) -> bool {
        self.loader.is_busy()
    }

    fn next_cursor(self) -> Option<String> {
        self.loader.state().with(|state| state.ready().and_then(|page| page.next_cursor.clone()))
    }

    fn append(self, cursor: &str, next: Page<T>) {
        self.loader.state().try_update(|state| {
            // The list may have been loaded anew meanwhile: then this is no longer its next page.
            if let Load::Ready(page) = state
                && page.next_cursor.as_deref() == Some(cursor)
            {
                page.data.extend(next.data);
                page.next_cursor = next.next_cursor;
                self.grown.set(true);
            }
        });
        if untrack(|| self.next_cursor()).is_none() {
            // The button that had the focus is gone.
            request_animation_frame(|| browser::focus(".show-more__end"));
        }
    }
}

/// A list in the phase that it is in: waiting, failed, empty or filled.
#[component]
pub fn PagedView(
    /// What is listed, at the start of a sentence: "The API keys".
    what: &'static str,
    /// Where the list stands.
    phase: Memo<Phase>,
    /// Whether it is being loaded again while an earlier answer is shown.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Loads it again.
    on_retry: Callback<()>,
    /// What is said when there is nothing.
    #[prop(into)]
    empty: ViewFn,
    /// The list.
    children: ChildrenFn,
) -> impl IntoView {
    view! {
        <div aria-busy=move || busy.get().then_some("true")>
            {move || match phase.get() {
                Phase::Loading => view! { <div class="card paged__waiting"><Skeleton lines=8/></div> }.into_any(),
                Phase::Failed(error) => view! { <Failure what error on_retry/> }.into_any(),
                Phase::Empty => empty.run(),
                Phase::Filled => children().into_any(),
            }}
        </div>
    }
}

/// The way to the next page, and the word that there is none.
#[component]
pub fn ShowMore<T: Clone + Send + Sync + 'static>(
    /// The list.
    list: PagedList<T>,
    /// Asks for more of it.
    on_press: Callback<()>,
) -> impl IntoView {
    let more = Memo::new(move |_| list.next_cursor().is_some());
    view! {
        <div class="show-more">
            <Show when=move || more.get() fallback=move || view! {
                <Show when=move || list.grown.get()>
                    <p class="show-more__end muted" tabindex="-1">"These are all of them."</p>
                </Show>
            }>
                <Button busy=list.loading_more on_press>"Show more"</Button>
            </Show>
        </div>
    }
}
