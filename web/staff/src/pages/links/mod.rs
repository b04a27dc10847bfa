//! All tracking links of the organisation in one list, and revoking several at once.

mod list;
mod resume;
mod revoke;

use leptos::prelude::*;
use shared::link::{LinkState, ListedTrackingLink};
use ui::components::{
    Button, Choice, CopyButton, EmptyState, IconName, LinkStatePill, PageHeader, SelectField, StagePill,
};

use self::list::LinkList;
use self::resume::Resume;
use self::revoke::{RevokeBar, RevokeDialogs};
use crate::app::formats;
use crate::app::paged_view::PagedView;
use crate::app::parts::dialogs::share_dialog;
use crate::app::route::AppPath;
use crate::app::title::DocumentTitle;
use crate::pages::share::SharedLink;

/// The tracking links.
#[component]
pub fn LinksPage() -> impl IntoView {
    let list = LinkList::new();
    let (shared, sharing) = (RwSignal::new(None), RwSignal::new(false));
    let share = Callback::new(move |link: SharedLink| {
        shared.set(Some(link));
        sharing.set(true);
    });
    let subtitle = || "All your tracking links: which ones work, until when, and when they were last opened.";
    view! {
        <DocumentTitle text=AppPath::TrackingLinks.title() />
        <PageHeader title=AppPath::TrackingLinks.title() subtitle=subtitle />
        <Resume list />
        <div class="links-bar">
            <SelectField label="State" value=list.chosen choices=states() />
            <RevokeBar list />
        </div>
        <PagedView
            what="The tracking links"
            list=list.paged
            on_retry=Callback::new(move |()| list.reload())
            on_more=Callback::new(move |()| list.load_more())
            empty=move || view! { <Nothing list /> }
        >
            <Rows list share />
        </PagedView>
        <RevokeDialogs list />
        {share_dialog(shared, sharing)}
    }
}

fn states() -> Vec<Choice> {
    let state = |state: LinkState, label| Choice::new(state.as_str(), label);
    vec![
        Choice::new("", "All states"),
        state(LinkState::Active, "Active"),
        state(LinkState::Expired, "Expired"),
        state(LinkState::Revoked, "Revoked"),
    ]
}

#[component]
fn Nothing(list: LinkList) -> impl IntoView {
    move || nothing(!list.filter.with(String::is_empty))
}

fn nothing(filtered: bool) -> AnyView {
    if filtered {
        view! {
            <EmptyState icon=IconName::Search title="No tracking links in this state">
                <a class="button button--secondary" href=AppPath::TrackingLinks.to_string()>
                    "Show all"
                </a>
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <EmptyState icon=IconName::Link title="No tracking links yet">
                <p>"Open a vehicle and press \u{201c}Tracking link\u{201d} to share its status with your customer."</p>
                <a class="button button--secondary" href=AppPath::Vehicles.to_string()>
                    "Go to the vehicles"
                </a>
            </EmptyState>
        }
        .into_any()
    }
}

#[component]
fn Rows(list: LinkList, share: Callback<SharedLink>) -> impl IntoView {
    let links = list.paged.rows();
    // The roles are written out because a table that is laid out as cards loses its own.
    view! {
        <table class="data-table card" role="table" aria-label="Tracking links">
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">
                        <span class="visually-hidden">"Select"</span>
                    </th>
                    <th role="columnheader" scope="col">
                        "Vehicle"
                    </th>
                    <th role="columnheader" scope="col">
                        "Stage"
                    </th>
                    <th role="columnheader" scope="col">
                        "Link"
                    </th>
                    <th role="columnheader" scope="col">
                        "Expires"
                    </th>
                    <th role="columnheader" scope="col">
                        "Opened"
                    </th>
                    <th role="columnheader" scope="col">
                        <span class="visually-hidden">"Share"</span>
                    </th>
                </tr>
            </thead>
            <tbody role="rowgroup">
                <For each=move || links.get() key=|row| row.key let:row>
                    <Row item=row.item list share />
                </For>
            </tbody>
        </table>
    }
}

