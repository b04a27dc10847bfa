//! A list that is loaded page by page: what it holds.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::page::Page;
use ui::components::toast::Toasts;

use super::load::{Load, Loader};
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

/// An item and its name in the document: an item that changed has another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<T> {
    /// The key for `<For>`.
    pub key: u64,
    /// The item.
    pub item: T,
}

/// The list as far as it has been loaded.
pub struct PagedList<T: Send + Sync + 'static> {
    loader: Loader<Page<T>>,
    loading_more: RwSignal<bool>,
    /// How many items there were before the last page after the first came.
    grown_from: RwSignal<Option<usize>>,
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
            grown_from: RwSignal::new(None),
            toasts: Toasts::expect(),
        }
    }

    /// Asks for the first page; what is shown stays until it is here.
    pub fn ask(self, question: impl Future<Output = Result<Page<T>, ApiError>> + 'static) {
        self.grown_from.set(None);
        self.loader.ask(question);
    }

    /// Asks for the first page; what is shown goes at once.
    pub fn ask_anew(self, question: impl Future<Output = Result<Page<T>, ApiError>> + 'static) {
        self.grown_from.set(None);
        self.loader.ask_anew(question);
    }

    /// Asks for the page after the last one that was loaded.
    pub fn ask_more<F>(self, question: impl FnOnce(String) -> F)
    where
        F: Future<Output = Result<Page<T>, ApiError>> + 'static,
    {
        let cursor = self.loader.state().with_untracked(|state| state.ready()?.next_cursor.clone());
        let Some(cursor) = cursor.filter(|_| !self.loading_more.get_untracked()) else { return };
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

    /// Shows what was loaded before.
    pub fn put(self, page: Page<T>) {
        self.loader.put(page);
    }

    /// All that has been loaded, and the way to the next page.
    pub fn loaded(self) -> Option<Page<T>> {
        self.loader.state().try_with_untracked(|state| state.ready().cloned()).flatten()
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

    /// Whether there is another page; reactive.
    pub fn has_more(self) -> bool {
        self.loader.state().with(|state| state.ready().is_some_and(|page| page.next_cursor.is_some()))
    }

    /// How many items the whole list has, if it says so; reactive.
    pub fn total(self) -> Option<i64> {
        self.loader.state().with(|state| state.ready().and_then(|page| page.total))
    }

    /// Whether the next page is being asked for; reactive.
    pub fn loading_more(self) -> RwSignal<bool> {
        self.loading_more
    }

    /// Which item is the first of the page that came last, if it was not the first page; reactive.
    pub fn grown_from(self) -> Option<usize> {
        self.grown_from.get()
    }

    fn append(self, cursor: &str, next: Page<T>) {
        self.loader.state().try_update(|state| {
            // The list may have been loaded anew meanwhile: then this is no longer its next page.
            if let Load::Ready(page) = state
                && page.next_cursor.as_deref() == Some(cursor)
            {
                self.grown_from.set(Some(page.data.len()));
                page.data.extend(next.data);
                page.next_cursor = next.next_cursor;
                page.total = next.total;
            }
        });
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> PagedList<T> {
    /// The items as rows: one that is the same after loading again keeps its row, and with it the focus.
    pub fn rows(self) -> Memo<Vec<Row<T>>> {
        Memo::new(move |before: Option<&Vec<Row<T>>>| rows(self.items(), before.map_or(&[], Vec::as_slice)))
    }
}

fn rows<T: PartialEq>(items: Vec<T>, before: &[Row<T>]) -> Vec<Row<T>> {
    let mut next_key = before.iter().map(|row| row.key + 1).max().unwrap_or_default();
    let mut left: Vec<&Row<T>> = before.iter().collect();
    let row = |item| {
        let same = left.iter().position(|row| row.item == item);
        let key = same.map_or(next_key, |same| left.remove(same).key);
        next_key = next_key.max(key + 1);
        Row { key, item }
    };
    items.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(rows: &[Row<&str>]) -> Vec<u64> {
        rows.iter().map(|row| row.key).collect()
    }

    #[test]
    fn what_stays_the_same_keeps_its_row() {
        let first = rows(vec!["a", "b", "c"], &[]);
        assert_eq!(keys(&first), [0, 1, 2]);
        let grown = rows(vec!["a", "b", "c", "d"], &first);
        assert_eq!(keys(&grown), [0, 1, 2, 3]);
        assert_eq!(keys(&rows(vec!["new", "a", "b changed", "c"], &grown)), [4, 0, 5, 2]);
    }

    #[test]
    fn the_same_twice_is_two_rows() {
        let first = rows(vec!["a", "a"], &[]);
        assert_eq!(keys(&first), [0, 1]);
        assert_eq!(keys(&rows(vec!["a", "a", "a"], &first)), [0, 1, 2]);
    }
}
