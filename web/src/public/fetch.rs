//! The requests that the page makes, through the browser's own `fetch`.

use js_sys::Reflect;
use shared::public_tracking::PublicTracking;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestCache, RequestCredentials, RequestInit, Response};

use super::read;
use super::words::Words;
use crate::browser;

/// What a look at the link gave.
pub(super) enum Answer {
    /// It works.
    Live(Box<PublicTracking>),
    /// It does not work.
    Dead,
    /// Nobody knows: no connection, or a server in trouble.
    Unknown,
}

/// Asks for the page's data, past every cache and without credentials.
pub(super) async fn load(url: &str) -> Answer {
    let init = RequestInit::new();
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Omit);
    let Some(response) = send(url, &init).await else { return Answer::Unknown };
    match response.status() {
        200 => match body(&response).await.and_then(|text| read::tracking(&text)) {
            Some(data) => Answer::Live(Box::new(data)),
            None => Answer::Unknown,
        },
        404 => Answer::Dead,
        _ => Answer::Unknown,
    }
}

/// Asks for the words, where the document carries none.
pub(super) async fn words(url: &str) -> Option<Words> {
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::Omit);
    let response = send(url, &init).await.filter(|response| response.status() == 200)?;
    read::words(&body(&response).await?)
}

/// Counts a page open. Staff who are signed in are told apart by their cookie and not counted.
pub(super) async fn count_view(url: &str) {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_body(&JsValue::from_str("{}"));
    // The request outlives a page that is closed at once.
    let _ = Reflect::set(&init, &JsValue::from_str("keepalive"), &JsValue::TRUE);
    if let Ok(headers) = Headers::new() {
        let _ = headers.set("content-type", "application/json");
        let _ = headers.set("x-requested-with", "importops");
        init.set_headers(&headers);
    }
    let _ = send(url, &init).await;
}

async fn send(url: &str, init: &RequestInit) -> Option<Response> {
    let promise = browser::window()?.fetch_with_str_and_init(url, init);
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

async fn body(response: &Response) -> Option<String> {
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}
