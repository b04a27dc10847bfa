//! What the sheet knows and does: the link as it was last read, and the five actions. What is set is in `edit`.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::{PhotoId, VehicleId};
use shared::link::{LinkState, NewTrackingLink, Regeneration, Sent, TrackingLink, TrackingLinkUpdate};
use shared::link_options::LinkOptions;
use shared::patch::Patch;
use shared::problem::ProblemCode;
use shared::time::Timestamp;
use ui::browser;
use ui::components::Tone;

use super::additional_photos::AdditionalPhotos;
use super::refusal::{expiry_sentence, is_about_expiry, is_about_photos};
use crate::app::load::{Load, Loader};
use crate::app::merge::Merge;
use crate::app::session::{Staff, use_staff};
use crate::client::{ApiError, Etag, Versioned};
use crate::pages::share::{SharedUrl, Sharing, why_dead};
use crate::pages::vehicle::open::OpenVehicle;

/// The sheet of one vehicle.
#[derive(Clone, Copy)]
pub(super) struct Sheet {
    vehicle_id: StoredValue<VehicleId>,
    pub(super) staff: Staff,
    pub(super) link: Loader<Option<Versioned<TrackingLink>>>,
    pub(super) options: RwSignal<LinkOptions>,
    additional_photos: StoredValue<AdditionalPhotos>,
    pub(super) expires: RwSignal<String>,
    pub(super) expires_error: RwSignal<Option<String>>,
    pub(super) action: RwSignal<Option<Action>>,
    /// What just happened, in words.
    pub(super) notice: RwSignal<Option<(Tone, String)>>,
    /// What went wrong with an action, in words.
    pub(super) failure: RwSignal<Option<(Action, String)>>,
    /// Whether somebody else changed the link since it was read, so that what is set here cannot be saved.
    pub(super) stale: RwSignal<bool>,
    merge: StoredValue<Merge<TrackingLink>>,
    /// Whether the ways to share the URL are in sight.
    share_open: RwSignal<bool>,
    on_changed: Callback<()>,
}

/// What is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Create,
    Save,
    Revoke,
    Regenerate,
    Keep,
    Reload,
}

impl Sheet {
    pub(super) fn new(vehicle_id: VehicleId, on_changed: Callback<()>) -> Self {
        Self {
            vehicle_id: StoredValue::new(vehicle_id),
            staff: use_staff(),
            link: Loader::new(),
            options: RwSignal::new(LinkOptions::default()),
            additional_photos: StoredValue::new(AdditionalPhotos::new()),
            expires: RwSignal::new(String::new()),
            expires_error: RwSignal::new(None),
            action: RwSignal::new(None),
            notice: RwSignal::new(None),
            failure: RwSignal::new(None),
            stale: RwSignal::new(false),
            merge: StoredValue::new(Merge::new(&["options"])),
            share_open: RwSignal::new(false),
            on_changed,
        }
    }

    /// Sharing its URL.
    pub(super) fn sharing_of(self, vehicle: OpenVehicle) -> Sharing {
        let on_sent = Callback::new(move |sent: Option<Sent>| {
            // Only this: the version of somebody else's change must not pass for one that was seen.
            self.link.state().try_update(|state| {
                if let Load::Ready(Some(link)) = state {
                    link.value.sent = sent;
                }
            });
        });
        Sharing::new(
            vehicle.id(),
            Signal::derive(move || vehicle.get().map(|vehicle| vehicle.value)),
            SharedUrl {
                url: Memo::new(move |_| self.living_link().and_then(|link| link.url)).into(),
                sent: Memo::new(move |_| self.living_link().and_then(|link| link.sent)).into(),
                dead: Memo::new(move |_| self.living_link().as_ref().and_then(why_dead)).into(),
            },
            self.share_open,
            on_sent,
            Callback::new(move |saved| vehicle.put(saved)),
        )
    }

    /// What went wrong with one of these actions; reactive.
    pub(super) fn failure_of(self, actions: &[Action]) -> Option<String> {
        self.failure.with(|failure| {
            failure.as_ref().filter(|(action, _)| actions.contains(action)).map(|(_, text)| text.clone())
        })
    }

    /// Starts fresh: reads the link and puts its options into the draft.
    pub(super) fn open(self) {
        self.notice.set(None);
        self.failure.set(None);
        self.share_open.set(false);
        self.additional_photos().load(self.staff.client(), self.vehicle_id());
        let (client, id) = (self.staff.client(), self.vehicle_id());
        self.link.ask_anew(async move {
            let link = client.tracking_link(&id).await?;
            self.fill(link.as_ref().map(|link| &link.value));
            Ok(link)
        });
    }

    /// What both changed.
    pub(super) fn merge(self) -> Merge<TrackingLink> {
        self.merge.get_value()
    }

    /// The picked photos.
    pub(super) fn additional_photos(self) -> AdditionalPhotos {
        self.additional_photos.get_value()
    }

