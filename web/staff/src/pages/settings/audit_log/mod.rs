//! Settings → Audit log: who did what. Only admins see it.

mod asked;
mod filters;

use leptos::prelude::*;
use shared::app_page::AppPage;
use shared::audit::{AuditActorKind, AuditCategory, AuditEvent};
use shared::ids::VehicleId;
use ui::components::{EmptyState, IconName};

use self::asked::Asked;
use self::filters::Filters;

use super::{AdminsOnly, SettingsFrame};
use crate::app::location::use_location;
use crate::app::paged::PagedList;
use crate::app::paged_view::PagedView;
use crate::app::route::AppPath;
use crate::app::session::{Staff, use_staff};
use crate::client::AuditFilter;

/// The audit log.
#[component]
pub fn AuditLogPage() -> impl IntoView {
    view! {
        <SettingsFrame page=AppPage::AuditLog subtitle="Who did what, and when. Nobody can change or delete an entry.">
            <AdminsOnly what="The audit log">{|| view! { <Log /> }}</AdminsOnly>
        </SettingsFrame>
    }
}

#[derive(Clone, Copy)]
struct AuditLog {
    staff: Staff,
    list: PagedList<AuditEvent>,
    /// What the log is narrowed to, as the address says.
    asked: Memo<Asked>,
}

impl AuditLog {
    fn new() -> Self {
        let query = use_location().query();
        let log = Self { staff: use_staff(), list: PagedList::new(), asked: Memo::new(move |_| query.with(Asked::of)) };
        Effect::new(move || {
            log.asked.track();
            log.reload();
        });
        log
    }

    fn reload(self) {
        let (client, filter) = (self.staff.client(), self.filter());
        self.list.ask(async move { client.audit_events(&filter, None).await });
    }

    fn load_more(self) {
        let (client, filter) = (self.staff.client(), self.filter());
        self.list.ask_more(|cursor| async move { client.audit_events(&filter, Some(&cursor)).await });
    }

    fn filter(self) -> AuditFilter {
        let time_zone = untrack(|| self.staff.organization()).time_zone;
        self.asked.with_untracked(|asked| asked.filter(&time_zone))
    }
}

#[component]
fn Log() -> impl IntoView {
    let log = AuditLog::new();
    view! {
        <Filters asked=log.asked />
        <PagedView
            what="The audit log"
            list=log.list
            on_retry=Callback::new(move |()| log.reload())
            on_more=Callback::new(move |()| log.load_more())
            empty=move || view! { <Nothing asked=log.asked /> }
        >
            // The roles are written out because a table that is laid out as cards loses its own.
            <table class="data-table card" role="table" aria-label="Audit log">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">
                            "When"
                        </th>
                        <th role="columnheader" scope="col">
                            "Who"
                        </th>
                        <th role="columnheader" scope="col">
                            "What"
                        </th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=move || log.list.items() key=|event| event.id.clone() let:event>
                        <Row event staff=log.staff />
                    </For>
                </tbody>
            </table>
        </PagedView>
    }
}

#[component]
fn Nothing(asked: Memo<Asked>) -> impl IntoView {
    move || {
        let is_sign_in = asked.with(|asked| asked.is_only(AuditCategory::Session));
        if asked.with(|asked| *asked != Asked::default()) {
            let title = if is_sign_in { "No sign-ins are recorded yet" } else { "Nothing like this happened yet" };
            view! {
                <EmptyState icon=IconName::Search title>
                    // Whoever reads this did sign in, before an update of the server.
                    {is_sign_in
                        .then(|| view! { <p>"What happened before the service recorded sign-ins is not listed."</p> })}
                    <a class="button button--secondary" href=AppPath::AuditLog.to_string()>
                        "Show everything"
                    </a>
                </EmptyState>
            }
            .into_any()
        } else {
            view! {
                <EmptyState icon=IconName::List title="No entries yet">
                    <p>
                        "Every change that a member, an API key or the operator of the service makes is recorded here."
                    </p>
                </EmptyState>
            }
            .into_any()
        }
    }
}

#[component]
fn Row(event: AuditEvent, staff: Staff) -> impl IntoView {
    let AuditEvent { category, summary, actor, subject_id, occurred_at, .. } = event;
    let kind = match actor.kind {
        AuditActorKind::Member => "Member",
        AuditActorKind::ApiKey => "API key",
        AuditActorKind::Operator => "Operator of the service",
        AuditActorKind::System => "The service itself",
    };
    let vehicle = subject_id.parse::<VehicleId>().ok().map(|id| {
        view! {
            <a class="data-table__details" href=AppPath::Vehicle(id).to_string()>
                "Open the vehicle"
            </a>
        }
    });
    view! {
        <tr role="row">
            <td role="cell" class="audit__when">
                <time datetime=occurred_at.to_string()>{move || staff.formats().instant(occurred_at)}</time>
                <span class="data-table__details">{area(category)}</span>
            </td>
            <td role="cell" class="data-table__main audit__who">
                {actor.name}
                <span class="data-table__details">{kind}</span>
            </td>
            <td role="cell" class="audit__what">
                {capitalised(&summary)}
                {vehicle}
            </td>
        </tr>
    }
}

/// What people read of a category.
fn area(category: AuditCategory) -> &'static str {
    match category {
        AuditCategory::Vehicle => "Vehicles",
        AuditCategory::Note => "Notes",
        AuditCategory::Photo => "Photos",
        AuditCategory::TrackingLink => "Tracking links",
        AuditCategory::Proposal => "Proposals",
        AuditCategory::Member => "Members",
        AuditCategory::Organization => "Settings",
        AuditCategory::Subscription => "Subscription",
        AuditCategory::ApiKey => "API keys",
        AuditCategory::Webhook => "Webhooks",
        AuditCategory::Session => "Sign-in",
    }
}

/// A summary reads on from a name; where it stands by itself it begins with a capital letter.
fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
