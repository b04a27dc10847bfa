//! One API key in the list.

use leptos::prelude::*;
use shared::api_key::{ApiKey, ApiKeyState, Scope};
use shared::time::Timestamp;
use ui::components::{Button, ButtonVariant, Chips, Copyable, Record, RecordFact, StatePill, StateTone};

use super::keys::Keys;

/// Name, state, how the secret begins, scopes, and when and by whom.
#[component]
pub(super) fn KeyRow(key: ApiKey, keys: Keys) -> impl IntoView {
    let staff = keys.staff;
    let at = move |instant: Timestamp| {
        view! { <time datetime=instant.to_string()>{move || staff.formats().instant(instant)}</time> }
    };
    let (tone, state) = match key.state {
        ApiKeyState::Active => (StateTone::Good, "Active"),
        ApiKeyState::Expired => (StateTone::Waiting, "Expired"),
        ApiKeyState::Revoked => (StateTone::Bad, "Revoked"),
    };
    let ends = match (key.revoked_at, key.state) {
        (Some(revoked_at), _) => {
            let by = key.revoked_by.clone().map(|member| by(&member.name));
            view! { <RecordFact name="Revoked">{at(revoked_at)} {by}</RecordFact> }
        }
        (None, ApiKeyState::Expired) => view! { <RecordFact name="Expired">{at(key.expires_at)}</RecordFact> },
        (None, _) => view! { <RecordFact name="Expires">{at(key.expires_at)}</RecordFact> },
    };
    let last_used = key.last_used_at.map_or_else(|| "Never".into_any(), |instant| at(instant).into_any());
    let id = key.id.to_string();
    let (name, shown_name) = (key.name.clone(), key.name.clone());
    let (prefix, created_by) = (key.prefix.clone(), key.created_by.name.clone());
    let (scopes, created_at) = (key.scopes.iter().copied().map(Scope::as_str).collect(), key.created_at);
    let pill = move || {
        view! {
            <StatePill tone text=state />
            <span class="record__code">
                <span class="visually-hidden">"Begins with "</span>
                {prefix.clone()}
                "…"
            </span>
        }
    };
    let revocable = key.state != ApiKeyState::Revoked;
    let revoke = Callback::new(move |()| keys.revoking.set(Some(key.clone())));
    let actions = move || {
        revocable.then(|| {
            view! {
                <Button variant=ButtonVariant::GhostDanger label=format!("Revoke {name}") on_press=revoke>
                    "Revoke"
                </Button>
            }
        })
    };
    view! {
        <Record name=move || shown_name.clone() state=pill actions>
            <Chips label="Scopes" codes=scopes />
            <dl class="record__facts">
                {ends} <RecordFact name="Last used">{last_used}</RecordFact>
                <RecordFact name="Created">{at(created_at)} {by(&created_by)}</RecordFact> <RecordFact name="Key ID">
                    <Copyable what="key ID" text=id />
                </RecordFact>
            </dl>
        </Record>
    }
}

fn by(name: &str) -> impl IntoView + use<> {
    view! { <span class="record__details">{format!("by {name}")}</span> }
}
