//! Settings → Organization: what customers read, how it is written, and what new links show.

mod export;
mod form;
mod logo;
mod panels;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::app_page::AppPage;
use shared::member::Role;
use shared::organization::{Organization, OrganizationUpdate};
use ui::components::{Banner, Button, ButtonVariant, Skeleton, StaleFields, Toasts};

use self::export::ExportPanel;
use self::form::OrganizationForm;
use self::logo::LogoPanel;
use self::panels::{Defaults, Formats, Identity, SubscriptionPanel, Websites};
use super::SettingsFrame;
use crate::app::complaint::{FormComplaint, complaint_of};
use crate::app::load::{Load, Loader};
use crate::app::retry::Failure;
use crate::app::session::{Staff, use_staff};
use crate::client::Versioned;

/// The organisation's settings. Admins change them, everybody reads them.
#[component]
pub fn OrganizationPage() -> impl IntoView {
    let staff = use_staff();
    let loader = Loader::<Versioned<Organization>>::new();
    let load = move || {
        let client = staff.client();
        loader.ask_anew(async move { client.organization().await });
    };
    load();
    view! {
        <SettingsFrame
            page=AppPage::OrganizationSettings
            subtitle="What your customers see on tracking pages, and in which formats."
        >
            {move || {
                loader
                    .state()
                    .with(|state| match state {
                        Load::Loading => {
                            view! {
                                <div class="card settings__waiting">
                                    <Skeleton lines=9 />
                                </div>
                            }
                                .into_any()
                        }
                        Load::Failed(error) => {
                            let on_retry = Callback::new(move |()| load());
                            view! { <Failure what="The settings" error=error.clone() on_retry /> }.into_any()
                        }
                        Load::Ready(organization) => view! { <Settings organization=organization.clone() /> }.into_any(),
                    })
            }}
        </SettingsFrame>
    }
}

#[component]
fn Settings(organization: Versioned<Organization>) -> impl IntoView {
    let staff = use_staff();
    let editor = Editor::new(staff, organization);
    let form = editor.form;
    let read_only = Signal::derive(move || !staff.can(Role::Admin) || staff.locked());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        editor.save();
    };
    let reload = Callback::new(move |()| editor.reload());
    let logo_changed = Callback::new(move |done| spawn_local(editor.logo_changed(done)));
    view! {
        <form class="settings__panels" novalidate on:submit=submit>
            {move || {
                (!staff.can(Role::Admin))
                    .then(|| view! { <Banner>"You can read these settings. Only an admin can change them."</Banner> })
            }}
            <StaleFields what="these settings" stale=editor.stale busy=editor.busy on_reload=reload>
                <FormComplaint complaint=complaint_of(form.error) />
                <Identity form read_only />
                <LogoPanel on_changed=logo_changed read_only />
                <Formats form read_only />
                <Defaults form read_only />
                <Websites form read_only />
            </StaleFields>
            {move || {
                staff
                    .can(Role::Admin)
                    .then(|| {
                        view! {
                            <div class="settings__save">
                                <Button
                                    kind="submit"
                                    variant=ButtonVariant::Primary
                                    busy=editor.busy
                                    disabled=Signal::derive(move || editor.stale.get() || staff.locked())
                                >
                                    "Save settings"
                                </Button>
                            </div>
                        }
                    })
            }}
            <SubscriptionPanel />
            {move || staff.can(Role::Admin).then(|| view! { <ExportPanel /> })}
        </form>
    }
}

/// The form together with the version that it was filled from.
#[derive(Clone, Copy)]
struct Editor {
    staff: Staff,
    toasts: Toasts,
    form: OrganizationForm,
    before: StoredValue<Versioned<Organization>>,
    busy: RwSignal<bool>,
    stale: RwSignal<bool>,
}

impl Editor {
    fn new(staff: Staff, organization: Versioned<Organization>) -> Self {
        Self {
            staff,
            toasts: Toasts::expect(),
            form: OrganizationForm::of(&organization.value),
            before: StoredValue::new(organization),
            busy: RwSignal::new(false),
            stale: RwSignal::new(false),
        }
    }

    fn take(self, organization: Versioned<Organization>) {
        self.form.fill(&organization.value);
        self.before.set_value(organization);
        self.stale.set(false);
    }

    fn save(self) {
        if self.busy.get_untracked() || self.stale.get_untracked() {
            return;
        }
        let before = self.before.get_value();
        let update = self.form.to_update(&before.value);
        self.form.error.set(None);
        if update == OrganizationUpdate::default() {
            self.toasts.success("There are no changes to save.");
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let answer = self.staff.client().update_organization(&update, &before.etag).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                // What was typed meanwhile is not saved yet, and stays.
                Ok(saved) if self.form.to_update(&before.value) != update => {
                    self.before.set_value(saved);
                    self.toasts.success("The settings were saved, without what you have changed since.");
                }
                Ok(saved) => {
                    self.take(saved);
                    self.toasts.success("The settings were saved.");
                }
                Err(error) if error.is_stale() => self.stale.set(true),
                Err(error) => self.form.error.set(Some(error)),
            }
        });
    }

    /// The logo is saved apart from the form, but counts as a change of the settings: what is in the form stays, on top
    /// of the settings as they are now. If somebody else changed them too, they have to be looked at first.
    async fn logo_changed(self, done: &'static str) {
        let now = self.staff.client().organization().await;
        self.toasts.success(done);
        let (Ok(now), Some(before)) = (now, self.before.try_get_value()) else { return };
        let without = |organization: &Organization| Organization { logo_url: None, version: 0, ..organization.clone() };
        if without(&before.value) == without(&now.value) {
            self.before.set_value(now);
        } else {
            self.stale.set(true);
        }
    }

    fn reload(self) {
        self.busy.set(true);
        spawn_local(async move {
            let answer = self.staff.client().organization().await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(organization) => self.take(organization),
                Err(error) => self.form.error.set(Some(error)),
            }
        });
    }
}
