//! The browser's own `fetch`, for what reqwest has no way to ask for.

use ui::browser;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

use super::error::ApiError;
use super::http::refusal;

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
