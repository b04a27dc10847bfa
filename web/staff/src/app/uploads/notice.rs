//! What every page says of photos that are not on the server yet, and the question before they would be lost.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::VehicleId;
use ui::components::{Banner, Button, ConfirmDialog, IconName, Toasts, Tone};

use super::device;
use super::item::Sending;
use super::leaving::Leaving;
use super::state::Uploads;
use crate::app::end_session::end_session;
use crate::app::location::use_location;
use crate::app::route::AppPath;

/// The notice, and the question.
pub(super) fn view(uploads: Uploads) -> AnyView {
    let path = use_location().path();
    // On the page of its vehicle a photo stands in a list.
    let elsewhere = Memo::new(move |_| {
        let path = path.get();
        uploads.items.with(|items| {
            let is_elsewhere = |item: &&Sending| AppPath::Vehicle(item.vehicle.clone()).to_string() != path;
            items.iter().filter(is_elsewhere).cloned().collect::<Vec<_>>()
        })
    });
    let summary = Memo::new(move |_| elsewhere.with(|items| Summary::of(items)));
    let retry = Callback::new(move |()| uploads.retry_all(None));
    let notice = move || {
        summary.get().map(|Summary { tone, text, vehicle, can_retry }| {
            view! {
                <div class="shell__banner">
                    <Banner tone>
                        <p>{text} " " <a href=AppPath::Vehicle(vehicle).to_string()>"Show them"</a></p>
                        {can_retry
                            .then(|| {
                                view! {
                                    <Button icon=IconName::Refresh on_press=retry>
                                        "Retry all"
                                    </Button>
                                }
                            })}
                    </Banner>
                </div>
            }
        })
    };
    view! {
        {notice}
        <LeaveDialog uploads />
    }
    .into_any()
}

/// What is said of the photos of other vehicles than the one on show.
#[derive(Debug, Clone, PartialEq)]
struct Summary {
    tone: Tone,
    text: String,
    vehicle: VehicleId,
    can_retry: bool,
}

impl Summary {
    fn of(items: &[Sending]) -> Option<Self> {
        let count = |is: fn(&Sending) -> bool| items.iter().filter(|item| is(item)).count();
        let (failed, held) = (count(Sending::has_failed), count(Sending::is_held));
        // What is on its way needs nobody.
        if failed + held == 0 {
            return None;
        }
        let sending = count(|item| item.is_under_way() && !item.is_held());
        let states = [
            (sending, "on the way"),
            (held, "waiting for a connection"),
            (failed, "not uploaded"),
            (count(Sending::is_warned), "uploaded with a warning"),
        ];
        let states = states.into_iter().filter(|(count, _)| *count > 0);
        let said = states.map(|(count, state)| format!("{} {state}", photos(count))).collect::<Vec<_>>();
        let worst = items.iter().find(|item| item.has_failed()).or(items.first())?;
        Some(Self {
            tone: if failed > 0 { Tone::Warning } else { Tone::Info },
            text: format!("{}.", said.join(", ")),
            vehicle: worst.vehicle.clone(),
            can_retry: items.iter().any(Sending::can_be_retried),
        })
    }
}

pub(super) fn photos(count: usize) -> String {
    if count == 1 { "1 photo".to_owned() } else { format!("{count} photos") }
}

/// Asks before photos go that no server has.
#[component]
fn LeaveDialog(uploads: Uploads) -> impl IntoView {
    let Leaving { open, count, .. } = uploads.leaving;
    let title = Signal::derive(move || format!("Sign out and lose {}?", photos(count.get())));
    let confirm = Callback::new(move |()| uploads.leave_now());
    // Whoever stays can sign out another time.
    Effect::new(move |was_open: Option<bool>| {
        if was_open == Some(true) && !open.get() {
            uploads.leaving.stay();
        }
        open.get()
    });
    view! {
        <ConfirmDialog open title confirm_label="Sign out" danger=true on_confirm=confirm>
            <p>
                "They are not on the server yet. Signing out deletes them from this device, so that nobody finds them here."
            </p>
            <p>"To keep them, stay signed in until they are uploaded."</p>
        </ConfirmDialog>
    }
}

impl Uploads {
    /// Signs out, after a question if something would be lost.
    pub fn leave(self, toasts: Toasts, busy: RwSignal<bool>) {
        let Leaving { open, count, button } = self.leaving;
        button.set_value(Some((toasts, busy)));
        spawn_local(async move {
            // Another tab may have photos too; what this one has may be kept nowhere.
            let is_not_there = |item: &&Sending| !item.is_warned();
            let here = self.items.with_untracked(|items| items.iter().filter(is_not_there).count());
            let kept = device::count(&self.owner.get_value()).await.max(here);
            if kept == 0 {
                return self.leave_now();
            }
            count.set(kept);
            open.set(true);
        });
    }

    /// Signs out. What is kept goes once the server has ended the session: until then it could still be sent.
    fn leave_now(self) {
        let Some((toasts, busy)) = self.leaving.button.try_update_value(Option::take).flatten() else { return };
        let (staff, owner) = (self.staff, self.owner.get_value());
        self.leaving.open.set(false);
        spawn_local(async move {
            if end_session(staff, toasts, busy).await {
                device::clear(&owner).await;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photos_are_counted_in_words() {
        assert_eq!(photos(1), "1 photo");
        assert_eq!(photos(12), "12 photos");
        assert_eq!(Summary::of(&[]), None);
    }
}
