//! The organisation's logo. It is saved at once, apart from the form around it.

use std::rc::Rc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::photo::PictureWarningCode;
use ui::browser;
use ui::components::{
    Banner, Button, ButtonVariant, ConfirmDialog, DropZone, Icon, IconName, ProgressBar, Tone, on_open,
};
use web_sys::File;

use crate::app::session::{Staff, use_staff};
use crate::client::{Progress, Upload};
use crate::pictures::{Purpose, accepted};

/// The logo on light and on dark ground, and how to change it. `on_changed` gets what to say of a change.
#[component]
pub(super) fn LogoPanel(on_changed: Callback<&'static str>, read_only: Signal<bool>) -> impl IntoView {
    let staff = use_staff();
    let input = NodeRef::<html::Input>::new();
    let progress = RwSignal::new(None::<Progress>);
    let (failure, removing) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let logo = Memo::new(move |_| staff.organization().logo_url);
    let choose = Callback::new(move |()| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    });
    let on_files = Callback::new(move |files: Vec<File>| {
        let Some(file) = files.into_iter().next() else { return };
        send(staff, Upload::new(file.into(), Purpose::Logo), progress, failure, on_changed);
    });
    let chosen = move |event: ev::Event| on_files.run(browser::take_files(&event));
    let busy = Signal::derive(move || progress.with(Option::is_some));
    view! {
        <DropZone
            class="card panel"
            labelled_by="organization-logo"
            invitation="Drop to make this the logo"
            enabled=Signal::derive(move || !read_only.get())
            on_files
        >
            <h2 id="organization-logo" class="panel__title">
                "Logo"
            </h2>
            <p class="panel__text">
                "Your customers see it at the top of every tracking page, and your team in this app. A PNG with a transparent background looks best."
            </p>
            <Grounds logo />
            <div class="logo__actions">
                <Show when=move || !read_only.get()>
                    <Button icon=IconName::Upload busy on_press=choose>
                        {move || if logo.with(Option::is_some) { "Replace logo" } else { "Upload logo" }}
                    </Button>
                    <Show when=move || logo.with(Option::is_some)>
                        <Button
                            variant=ButtonVariant::GhostDanger
                            icon=IconName::Trash
                            disabled=busy
                            on_press=Callback::new(move |()| removing.set(true))
                        >
                            "Remove logo"
                        </Button>
                    </Show>
                </Show>
                <input type="file" hidden accept=accepted() aria-label="Logo file" node_ref=input on:change=chosen />
            </div>
            <p class="logo__progress" role="status">
                {move || progress.get().map(words)}
            </p>
            {move || {
                progress
                    .get()
                    .map(|progress| {
                        view! { <ProgressBar label="Upload of the logo" percent=progress.percent() /> }
                    })
            }}
            {move || failure.get().map(|failure| view! { <Banner tone=Tone::Danger>{failure}</Banner> })}
        </DropZone>
        <RemoveDialog on_changed open=removing />
    }
}

/// Whoever opens a tracking page has a light or a dark screen: the logo has to be readable on both.
#[component]
fn Grounds(logo: Memo<Option<String>>) -> impl IntoView {
    let ground = move |class: &'static str, alt: &'static str, words: &'static str| {
        view! {
            <figure class="logo__figure">
                <div class=format!(
                    "logo__ground {class}",
                )>
                    {move || match logo.get() {
                        Some(src) => view! { <img class="logo__picture" src=src alt=alt decoding="async" /> }.into_any(),
                        None => {
                            view! {
                                <span class="logo__none">
                                    <Icon name=IconName::Image />
                                    "No logo yet"
                                </span>
                            }
                                .into_any()
                        }
                    }}
                </div>
                <figcaption class="logo__caption">{words}</figcaption>
            </figure>
        }
    };
    view! {
        <div class="logo__grounds">
            {ground("logo__ground--light", "The logo on a light background", "On a light background")}
            {ground("logo__ground--dark", "The logo on a dark background", "On a dark background")}
        </div>
    }
}

#[component]
fn RemoveDialog(on_changed: Callback<&'static str>, open: RwSignal<bool>) -> impl IntoView {
    let staff = use_staff();
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    on_open(open, move || error.set(None));
    let on_confirm = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            match staff.client().delete_logo().await {
                Ok(()) => {
                    open.try_set(false);
                    on_changed.run("The logo was removed.");
                }
                Err(problem) => {
                    error.try_set(Some(problem.message()));
                }
            }
            busy.try_set(false);
        });
    });
    view! {
        <ConfirmDialog open title="Remove the logo?" confirm_label="Remove logo" danger=true busy error on_confirm>
            <p>"From now on, tracking pages show only your company's name. You can upload a logo again at any time."</p>
        </ConfirmDialog>
    }
}

fn send(
    staff: Staff,
    upload: Upload,
    progress: RwSignal<Option<Progress>>,
    failure: RwSignal<Option<String>>,
    on_changed: Callback<&'static str>,
) {
    if progress.get_untracked().is_some() {
        return;
    }
    progress.set(Some(Progress::Sending(0)));
    failure.set(None);
    spawn_local(async move {
        let watch = Rc::new(move |now| {
            progress.try_set(Some(now));
        });
        let result = staff.client().upload_logo(&upload, watch).await;
        match result {
            Ok(saved) => on_changed.run(match saved.logo_warnings.first().map(|warning| warning.code) {
                Some(PictureWarningCode::FirstFrameOnly) => {
                    "The logo was saved: the first frame of the animation. Tracking pages now show it."
                }
                Some(PictureWarningCode::Damaged) => {
                    "The logo was saved, but a part of its file is damaged. Look at it: tracking pages now show it."
                }
                None => "The logo was saved. Tracking pages now show it.",
            }),
            Err(error) => {
                failure.try_set(Some(error.message()));
            }
        }
        progress.try_set(None);
    });
}

fn words(progress: Progress) -> String {
    match progress {
        Progress::Sending(percent) => format!("Uploading: {percent} %"),
        Progress::Converting => "Converting".to_owned(),
        Progress::Processing => "Processing".to_owned(),
    }
}
