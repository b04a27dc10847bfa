//! Settings → API keys: what other programs call the API with. Only admins see them.

mod create;
mod expiry;
mod keys;
mod revoke;
mod row;
mod scopes;

use leptos::prelude::*;
use shared::app_page::AppPage;
use ui::components::{Button, ButtonVariant, EmptyState, IconName, SecretDialog};

use self::create::CreateKeyDialog;
use self::keys::Keys;
use self::revoke::RevokeKeyDialog;
use self::row::KeyRow;
use super::{AdminsOnly, ApiDocsLink, SettingsFrame};
use crate::app::paged_view::PagedView;

/// The API keys.
#[component]
pub fn ApiKeysPage() -> impl IntoView {
    view! {
        <SettingsFrame page=AppPage::ApiKeySettings subtitle="Keys that let your other programs use the API.">
            <AdminsOnly what="API keys">{|| view! { <KeyList /> }}</AdminsOnly>
        </SettingsFrame>
    }
}

#[component]
fn KeyList() -> impl IntoView {
    let keys = Keys::new();
    let open = RwSignal::new(false);
    let locked = Signal::derive(move || keys.staff.locked());
    view! {
        <div class="settings__toolbar">
            <ApiDocsLink />
            <Button
                variant=ButtonVariant::Primary
                icon=IconName::Plus
                disabled=locked
                on_press=Callback::new(move |()| open.set(true))
            >
                "Create API key"
            </Button>
        </div>
        <PagedView
            what="The API keys"
            list=keys.list
            on_retry=Callback::new(move |()| keys.reload())
            on_more=Callback::new(move |()| keys.load_more())
            empty=NoKeys
        >
            <ul class="records card" role="list" aria-label="API keys">
                // A key changes by being revoked or used; only then is its row made anew.
                <For
                    each=move || keys.list.items()
                    key=|key| (key.id.clone(), key.state.as_str(), key.last_used_at)
                    let:key
                >
                    <KeyRow key=key keys />
                </For>
            </ul>
        </PagedView>
        <CreateKeyDialog open keys />
        <SecretDialog secret=keys.secret />
        <RevokeKeyDialog keys />
    }
}

#[component]
fn NoKeys() -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Key title="No API keys yet">
            <p>
                "A key lets another program, such as your dealer management system or your website, read and change your vehicles. Each key can do only what you allow, and you can revoke it at any time."
            </p>
            <p>
                "How to call the API: " <a href="/docs" target="_blank" rel="noopener">
                    "documentation with examples"
                </a>
            </p>
        </EmptyState>
    }
}