    pub(super) fn vehicle_id(self) -> VehicleId {
        self.vehicle_id.get_value()
    }

    /// Makes a photo the hero photo, or leaves the vehicle without one.
    pub(super) fn set_hero(self, id: PhotoId, is_hero: bool) {
        let on_changed = move || self.on_changed.run(());
        self.additional_photos().set_hero(self.staff.client(), self.vehicle_id(), id, is_hero, on_changed);
    }

    /// The vehicle whose sheet it is.
    pub(super) fn vehicle(self) -> StoredValue<VehicleId> {
        self.vehicle_id
    }

    /// The link, also a revoked one; reactive.
    pub(super) fn known_link(self) -> Option<TrackingLink> {
        self.link.state().with(|state| state.ready()?.as_ref().map(|link| link.value.clone()))
    }

    /// The link, unless it is revoked; reactive.
    pub(super) fn living_link(self) -> Option<TrackingLink> {
        self.known_link().filter(|link| link.state != LinkState::Revoked)
    }

    /// Whether the link has been read, if there is one; reactive.
    pub(super) fn is_ready(self) -> bool {
        self.link.state().with(|state| state.ready().is_some())
    }

    /// Whether this action is under way; reactive.
    pub(super) fn does(self, action: Action) -> Signal<bool> {
        Signal::derive(move || self.action.get() == Some(action))
    }

    /// Creates the link with what is set.
    pub(super) fn create(self) {
        let Ok(expiry) = untrack(|| self.expiry_change()) else { return self.refuse_expiry() };
        let expires_at = if let Patch::Value(expires_at) = expiry { Some(expires_at) } else { None };
        let (options, photo_ids) = untrack(|| (Some(self.options.get().into()), Some(self.additional_photos().ids())));
        let new = NewTrackingLink { options, photo_ids, expires_at };
        let (client, id) = (self.staff.client(), self.vehicle_id());
        self.run(
            Action::Create,
            "The tracking link is ready. Copy the URL and send it to your customer.",
            async move { Some(client.create_tracking_link(&id, &new).await.map(Some)) },
        );
    }

    /// Saves what changed. The URL stays.
    pub(super) fn save(self) {
        if let Some((now, merged)) = self.merge().take() {
            self.link.put(Some(now));
            self.fill(Some(&merged));
        }
        let Some(before) = self.link.state().with_untracked(|state| state.ready().cloned().flatten()) else { return };
        let Ok(expires_at) = untrack(|| self.expiry_change()) else { return self.refuse_expiry() };
        let (draft, saved) = untrack(|| (self.draft(), self.saved()));
        let photo_ids = draft.changed_photos(&saved).map(|_| untrack(|| self.additional_photos().ids()));
        let update = TrackingLinkUpdate {
            options: draft.changed_options(&saved),
            photo_ids,
            expires_at,
            customer_changed: None,
        };
        let (client, id) = (self.staff.client(), self.vehicle_id());
        self.run(
            Action::Save,
            "Options saved. The URL stays the same. The page shows them the next time it is opened.",
            async move {
                let send = async |etag: &Etag| client.update_tracking_link(&id, &update, etag).await;
                let read = async |error: &ApiError| present_link(error);
                Some(self.merge().save(&before, &update, send, read).await?.map(Some))
            },
        );
    }

    /// Stops the URL.
    pub(super) fn revoke(self, open: RwSignal<bool>) {
        let (client, id) = (self.staff.client(), self.vehicle_id());
        self.run(Action::Revoke, "Revoked. The URL no longer works.", async move {
            if let Err(error) = client.revoke_tracking_link(&id).await {
                return Some(Err(error));
            }
            open.try_set(false);
            Some(client.tracking_link(&id).await)
        });
    }

    /// Stops the URL and makes a new one.
    pub(super) fn regenerate(
        self,
        expires_at: Patch<Timestamp>,
        open: RwSignal<bool>,
        refused: RwSignal<Option<String>>,
    ) {
        let Some(etag) = self.etag() else { return };
        let (client, id) = (self.staff.client(), self.vehicle_id());
        self.run(Action::Regenerate, "The old URL stopped working. Send this new URL to your customer.", async move {
            let result = client.regenerate_tracking_link(&id, &Regeneration { expires_at }, &etag).await;
            match &result {
                // The new expiry was asked for in the dialog: what is wrong with it belongs there.
                Err(error) if is_about_expiry(error) => {
                    refused.try_set(Some(expiry_sentence(error)));
                }
                Err(error) if !is_stale(error) => {}
                _ => {
                    open.try_set(false);
                }
            }
            Some(result.map(Some))
        });
    }

    /// Decides that the vehicle's new customer may keep the URL.
    pub(super) fn keep(self) {
        let Some(etag) = self.etag() else { return };
        let update = TrackingLinkUpdate { customer_changed: Some(false), ..TrackingLinkUpdate::default() };
        let (client, id) = (self.staff.client(), self.vehicle_id());
        self.run(Action::Keep, "The URL stays as it is.", async move {
            Some(client.update_tracking_link(&id, &update, &etag).await.map(Some))
        });
    }

