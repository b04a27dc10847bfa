//! All tracking links of the organisation in one list, and revoking several at once.

mod list;
mod resume;
mod revoke;
mod shown;

use leptos::prelude::*;
use shared::link::{LinkState, ListedTrackingLink};
use shared::time::Timestamp;
use ui::components::{
    Button, Choice, CopyButton, EmptyState, IconName, LinkStatePill, PageHeader, SearchField, SelectField, StagePill,
};

use self::list::LinkList;
use self::resume::Resume;
use self::revoke::{RevokeBar, RevokeDialogs};
use self::shown::{Asked, Shown};
use crate::app::formats::{self, Formats};
use crate::app::location::{Go, use_location};
use crate::app::paged_view::PagedView;
use crate::app::parts::dialogs::share_dialog;
use crate::app::route::AppPath;
use crate::app::title::DocumentTitle;
use crate::pages::share::{SharedLink, why_dead};

/// The tracking links.
#[component]
pub fn LinksPage() -> impl IntoView {
    let list = LinkList::new();
    let (shared, sharing) = (RwSignal::new(None), RwSignal::new(false));
    let share = Callback::new(move |link: SharedLink| {
        shared.set(Some(link));
        sharing.set(true);
    });
    view! {
        <DocumentTitle text=AppPath::TrackingLinks.title() />
        <PageHeader title=AppPath::TrackingLinks.title() subtitle=move || view! { <Total list /> } />
        <Resume list />
        <div class="links-bar">
            <Narrow list />
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

/// The search, and what is shown.
#[component]
fn Narrow(list: LinkList) -> impl IntoView {
    let location = use_location();
    let show = move |asked: &Asked| location.go(&asked.address(), Go::Filter);
    let now = list.asked.get_untracked();
    let (text, chosen) = (RwSignal::new(now.text), RwSignal::new(now.shown.name().to_owned()));
    // The address can change without these fields: the back button, "Show all".
    Effect::new(move || {
        let now = list.asked.get();
        if text.with_untracked(|text| *text.trim() != *now.text) {
            text.set(now.text);
        }
        chosen.set(now.shown.name().to_owned());
    });
    // The choice goes into the address, so that it can be kept, shared and gone back to.
    Effect::new(move || {
        let shown = Shown::named(&chosen.get());
        let now = list.asked.get_untracked();
        if shown != now.shown {
            show(&Asked { shown, ..now });
        }
    });
    let on_search = Callback::new(move |text: String| show(&Asked { text, ..list.asked.get_untracked() }));
    let choices: Vec<_> = Shown::EVERY.into_iter().map(|shown| Choice::new(shown.name(), shown.label())).collect();
    view! {
        <form
            class="links-bar__search"
            role="search"
            aria-label="Tracking links"
            on:submit=|event| event.prevent_default()
        >
            <SearchField
                label="Search tracking links"
                placeholder="Vehicle, stock number, customer"
                value=text
                on_search
            />
            <SelectField label="Show" hide_label=true value=chosen choices />
        </form>
    }
}

/// How many there are; screen readers are told when that changes.
#[component]
fn Total(list: LinkList) -> impl IntoView {
    let words = move || match (list.paged.total(), list.asked.with(|asked| asked.shown)) {
        (None, _) => "\u{a0}".to_owned(),
        (Some(1), _) => "1 tracking link".to_owned(),
        (Some(total), _) => format!("{} tracking links", formats::number(total)),
    };
    view! { <output>{words}</output> }
}

#[component]
fn Nothing(list: LinkList) -> impl IntoView {
    move || nothing(&list.asked.get())
}

fn nothing(asked: &Asked) -> AnyView {
    if !asked.text.is_empty() {
        let without = Asked { text: String::new(), ..asked.clone() }.address();
        return view! {
            <EmptyState icon=IconName::Search title="Nothing found">
                <p>"No tracking link here has these words in its vehicle or customer."</p>
                <a class="button button--secondary" href=without>
                    "Clear search"
                </a>
            </EmptyState>
        }
        .into_any();
    }
    let first = matches!(asked.shown, Shown::Active | Shown::All);
    let help = first.then(|| {
        view! { <p>"Open a vehicle and press \u{201c}Tracking link\u{201d} to share its status with your customer."</p> }
    });
    let (label, to) = if asked.shown == Shown::All {
        ("Go to the vehicles", AppPath::Vehicles.to_string())
    } else {
        ("Show all tracking links", Asked { shown: Shown::All, ..Asked::default() }.address())
    };
    view! {
        <EmptyState icon=IconName::Link title=asked.shown.none()>
            {help}
            <a class="button button--secondary" href=to>
                {label}
            </a>
        </EmptyState>
    }
    .into_any()
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

/// How far away an instant is; the date and the time stand behind it.
fn moment(formats: &Formats, instant: Timestamp) -> AnyView {
    view! {
        <time datetime=instant.to_string() title=formats.instant(instant)>
            {formats.relative(instant)}
        </time>
    }
    .into_any()
}

#[component]
fn Row(item: ListedTrackingLink, list: LinkList, share: Callback<SharedLink>) -> impl IntoView {
    let ListedTrackingLink { link, vehicle } = item;
    let formats = list.staff.formats();
    let expires = match (link.state, link.expires_at) {
        (LinkState::Revoked, _) => "–".into_any(),
        (_, Some(expires_at)) => moment(&formats, expires_at),
        (_, None) => "Never".into_any(),
    };
    let opened = match link.views.count {
        0 => "Not yet".to_owned(),
        1 => "Once".to_owned(),
        count => format!("{} times", formats::number(count)),
    };
    let last = link.views.last_at.map(|last| moment(&formats, last));
    let seen = match (link.views.count, last) {
        (0, _) | (_, None) => None,
        (1, Some(last)) => Some(last),
        (_, Some(last)) => Some(
            view! {
                "Last "
                {last}
            }
            .into_any(),
        ),
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
        dead: why_dead(&link),
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

/// Copies the URL of a row, and opens the ways to send it if it works now.
#[component]
fn ShareActions(shared: SharedLink, share: Callback<SharedLink>) -> impl IntoView {
    let copy = format!("Copy URL of {}", shared.title);
    let of = format!(" {}", shared.title);
    let url = shared.url.clone();
    let works = shared.dead.is_none();
    let on_press = Callback::new(move |()| share.run(shared.clone()));
    let button = move || {
        view! {
            <Button icon=IconName::Share on_press>
                "Share"
                <span class="visually-hidden">{of}</span>
            </Button>
        }
    };
    view! {
        <div class="links__share">
            <CopyButton text=url label=copy />
            {works.then(button)}
        </div>
    }
}
