//! One refresh of the session at a time in the whole browser: a refresh token that is used twice ends the session.
//!
//! `navigator.locks` is reached by name, because web-sys declares it as unstable. Where it is missing (plain http on
//! another machine), tabs are not serialised, and the worst case is to sign in again.

use std::future::Future;

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

const LOCK_NAME: &str = "importops-session";

/// Runs the work while no other tab of this browser runs work under the lock.
pub(super) async fn one_tab_at_a_time<T>(work: impl Future<Output = T>) -> T {
    let _held = acquire().await;
    work.await
}

/// Releases the lock when it is dropped.
struct Held(Function);

impl Drop for Held {
    fn drop(&mut self) {
        // The resolver of a promise takes any argument and throws nothing.
        drop(self.0.call0(&JsValue::UNDEFINED));
    }
}

async fn acquire() -> Option<Held> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok().filter(JsValue::is_object)?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    // The lock is held for as long as `held` is pending.
    let (held, release) = pending()?;
    let (acquired, announce) = pending()?;
    let callback = Closure::once_into_js(move |_lock: JsValue| {
        drop(announce.call0(&JsValue::UNDEFINED));
        held
    });
    let release = Held(release);
    request.call2(&locks, &LOCK_NAME.into(), &callback).ok()?;
    JsFuture::from(acquired).await.ok()?;
    Some(release)
}

/// A promise and the function that resolves it.
fn pending() -> Option<(Promise, Function)> {
    let mut resolver = None;
    let promise = Promise::new(&mut |resolve, _reject| resolver = Some(resolve));
    resolver.map(|resolver| (promise, resolver))
}
