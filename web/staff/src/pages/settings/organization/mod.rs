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
use ui::components::{Banner, Button, ButtonVariant, Skeleton, Toasts};
use ui::unsaved;

use self::export::ExportPanel;
use self::form::OrganizationForm;
use self::logo::LogoPanel;
use self::panels::{Defaults, Formats, Identity, SubscriptionPanel, Websites};
use super::SettingsFrame;
use crate::app::complaint::{FormComplaint, complaint_of};
use crate::app::load::{Load, Loader};
use crate::app::merge::{Merge, MergedFields};
use crate::app::retry::Failure;
use crate::app::session::{Staff, use_staff};
use crate::client::{ApiError, Etag, Versioned};

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
    unsaved::keep(move || editor.is_changed());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        editor.save();
    };
    // The logo is saved apart from the form, and counts as a change of the settings: saving the form goes on top of it.
    let toasts = editor.toasts;
    let logo_changed = Callback::new(move |done: &'static str| {
        spawn_local(async move {
            // The frame and the preview show the logo of the organisation as it was read last.
            drop(staff.client().organization().await);
            toasts.success(done);
        });
    });
    view! {
        <form class="settings__panels" novalidate on:submit=submit>
            {move || {
                (!staff.can(Role::Admin))
                    .then(|| view! { <Banner>"You can read these settings. Only an admin can change them."</Banner> })
            }}
            <MergedFields merge=editor.merge>
                <Identity form read_only />
                <LogoPanel on_changed=logo_changed read_only />
                <Formats form read_only />
                <Defaults form read_only />
                <Websites form read_only />
            </MergedFields>
            <FormComplaint complaint=complaint_of(form.error) />
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
                                    disabled=Signal::derive(move || staff.locked())
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
    merge: Merge<Organization>,
}

impl Editor {
    fn new(staff: Staff, organization: Versioned<Organization>) -> Self {
        Self {
            staff,
            toasts: Toasts::expect(),
            form: OrganizationForm::of(&organization.value),
            before: StoredValue::new(organization),
            busy: RwSignal::new(false),
            merge: Merge::new(&["link_defaults"]),
        }
    }

    fn take(self, organization: Versioned<Organization>) {
        self.form.fill(&organization.value);
        self.before.set_value(organization);
        self.merge.clear();
    }

    /// Whether the form says something else than what is saved.
    fn is_changed(self) -> bool {
        self.before.try_with_value(|before| self.form.to_update(&before.value) != OrganizationUpdate::default())
            == Some(true)
    }

    fn save(self) {
        if self.busy.get_untracked() {
            return;
        }
        if let Some((now, merged)) = self.merge.take() {
            self.form.fill(&merged);
            self.before.set_value(now);
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
            let client = self.staff.client();
            let send = async |etag: &Etag| client.update_organization(&update, etag).await;
            let read = async |_: &ApiError| client.organization().await;
            let answer = self.merge.save(&before, &update, send, read).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                // What was typed meanwhile is not saved yet, and stays.
                Some(Ok(saved)) if self.form.to_update(&before.value) != update => {
                    self.before.set_value(saved);
                    self.toasts.success("The settings were saved, without what you have changed since.");
                }
                Some(Ok(saved)) => {
                    self.take(saved);
                    self.toasts.success("The settings were saved.");
                }
                Some(Err(error)) => self.form.error.set(Some(error)),
                None => {}
            }
        });
    }
}
