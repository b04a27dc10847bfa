//! What becomes of a URL that works, once its vehicle is for another customer.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::link::{Regeneration, TrackingLinkUpdate};
use ui::browser;
use ui::components::{Button, ButtonVariant, Dialog, FormError, IconName, Toasts, on_open};

use super::open::OpenVehicle;
use crate::client::{ApiError, Etag};

/// The id of what says on the page that somebody has to decide.
pub(super) const CUSTOMER_CHANGED: &str = "vehicle-customer-changed";

/// Asks whether the former customer may go on opening the URL. Closed without an answer, the question stays on the page.
#[component]
pub(super) fn AnotherCustomerDialog(
    vehicle: OpenVehicle,
    open: RwSignal<bool>,
    /// Opens the sheet, which shows the new URL.
    sharing: RwSignal<bool>,
) -> impl IntoView {
    let toasts = Toasts::expect();
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    on_open(open, move || error.set(None));
    let decision = Decision { vehicle, open, busy, error, toasts };
    let (client, id) = (move || vehicle.staff().client(), move || vehicle.id());
    let regenerate = Callback::new(move |()| {
        decision.make(
            "The old URL stopped working. Send the new one to the customer.",
            Some(sharing),
            async move |etag| client().regenerate_tracking_link(&id(), &Regeneration::default(), &etag).await.map(drop),
        );
    });
    let revoke = Callback::new(move |()| {
        decision
            .make("The tracking link was revoked.", None, async move |_| client().revoke_tracking_link(&id()).await);
    });
    let keep = Callback::new(move |()| {
        decision.make("The URL stays as it is.", None, async move |etag| {
            let update = TrackingLinkUpdate { customer_changed: Some(false), ..TrackingLinkUpdate::default() };
            client().update_tracking_link(&id(), &update, &etag).await.map(drop)
        });
    });
    let footer = move || {
        view! { <Button on_press=Callback::new(move |()| open.set(false))>"Decide later"</Button> }
    };
    view! {
        <Dialog open title="Who may open the URL?" footer=footer>
            <div class="stack">
                <p>
                    "This vehicle is now for another customer. Anyone who was sent its tracking URL before can still open it."
                </p>
                <FormError error />
                <div class="decision">
                    <Button variant=ButtonVariant::Primary icon=IconName::Refresh busy on_press=regenerate>
                        "Regenerate"
                    </Button>
                    <p class="muted">"The old URL stops working. You get a new one for the new customer."</p>
                </div>
                <div class="decision">
                    <Button icon=IconName::Close disabled=busy on_press=revoke>
                        "Revoke"
                    </Button>
                    <p class="muted">"The URL stops working. No new one is issued."</p>
                </div>
                <div class="decision">
                    <Button icon=IconName::Check disabled=busy on_press=keep>
                        "Keep"
                    </Button>
                    <p class="muted">"The URL stays the same, for example because the customer is the same company."</p>
                </div>
            </div>
        </Dialog>
    }
}

/// Where a decision is made, and what it needs.
#[derive(Clone, Copy)]
struct Decision {
    vehicle: OpenVehicle,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<String>>,
    toasts: Toasts,
}

impl Decision {
    /// Carries it out on the link as it is now, says so, and opens what comes next.
    fn make<F>(self, done: &'static str, then: Option<RwSignal<bool>>, act: impl FnOnce(Etag) -> F + 'static)
    where
        F: Future<Output = Result<(), ApiError>> + 'static,
    {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        let (client, id) = (self.vehicle.staff().client(), self.vehicle.id());
        spawn_local(async move {
            let outcome = match client.tracking_link(&id).await {
                Ok(Some(link)) => act(link.etag).await,
                Ok(None) => Ok(()),
                Err(error) => Err(error),
            };
            match outcome {
                Ok(()) => {
                    self.open.try_set(false);
                    self.toasts.success(done);
                    if self.busy.try_set(false).is_none() {
                        self.vehicle.reload();
                        match then {
                            Some(then) => drop(then.try_set(true)),
                            // What was pressed is gone with the question.
                            None => browser::focus("h1"),
                        }
                    }
                }
                Err(error) => {
                    self.error.try_set(Some(error.message()));
                    self.busy.try_set(false);
                }
            }
        });
    }
}
