//! The exchange of the refresh cookie for a new session.
//!
//! The server takes each refresh token once and ends the session when one comes twice. So an exchange that has begun
//! must end with its cookie in the browser, even if the page is reloaded meanwhile: it is sent with `keepalive`, which
//! lets it outlive the page (reqwest has no way to ask for that), and the next page waits for it.

use js_sys::{Function, Reflect};
use shared::paths::ApiPath;
use shared::session::Session;
use ui::browser;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Headers, RequestCache, RequestCredentials, RequestInit, Storage};

use super::error::ApiError;
use super::fetch::{fetch, text};
use super::http::TIMEOUT;
use super::lock::one_tab_at_a_time;

/// Under this name stands the time at which an exchange began; nothing else is kept.
const BEGUN_AT: &str = "importops.refresh";
/// How long an exchange of a page that is gone is given to arrive.
const ORPHAN_MS: i64 = 2_500;

/// Prolongs the session that this browser has.
pub(super) async fn refresh() -> Result<Session, ApiError> {
    one_tab_at_a_time(async {
        wait_for_orphan().await;
        let storage = storage();
        if let Some(storage) = &storage {
            drop(storage.set_item(BEGUN_AT, &browser::now_ms().to_string()));
        }
        let result = post().await;
        if let Some(storage) = &storage {
            drop(storage.remove_item(BEGUN_AT));
        }
        result
    })
    .await
}

/// The lock is free, so an exchange that has begun and not ended belongs to a page that is gone.
async fn wait_for_orphan() {
    let begun_at = storage().and_then(|storage| storage.get_item(BEGUN_AT).ok().flatten());
    let Some(begun_at) = begun_at.and_then(|text| text.parse::<i64>().ok()) else { return };
    let age_ms = browser::now_ms().saturating_sub(begun_at);
    if (0..ORPHAN_MS).contains(&age_ms) {
        browser::sleep_ms(u32::try_from(ORPHAN_MS - age_ms).unwrap_or_default()).await;
    }
}

async fn post() -> Result<Session, ApiError> {
    let response = fetch(&ApiPath::SessionRefresh.to_string(), init()).await?;
    serde_json::from_str(&text(&response).await?).map_err(|_| ApiError::Unexpected)
}

fn init() -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    headers.append("X-Requested-With", "importops")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_cache(RequestCache::NoStore);
    Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
    if let Some(signal) = timeout_signal() {
        Reflect::set(&init, &"signal".into(), &signal)?;
    }
    Ok(init)
}

/// `AbortSignal.timeout`, where the browser has it.
fn timeout_signal() -> Option<JsValue> {
    let class = Reflect::get(&js_sys::global(), &"AbortSignal".into()).ok()?;
    let timeout: Function = Reflect::get(&class, &"timeout".into()).ok()?.dyn_into().ok()?;
    let milliseconds = u32::try_from(TIMEOUT.as_millis()).ok()?;
    timeout.call1(&class, &milliseconds.into()).ok()
}

fn storage() -> Option<Storage> {
    browser::window()?.local_storage().ok().flatten()
}
