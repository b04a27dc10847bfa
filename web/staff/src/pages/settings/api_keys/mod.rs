//! Settings → API keys: what other programs call the API with. Only admins see them.

mod create;
mod expiry;
mod revoke;
mod row;
mod scopes;

use leptos::prelude::*;
use shared::api_key::ApiKey;
use shared::app_page::AppPage;
use ui::components::{Button, ButtonVariant, EmptyState, IconName, Secret, SecretDialog, Toasts};

use self::create::CreateKeyDialog;
use self::revoke::RevokeKeyDialog;
use self::row::KeyRow;
use super::{AdminsOnly, ApiDocsLink, SettingsFrame};
use crate::app::paged::PagedList;
use crate::app::paged_view::PagedView;
use crate::app::session::{Staff, use_staff};

/// The API keys.
#[component]
pub fn ApiKeysPage() -> impl IntoView {
    view! {
        <SettingsFrame page=AppPage::ApiKeySettings subtitle="What your other programs call the API with.">
            <AdminsOnly what="API keys">{|| view! { <KeyList/> }}</AdminsOnly>
        </SettingsFrame>
    }
}

/// The keys, and what is being done with them.
#[derive(Clone, Copy)]
struct Keys {
    staff: Staff,
    toasts: Toasts,
    list: PagedList<ApiKey>,
    /// The secret that is being shown, this once.
    secret: RwSignal<Option<Secret>>,
    /// The key that is to be revoked.
    revoking: RwSignal<Option<ApiKey>>,
}

impl Keys {
    fn new() -> Self {
        let keys = Self {
            staff: use_staff(),
            toasts: Toasts::expect(),
            list: PagedList::new(),
            secret: RwSignal::new(None),
            revoking: RwSignal::new(None),
        };
        keys.reload();
        keys
    }

    /// Loads the list again; what is shown stays until it is here.
    fn reload(self) {
        let client = self.staff.client();
        self.list.ask(async move { client.api_keys(None).await });
    }

    fn load_more(self) {
        let client = self.staff.client();
        self.list.ask_more(|cursor| async move { client.api_keys(Some(&cursor)).await });
    }
}

#[component]
fn KeyList() -> impl IntoView {
    let keys = Keys::new();
    let open = RwSignal::new(false);
    let locked = Signal::derive(move || keys.staff.locked());
    view! {
        <div class="settings__toolbar">
            <ApiDocsLink/>
            <Button variant=ButtonVariant::Primary icon=IconName::Plus disabled=locked
                on_press=Callback::new(move |()| open.set(true))>"Create API key"</Button>
        </div>
        <PagedView what="The API keys" list=keys.list on_retry=Callback::new(move |()| keys.reload())
            on_more=Callback::new(move |()| keys.load_more()) empty=NoKeys>
            <ul class="records card" role="list" aria-label="API keys">
                // A key changes by being revoked or used; only then is its row made anew.
                <For each=move || keys.list.items() key=|key| (key.id.clone(), key.state.as_str(), key.last_used_at) let:key>
                    <KeyRow key=key keys/>
                </For>
            </ul>
        </PagedView>
        <CreateKeyDialog open keys/>
        <SecretDialog secret=keys.secret/>
        <RevokeKeyDialog keys/>
    }
}

#[component]
fn NoKeys() -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Key title="No API keys yet">
            <p>"With a key another program, such as your dealer management system or your website, reads and changes your vehicles by itself. Each key may do only what you allow, and you can stop it at any time."</p>
            <p>
                "How to call the API: "
                <a href="/api/docs" target="_blank" rel="noopener">"documentation with examples"</a>
            </p>
        </EmptyState>
    }
}
