//! How many proposals wait for somebody, for the navigation.

use leptos::prelude::*;
use shared::page::Page;

use super::load::Loader;
use super::session::Staff;
use crate::client::WaitingProposal;

/// The proposals that wait, in the context of every page behind the sign-in.
#[derive(Clone, Copy)]
pub struct WaitingProposals {
    staff: Staff,
    loader: Loader<Page<WaitingProposal>>,
}

impl WaitingProposals {
    /// Provides them to everything below.
    pub fn provide(staff: Staff) -> Self {
        let waiting = Self { staff, loader: Loader::new() };
        waiting.ask();
        provide_context(waiting);
        waiting
    }

    /// Those of the context.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Asks again.
    pub fn ask(self) {
        let client = self.staff.client();
        self.loader.ask(async move { client.waiting_proposals().await });
    }

    /// How many, as it is shown; none if there are none or it is not known. Reactive.
    pub fn count(self) -> Option<String> {
        self.loader.state().with(|state| {
            let page = state.ready().filter(|page| !page.data.is_empty())?;
            let more = if page.next_cursor.is_some() { "+" } else { "" };
            Some(format!("{}{more}", page.data.len()))
        })
    }
}
