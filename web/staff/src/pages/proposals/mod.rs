//! The proposals: what programs suggest, and what was decided.

pub mod one;
mod preview;
mod words;

use leptos::prelude::*;
use shared::proposal::{Proposal, ProposalState};
use ui::components::{Choice, EmptyState, IconName, PageHeader, Record, RecordFact, SelectField, StatePill};

use crate::app::location::{Go, Query, use_location};
use crate::app::paged::PagedList;
use crate::app::paged_view::PagedView;
use crate::app::route::AppPath;
use crate::app::session::{Staff, use_staff};
use crate::app::title::DocumentTitle;

/// The list.
#[derive(Clone, Copy)]
struct ProposalList {
    staff: Staff,
    /// The state to show, as the address says; empty for all.
    filter: Memo<String>,
    chosen: RwSignal<String>,
    paged: PagedList<Proposal>,
}

impl ProposalList {
    fn new() -> Self {
        let location = use_location();
        let query = location.query();
        let filter = Memo::new(move |_| query.with(|query| query.get("state").unwrap_or_default()));
        let chosen = RwSignal::new(filter.get_untracked());
        let list = Self { staff: use_staff(), filter, chosen, paged: PagedList::new() };
        Effect::new(move || {
            list.chosen.set(filter.get());
            list.reload();
        });
        // The choice goes into the address, so that it can be kept, shared and gone back to.
        Effect::new(move || {
            let chosen = list.chosen.get();
            if chosen != filter.get_untracked() {
                location.go(&Query::default().with("state", &chosen).of(AppPath::Proposals), Go::Filter);
            }
        });
        list
    }

    fn state(self) -> Option<ProposalState> {
        self.filter.with_untracked(|filter| ProposalState::parse(filter))
    }

    fn reload(self) {
        let (client, state) = (self.staff.client(), self.state());
        self.paged.ask(async move { client.proposals(state, None).await });
    }

    fn load_more(self) {
        let (client, state) = (self.staff.client(), self.state());
        self.paged.ask_more(|cursor| async move { client.proposals(state, Some(&cursor)).await });
    }
}

/// The proposals.
#[component]
pub fn ProposalsPage() -> impl IntoView {
    let list = ProposalList::new();
    let subtitle = || "Changes that assistants and other programs suggest. Nothing changes until you confirm it.";
    view! {
        <DocumentTitle text=AppPath::Proposals.title() />
        <PageHeader title=AppPath::Proposals.title() subtitle=subtitle />
        <div class="links-bar">
            <SelectField label="State" value=list.chosen choices=states() />
        </div>
        <PagedView
            what="The proposals"
            list=list.paged
            on_retry=Callback::new(move |()| list.reload())
            on_more=Callback::new(move |()| list.load_more())
            empty=move || view! { <Nothing list /> }
        >
            <Rows list />
        </PagedView>
    }
}

fn states() -> Vec<Choice> {
    let all = Choice::new("", "All states");
    let states = ProposalState::ALL.into_iter().map(|state| Choice::new(state.as_str(), words::state(state).1));
    std::iter::once(all).chain(states).collect()
}

#[component]
fn Nothing(list: ProposalList) -> impl IntoView {
    move || {
        if list.filter.with(String::is_empty) {
            view! {
                <EmptyState icon=IconName::List title="No proposals yet">
                    <p>
                        "A program with an API key that may propose changes, such as an assistant, puts them here for you to decide."
                    </p>
                </EmptyState>
            }
            .into_any()
        } else {
            view! {
                <EmptyState icon=IconName::Search title="No proposals in this state">
                    <a class="button button--secondary" href=AppPath::Proposals.to_string()>
                        "Show all"
                    </a>
                </EmptyState>
            }
            .into_any()
        }
    }
}

#[component]
fn Rows(list: ProposalList) -> impl IntoView {
    let rows = list.paged.rows();
    view! {
        <ul class="records card" role="list" aria-label="Proposals">
            <For each=move || rows.get() key=|row| row.key let:row>
                <Row item=row.item staff=list.staff />
            </For>
        </ul>
    }
}

#[component]
fn Row(item: Proposal, staff: Staff) -> impl IntoView {
    let (tone, state) = words::state(item.state);
    let href = AppPath::Proposal(item.id.clone()).to_string();
    let title = format!("{}: {}", words::operation(item.operation), item.vehicle_title);
    let name = move || view! { <a href=href.clone()>{title.clone()}</a> };
    let pill = move || view! { <StatePill tone text=state /> };
    let proposed = format!("{} by {}", staff.formats().instant(item.created_at), words::proposed_by(&item.proposed_by));
    view! {
        <Record name=name state=pill>
            <p class="proposal__reason">{item.reason}</p>
            <dl class="record__facts">
                <RecordFact name="Proposed">{proposed}</RecordFact>
            </dl>
        </Record>
    }
}