    /// Reads the link again and drops the draft.
    pub(super) fn reload(self) {
        self.additional_photos().load(self.staff.client(), self.vehicle_id());
        let (client, id) = (self.staff.client(), self.vehicle_id());
        self.run(
            Action::Reload,
            "This is the link as it is now.",
            async move { Some(client.tracking_link(&id).await) },
        );
    }

    /// Runs an action. Without an outcome, somebody has to choose first.
    fn run(
        self,
        action: Action,
        done: &'static str,
        outcome: impl Future<Output = Option<Result<Option<Versioned<TrackingLink>>, ApiError>>> + 'static,
    ) {
        if self.action.get_untracked().is_some() {
            return;
        }
        self.action.set(Some(action));
        self.notice.set(None);
        self.failure.set(None);
        self.expires_error.set(None);
        let sent = untrack(|| self.draft());
        spawn_local(async move {
            let outcome = outcome.await;
            // The sheet may be gone with its page.
            if self.action.try_set(None).is_some() {
                return;
            }
            match outcome {
                None => {}
                Some(Ok(link)) => {
                    // A new URL keeps what is set but not saved, and every action what was set while it was under way.
                    let keeps_draft = match action {
                        Action::Regenerate | Action::Keep => untrack(|| self.is_dirty()),
                        Action::Create | Action::Save => untrack(|| self.draft()) != sent,
                        Action::Revoke | Action::Reload => false,
                    };
                    if !keeps_draft {
                        self.fill(link.as_ref().map(|link| &link.value));
                    }
                    self.stale.set(false);
                    self.link.put(link);
                    self.notice.set(Some((Tone::Success, done.to_owned())));
                    // Where the system has no list to share to, the next step is one press away.
                    self.share_open.set(action == Action::Create && !browser::can_share());
                    self.on_changed.run(());
                    show_answer(match action {
                        Action::Create | Action::Regenerate => ".sheet__url .copy-button",
                        Action::Save | Action::Keep | Action::Reload => ".sheet__notice",
                        Action::Revoke => ".sheet__status",
                    });
                }
                Some(Err(error)) => self.refuse(action, &error),
            }
        });
    }

    fn refuse(self, action: Action, error: &ApiError) {
        let existing = error.problem().and_then(|problem| problem.tracking_link);
        match (error.code(), existing) {
            (Some(ProblemCode::TrackingLinkExists), Some(link)) => {
                self.fill(Some(&link));
                let etag = Etag::of_version(link.version);
                self.link.put(Some(Versioned { value: *link, etag }));
                let sentence = "Somebody else has just created this link. It is shown here with its options.";
                self.notice.set(Some((Tone::Info, sentence.to_owned())));
                self.on_changed.run(());
                show_answer(".sheet__notice");
            }
            _ if is_stale(error) => {
                self.stale.set(true);
                show_answer(".sheet__stale");
            }
            _ if is_about_expiry(error) => {
                if action != Action::Regenerate {
                    self.expires_error.set(Some(expiry_sentence(error)));
                    browser::focus(".sheet input[type=datetime-local]");
                }
            }
            _ if is_about_photos(error) => {
                self.additional_photos().load(self.staff.client(), self.vehicle_id());
                let sentence = "A photo you picked has just been deleted from the gallery. Check the photos on the page, then try again.";
                self.failure.set(Some((action, sentence.to_owned())));
            }
            _ => self.failure.set(Some((action, error.message()))),
        }
    }

    /// The browser says that the date and time are not complete, or they are not a time that there is.
    pub(super) fn refuse_expiry(self) {
        self.expires_error
            .set(Some("Enter the full date and time, or clear it if the link should never expire.".to_owned()));
        browser::focus(".sheet input[type=datetime-local]");
    }

    fn etag(self) -> Option<Etag> {
        self.link.state().with_untracked(|state| state.ready()?.as_ref().map(|link| link.etag.clone()))
    }
}

/// The link as the server has it, which comes with the refusal of a change that was made to an older one.
fn present_link(error: &ApiError) -> Result<Versioned<TrackingLink>, ApiError> {
    let link = error.problem().and_then(|problem| problem.tracking_link).ok_or_else(|| error.clone())?;
    Ok(Versioned { etag: Etag::of_version(link.version), value: *link })
}

/// Whether somebody else changed the link meanwhile.
fn is_stale(error: &ApiError) -> bool {
    matches!(error.code(), Some(ProblemCode::PreconditionFailed | ProblemCode::NoActiveLink))
}

/// Brings the answer into view, at the start of the sheet, and moves the focus there.
fn show_answer(selector: &'static str) {
    // After it has been drawn, and after a question over the sheet has given back the focus.
    request_animation_frame(move || {
        if let Some(body) = browser::element(".dialog__body:has(> .sheet)") {
            body.set_scroll_top(0);
        }
        browser::focus(selector);
    });
}