#[component]
fn Row(item: ListedTrackingLink, list: LinkList, share: Callback<SharedLink>) -> impl IntoView {
    let ListedTrackingLink { link, vehicle } = item;
    let formats = list.staff.formats();
    let expires = match (link.state, link.expires_at) {
        (LinkState::Revoked, _) => "–".to_owned(),
        (_, Some(expires_at)) => formats.instant(expires_at),
        (_, None) => "Never".to_owned(),
    };
    let opened = match link.views.count {
        0 => "Not yet".to_owned(),
        1 => "Once".to_owned(),
        count => format!("{} times", formats::number(count)),
    };
    let seen = match (link.views.count, link.views.first_at, link.views.last_at) {
        (1, _, Some(last)) => Some(formats.instant(last)),
        (_, Some(first), Some(last)) => {
            Some(format!("First {}, last {}", formats.instant(first), formats.instant(last)))
        }
        _ => None,
    };
    let opens = match link.retired_url_opens.count {
        0 => None,
        1 => Some("Old URL: once".to_owned()),
        count => Some(format!("Old URL: {} times", formats::number(count))),
    };
    let shared = link.url.clone().filter(|_| vehicle.deleted_at.is_none()).map(|url| SharedLink {
        vehicle_id: vehicle.id.clone(),
        title: vehicle.title.clone(),
        url,
        sent: link.sent.clone(),
    });
    let revocable = link.state != LinkState::Revoked;
    let (id, ticked_id) = (link.id.clone(), link.id.clone());
    let title = vehicle.title.clone();
    let name = if vehicle.deleted_at.is_some() {
        view! { <span>{vehicle.title}" (deleted)"</span> }.into_any()
    } else {
        view! { <a href=AppPath::VehicleTrackingLink(vehicle.id).to_string()>{vehicle.title}</a> }.into_any()
    };
    view! {
        <tr role="row">
            <td role="cell" class="data-table__check">
                {move || {
                    (revocable && list.may_revoke())
                        .then(|| {
                            let (id, ticked_id) = (id.clone(), ticked_id.clone());
                            view! {
                                <label class="check">
                                    <input
                                        type="checkbox"
                                        aria-label=format!("Select {title}")
                                        prop:checked=move || {
                                            list.selected.with(|selected| selected.contains(&ticked_id))
                                        }
                                        on:change=move |event| list.select(&id, event_target_checked(&event))
                                    />
                                </label>
                            }
                        })
                }}
            </td>
            <td role="cell" class="data-table__main">
                {name}
                <span class="data-table__details">{vehicle.customer_name}</span>
            </td>
            <td role="cell">
                <StagePill stage=vehicle.stage />
            </td>
            <td role="cell">
                <span class="data-table__label" aria-hidden="true">
                    "Link"
                </span>
                <LinkStatePill state=Some(link.state).into() suspended=link.suspended.is_some() />
                {link.customer_changed.then(|| view! { <span class="data-table__details">"Customer changed"</span> })}
            </td>
            <td role="cell">
                <span class="data-table__label" aria-hidden="true">
                    "Expires"
                </span>
                {expires}
            </td>
            <td role="cell">
                <span class="data-table__label" aria-hidden="true">
                    "Opened"
                </span>
                {opened}
                {seen.map(|seen| view! { <span class="data-table__details">{seen}</span> })}
                {opens.map(|opens| view! { <span class="data-table__details">{opens}</span> })}
            </td>
            <td role="cell" class="data-table__actions">
                {shared.map(|shared| view! { <ShareActions shared share /> })}
            </td>
        </tr>
    }
}

/// Copies the URL of a row, and opens the ways to send it.
#[component]
fn ShareActions(shared: SharedLink, share: Callback<SharedLink>) -> impl IntoView {
    let copy = format!("Copy URL of {}", shared.title);
    let of = format!(" {}", shared.title);
    let url = shared.url.clone();
    let on_press = Callback::new(move |()| share.run(shared.clone()));
    view! {
        <div class="links__share">
            <CopyButton text=url label=copy />
            <Button icon=IconName::Share on_press>
                "Share"
                <span class="visually-hidden">{of}</span>
            </Button>
        </div>
    }
}
