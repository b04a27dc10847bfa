//! One proposal: who suggests what and why, what would change, and the decision.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::app_page::AppPage;
use shared::ids::ProposalId;
use shared::proposal::{Proposal, ProposalState};
use ui::components::{
    Banner, Button, ButtonVariant, EmptyState, Icon, IconName, PageHeader, Skeleton, StatePill, Toasts, Tone,
};

use super::preview::Preview;
use super::words;
use crate::app::load::{Load, Loader};
use crate::app::retry::Failure;
use crate::app::route::AppPath;
use crate::app::session::{Staff, use_staff};
use crate::app::title::DocumentTitle;
use crate::app::waiting_proposals::WaitingProposals;

/// The proposal that is open.
#[derive(Clone, Copy)]
struct OpenProposal {
    id: StoredValue<ProposalId>,
    staff: Staff,
    toasts: Toasts,
    waiting: WaitingProposals,
    loader: Loader<Proposal>,
    busy: RwSignal<bool>,
    /// Why the last decision was refused.
    refusal: RwSignal<Option<String>>,
}

impl OpenProposal {
    fn new(id: ProposalId) -> Self {
        let open = Self {
            id: StoredValue::new(id),
            staff: use_staff(),
            toasts: Toasts::expect(),
            waiting: WaitingProposals::expect(),
            loader: Loader::new(),
            busy: RwSignal::new(false),
            refusal: RwSignal::new(None),
        };
        open.reload();
        open
    }

    fn reload(self) {
        let (client, id) = (self.staff.client(), self.id.get_value());
        self.loader.ask(async move { client.proposal(&id).await });
    }

    fn decide(self, is_confirmed: bool) {
        let (client, id) = (self.staff.client(), self.id.get_value());
        self.busy.set(true);
        self.refusal.set(None);
        spawn_local(async move {
            let decided =
                if is_confirmed { client.confirm_proposal(&id).await } else { client.decline_proposal(&id).await };
            if self.busy.try_set(false).is_some() {
                return;
            }
            self.waiting.ask();
            match decided {
                Ok(proposal) => {
                    self.loader.put(proposal);
                    let done =
                        if is_confirmed { "Confirmed. The change is made." } else { "Declined. Nothing was changed." };
                    self.toasts.success(done);
                }
                Err(error) => {
                    self.refusal.set(Some(error.message()));
                    // It may be out of date, or decided by somebody else.
                    self.reload();
                }
            }
        });
    }
}

/// The proposal that the address names.
#[component]
pub fn ProposalPage(
    /// The id in the address.
    id: Memo<String>,
) -> impl IntoView {
    let id = Memo::new(move |_| id.with(|id| id.parse::<ProposalId>().ok()));
    let back = move || {
        view! {
            <a class="shell__back" href=AppPath::Proposals.to_string()>
                <Icon name=IconName::ArrowLeft />
                {AppPath::Proposals.title()}
            </a>
        }
    };
    view! {
        <DocumentTitle text=AppPage::Proposal.title() />
        <PageHeader title=AppPage::Proposal.title() above=back />
        {move || match id.get() {
            Some(id) => view! { <ById id /> }.into_any(),
            None => view! { <NoSuchProposal /> }.into_any(),
        }}
    }
}

#[component]
fn ById(id: ProposalId) -> impl IntoView {
    let open = OpenProposal::new(id);
    let state = open.loader.state();
    move || {
        state.with(|state| match state {
            Load::Loading => view! { <Skeleton lines=8 /> }.into_any(),
            Load::Failed(error) if error.is_not_found() => view! { <NoSuchProposal /> }.into_any(),
            Load::Failed(error) => {
                let on_retry = Callback::new(move |()| open.reload());
                view! { <Failure what="The proposal" error=error.clone() on_retry /> }.into_any()
            }
            Load::Ready(proposal) => view! { <Loaded proposal=proposal.clone() open /> }.into_any(),
        })
    }
}

#[component]
fn Loaded(proposal: Proposal, open: OpenProposal) -> impl IntoView {
    let (tone, state) = words::state(proposal.state);
    let is_waiting = proposal.state == ProposalState::Waiting;
    let is_stale = proposal.state == ProposalState::Stale;
    view! {
        <section class="card panel">
            <div class="proposal__head">
                <h2 class="panel__title">
                    {words::operation(proposal.operation)} ": "
                    <a href=AppPath::Vehicle(proposal.vehicle_id.clone())
                        .to_string()>{proposal.vehicle_title.clone()}</a>
                </h2>
                <StatePill tone text=state />
            </div>
            <Facts proposal=proposal.clone() staff=open.staff />
        </section>
        {is_stale
            .then(|| {
                view! {
                    <Banner tone=Tone::Warning title="Out of date">
                        <p>
                            "The vehicle or its tracking link has changed since this was proposed, so it can no longer be confirmed."
                        </p>
                    </Banner>
                }
            })}
        {is_waiting.then(|| view! { <Preview id=proposal.id.clone() /> })}
        <Refusal open />
        {(is_waiting || is_stale).then(|| view! { <Decision open may_confirm=is_waiting /> })}
    }
}

#[component]
fn Facts(proposal: Proposal, staff: Staff) -> impl IntoView {
    let formats = staff.formats();
    let proposed = format!("{} by {}", formats.instant(proposal.created_at), words::proposed_by(&proposal.proposed_by));
    let (term, end) = match (proposal.decided_at, &proposal.decided_by) {
        (Some(at), Some(by)) => ("Decided", format!("{} by {}", formats.instant(at), by.name)),
        _ => ("Expires", formats.instant(proposal.expires_at)),
    };
    view! {
        <dl class="panel__facts">
            <dt>"Reason"</dt>
            <dd class="proposal__reason">{proposal.reason}</dd>
            <dt>"Proposed"</dt>
            <dd>{proposed}</dd>
            <dt>{term}</dt>
            <dd>{end}</dd>
        </dl>
    }
}

#[component]
fn Refusal(open: OpenProposal) -> impl IntoView {
    move || {
        open.refusal.get().map(|text| {
            view! {
                <Banner tone=Tone::Danger title="Nothing was changed.">
                    {text}
                </Banner>
            }
        })
    }
}

#[component]
fn Decision(open: OpenProposal, may_confirm: bool) -> impl IntoView {
    let confirm = Callback::new(move |()| open.decide(true));
    let decline = Callback::new(move |()| open.decide(false));
    move || {
        if open.staff.writable() {
            view! {
                <div class="proposal__decision" role="group" aria-label="Decision">
                    {may_confirm
                        .then(|| {
                            view! {
                                <Button
                                    variant=ButtonVariant::Primary
                                    icon=IconName::Check
                                    busy=open.busy
                                    on_press=confirm
                                >
                                    "Confirm and change"
                                </Button>
                            }
                        })}
                    <Button icon=IconName::Close busy=open.busy on_press=decline>
                        "Decline"
                    </Button>
                </div>
            }
            .into_any()
        } else {
            view! { <p class="muted">"Editors and admins can decide, while the subscription is active."</p> }.into_any()
        }
    }
}

#[component]
fn NoSuchProposal() -> impl IntoView {
    view! {
        <EmptyState icon=IconName::List title="There is no proposal at this address">
            <a class="button button--secondary" href=AppPath::Proposals.to_string()>
                "Go to the proposals"
            </a>
        </EmptyState>
    }
}
