//! The browser's own `fetch`, and what the document has fetched while the program was on its way (`scripts/early.js`).

use std::future::Future;

use js_sys::{Array, Function, Promise, Reflect};
use ui::browser;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

use super::error::{ApiError, refusal};

/// Long enough for a slow phone connection, short enough that nobody watches a spinner that never ends.
const TIMEOUT_MS: u32 = 20_000;

/// Sends a request and waits for the head of its answer, which is a success.
pub(super) async fn fetch(path: &str, init: Result<RequestInit, JsValue>) -> Result<Response, ApiError> {
    let init = init.map_err(|_| ApiError::Unexpected)?;
    let window = browser::window().ok_or(ApiError::Unexpected)?;
    let fetched = JsFuture::from(window.fetch_with_str_and_init(path, &init)).await;
    let response: Response = fetched.ok().and_then(|value| value.dyn_into().ok()).ok_or(ApiError::Network)?;
    if response.ok() { Ok(response) } else { Err(refusal(response.status(), &text(&response).await?)) }
}

/// The rest of an answer.
pub(super) async fn text(response: &Response) -> Result<String, ApiError> {
    let text = response.text().map_err(|_| ApiError::Network)?;
    JsFuture::from(text).await.ok().and_then(|text| text.as_string()).ok_or(ApiError::Network)
}

/// Gives up a request, answer included, that takes too long; where the browser can.
pub(super) fn set_timeout(init: &RequestInit) -> Result<(), JsValue> {
    let class = Reflect::get(&js_sys::global(), &"AbortSignal".into())?;
    if let Ok(timeout) = Reflect::get(&class, &"timeout".into())?.dyn_into::<Function>() {
        Reflect::set(init, &"signal".into(), &timeout.call1(&class, &TIMEOUT_MS.into())?)?;
    }
    Ok(())
}

/// The answer to a request that the document has sent already, if it did and nobody took it yet.
pub(super) fn early(url: &str) -> Option<impl Future<Output = Result<String, ApiError>>> {
    Some(success(ask_document("take", url)?))
}

/// Prolongs the session that this browser has; the document may have begun with it.
pub(super) async fn refresh(url: &str) -> Result<String, ApiError> {
    success(ask_document("refresh", url).ok_or(ApiError::Unexpected)?).await
}

/// Loads the page anew if the server has another version of the app by now.
pub async fn follow_new_version() {
    if let Some(done) = ask_document("follow", "") {
        // Without an answer there is nothing to follow.
        let _ = JsFuture::from(done).await;
    }
}

/// What a function of the document's script promises for this URL.
fn ask_document(function: &str, url: &str) -> Option<Promise> {
    let script = Reflect::get(&js_sys::global(), &"importops".into()).ok()?;
    let function: Function = Reflect::get(&script, &function.into()).ok()?.dyn_into().ok()?;
    function.call1(&script, &url.into()).ok()?.dyn_into().ok()
}

/// The text of an answer that comes as a pair of status and text.
async fn success(answer: Promise) -> Result<String, ApiError> {
    let answer: Array = JsFuture::from(answer).await.map_err(|_| ApiError::Network)?.into();
    let status = answer.get(0).as_f64().unwrap_or_default();
    let text = answer.get(1).as_string().unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a status has three digits")]
    let status = status as u16;
    if (200..300).contains(&status) { Ok(text) } else { Err(refusal(status, &text)) }
}
