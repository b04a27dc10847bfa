//! What narrows the audit log: area, person, days, and the vehicle from whose page somebody came.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::audit::AuditCategory;
use ui::components::{Choice, DateField, SelectField};

use super::area;
use super::asked::Asked;
use crate::app::location::{Go, use_location};
use crate::app::session::use_staff;

/// The filters. Each goes into the address as soon as it is chosen.
#[component]
pub(super) fn Filters(asked: Memo<Asked>) -> impl IntoView {
    let location = use_location();
    let field = |of: fn(&Asked) -> &String, set: fn(&mut Asked, String)| {
        let chosen = RwSignal::new(asked.with_untracked(|asked| of(asked).clone()));
        Effect::new(move || chosen.set(asked.with(|asked| of(asked).clone())));
        Effect::new(move || {
            let value = chosen.get();
            let mut next = asked.get_untracked();
            if value != *of(&next) {
                set(&mut next, value);
                location.go(&next.address(), Go::Filter);
            }
        });
        chosen
    };
    let category = field(|asked| &asked.category, |asked, value| asked.category = value);
    let actor = field(|asked| &asked.actor, |asked, value| asked.actor = value);
    let from = field(|asked| &asked.from, |asked, value| asked.from = value);
    let to = field(|asked| &asked.to, |asked, value| asked.to = value);
    let areas = AuditCategory::ALL.into_iter().map(|category| Choice::new(category.as_str(), area(category)));
    let areas: Vec<_> = std::iter::once(Choice::new("", "Everything")).chain(areas).collect();
    view! {
        <div class="audit__filters">
            <SelectField label="Area" value=category choices=areas />
            <SelectField label="Person" value=actor choices=people(actor) />
            <DateField label="From" value=from />
            <DateField label="To" value=to />
        </div>
        {move || {
            let asked = asked.get();
            (!asked.vehicle.is_empty())
                .then(|| {
                    let every = Asked {
                        vehicle: String::new(),
                        ..asked
                    }
                        .address();
                    view! {
                        <p class="audit__vehicle">
                            "Only one vehicle and what belongs to it. " <a href=every>"Show every vehicle"</a>
                        </p>
                    }
                })
        }}
    }
}

/// The members; API keys are found by what they did.
fn people(actor: RwSignal<String>) -> Signal<Vec<Choice>> {
    let staff = use_staff();
    let people = RwSignal::new(Vec::<Choice>::new());
    spawn_local(async move {
        let mut cursor = None;
        // Without an answer there is nobody to choose but who is chosen already.
        while let Ok(page) = staff.client().members(cursor.as_deref()).await {
            let choices = page.data.iter().map(|member| Choice::new(member.id.as_str(), &member.name));
            people.try_update(|people| people.extend(choices));
            cursor = page.next_cursor;
            if cursor.is_none() {
                return;
            }
        }
    });
    Signal::derive(move || {
        let known = people.get();
        let chosen = actor.get();
        let unknown = !chosen.is_empty() && known.iter().all(|choice| choice.value != chosen);
        let other = unknown.then(|| Choice::new(&chosen, "Somebody else"));
        std::iter::once(Choice::new("", "Everybody")).chain(known).chain(other).collect()
    })
}
