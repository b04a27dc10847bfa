//! What stands in the place of a part of the program until it is here, and if it does not come.

use std::future::Future;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::components::loading::Skeleton;
use ui::components::toast::Toasts;
use wasm_split_helpers::SplitLoaderError;

use super::styles::styles;
use crate::app::retry::Failure;
use crate::client::{ApiError, follow_new_version};

/// A view of a part, or that the part did not come.
pub(super) type PartView = Result<AnyView, SplitLoaderError>;

/// Where a part stands.
#[derive(Clone, Copy, PartialEq)]
enum Arrival {
    Awaited,
    Here,
    Failed,
}

/// Loads a part.
type Load = Arc<dyn Fn() -> LocalBoxFuture<'static, Result<(), SplitLoaderError>> + Send + Sync>;
/// Draws what is in a part, if it is here.
type Draw = Arc<dyn Fn() -> Option<PartView> + Send + Sync>;

// Each part has types of its own: without them, what waits for the parts is in the program once.
fn load_of<L>(load: fn() -> L) -> Load
where
    L: Future<Output = Result<(), SplitLoaderError>> + 'static,
{
    Arc::new(move || load().boxed_local())
}

/// Loads a part and the style sheet of the parts.
fn styled<L>(load: fn() -> L) -> Load
where
    L: Future<Output = Result<(), SplitLoaderError>> + 'static,
{
    let load = load_of(load);
    Arc::new(move || {
        let loading = load();
        async move {
            styles().await;
            loading.await
        }
        .boxed_local()
    })
}

/// What `draw` draws, once its part is here. What is here already is drawn at once.
pub(super) fn later<L>(load: fn() -> L, draw: impl Fn() -> Option<PartView> + Send + Sync + 'static) -> AnyView
where
    L: Future<Output = Result<(), SplitLoaderError>> + 'static,
{
    drawn_later(styled(load), Arc::new(draw))
}

/// As [`later`], for a part of which the style is in the style sheet that the app starts with.
pub(super) fn beside<L>(load: fn() -> L, draw: impl Fn() -> Option<PartView> + Send + Sync + 'static) -> AnyView
where
    L: Future<Output = Result<(), SplitLoaderError>> + 'static,
{
    drawn_later(load_of(load), Arc::new(draw))
}

fn drawn_later(load: Load, draw: Draw) -> AnyView {
    let arrival = RwSignal::new(Arrival::Awaited);
    let ask = move || {
        let mut loading = load();
        let arrived = (&mut loading).now_or_never();
        if let Some(Ok(())) = arrived {
            arrival.set(Arrival::Here);
        } else {
            arrival.set(Arrival::Awaited);
            spawn_local(async move {
                let arrived = match arrived {
                    Some(arrived) => arrived,
                    None => loading.await,
                };
                if arrived.is_err() {
                    // A new version of the app has parts of other names.
                    follow_new_version().await;
                }
                arrival.try_set(if arrived.is_ok() { Arrival::Here } else { Arrival::Failed });
            });
        }
    };
    ask();
    let ask = StoredValue::new(ask);
    (move || match arrival.get() {
        Arrival::Awaited => view! { <Skeleton lines=8 /> }.into_any(),
        Arrival::Here => draw().and_then(Result::ok).into_any(),
        Arrival::Failed => {
            let on_retry = Callback::new(move |()| ask.with_value(|ask| ask()));
            view! { <Failure what="This part of ImportOps" error=ApiError::Network on_retry /> }.into_any()
        }
    })
    .into_any()
}

/// What `draw` draws, once one of these is open and the part is here. Where the part does not come, a message says so and they
/// are closed again.
pub(super) fn once_opened<L>(
    load: fn() -> L,
    opens: &[RwSignal<bool>],
    draw: impl Fn() -> Option<PartView> + Send + Sync + 'static,
) -> AnyView
where
    L: Future<Output = Result<(), SplitLoaderError>> + 'static,
{
    drawn_once_opened(styled(load), opens.to_vec(), Arc::new(draw))
}

fn drawn_once_opened(load: Load, opens: Vec<RwSignal<bool>>, draw: Draw) -> AnyView {
    let toasts = Toasts::expect();
    let here = RwSignal::new(false);
    let opens = StoredValue::new(opens);
    let wanted = Memo::new(move |_| opens.with_value(|opens| opens.iter().any(|open| open.get())));
    Effect::new(move || {
        if !wanted.get() || here.get_untracked() {
            return;
        }
        let loading = load();
        spawn_local(async move {
            if loading.await.is_ok() {
                here.try_set(true);
                return;
            }
            follow_new_version().await;
            toasts.error(ApiError::Network.message());
            for open in opens.try_get_value().unwrap_or_default() {
                open.try_set(false);
            }
        });
    });
    (move || here.get().then(|| draw().and_then(Result::ok))).into_any()
}
