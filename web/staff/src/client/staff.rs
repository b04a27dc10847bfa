//! The session of a member: the access token, its renewal, and every call made with it.

use std::sync::{Arc, Mutex, PoisonError};

use leptos::prelude::{ArcRwSignal, GetUntracked, Set, Update, With, WithUntracked};
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use shared::organization::Organization;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::session::{Credentials, CurrentSession, Session};
use ui::{browser, history, unsaved};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::error::ApiError;
use super::http::{Answer, Credential, Method, Request, Versioned, exchange};
use super::lock::one_tab_at_a_time;
use super::opening::open_session;
use super::refresh::refresh;

/// The token is renewed so long before it expires, so that a request never leaves with one that dies on the way.
const RENEW_AHEAD_MS: i64 = 60_000;

/// The API for a member of an organisation. Clones share the session.
#[derive(Clone)]
pub struct StaffClient {
    session: Arc<StaffSession>,
}

struct StaffSession {
    access: Mutex<Access>,
    /// Held while the token is renewed, so that it is renewed once however many requests need it.
    renewal: async_lock::Mutex<()>,
    current: ArcRwSignal<CurrentSession>,
    ended: ArcRwSignal<bool>,
    /// Whether the session has ended over something unsaved, and the member is asked to sign in again.
    asks_again: ArcRwSignal<bool>,
}

/// The access token, in memory only.
#[derive(Clone)]
struct Access {
    token: String,
    renew_at_ms: i64,
}

impl Access {
    fn of(session: &Session) -> Self {
        let lifetime_ms = session.expires_in.saturating_mul(1000);
        let renew_at_ms = browser::now_ms().saturating_add(lifetime_ms - RENEW_AHEAD_MS.min(lifetime_ms / 2));
        Self { token: session.access_token.clone(), renew_at_ms }
    }
}

impl StaffClient {
    pub(super) fn new(session: Session) -> Self {
        let access = Mutex::new(Access::of(&session));
        let current = CurrentSession { member: session.member, organization: session.organization };
        Self {
            session: Arc::new(StaffSession {
                access,
                renewal: async_lock::Mutex::new(()),
                current: ArcRwSignal::new(current),
                ended: ArcRwSignal::new(false),
                asks_again: ArcRwSignal::new(false),
            }),
        }
    }

    /// Who is signed in, as the server last said; reactive.
    pub fn current(&self) -> CurrentSession {
        self.session.current.with(CurrentSession::clone)
    }

    /// Whether the session has ended; reactive.
    pub fn has_ended(&self) -> bool {
        self.session.ended.with(|ended| *ended)
    }

    /// Whether the member is asked to sign in again, while requests wait. Whoever sets it to false lets them go on, or fail.
    pub fn asks_again(&self) -> ArcRwSignal<bool> {
        self.session.asks_again.clone()
    }

    /// Signs the same member in again, after the session has ended.
    pub async fn sign_in_again(&self, password: String) -> Result<(), ApiError> {
        let email = self.session.current.with_untracked(|current| current.member.email.clone());
        self.replace(open_session(&Credentials { email, password }).await?)?;
        self.session.asks_again.set(false);
        Ok(())
    }

    /// Signs out: this session ends on the server, and the cookie goes.
    pub async fn sign_out(&self) -> Result<(), ApiError> {
        let request = Request::new(Method::Delete, ApiPath::Session);
        match one_tab_at_a_time(exchange(&request, Credential::Cookie)).await {
            Ok(_) => {}
            Err(error) if error.code() == Some(ProblemCode::AuthenticationRequired) => {}
            Err(error) => return Err(error),
        }
        self.end();
        Ok(())
    }

    /// Asks the server again who is signed in and how the subscription stands.
    pub async fn reload_current(&self) -> Result<(), ApiError> {
        let current = self.send(Request::get(ApiPath::Session)).await?.read()?;
        self.session.current.set(current);
        Ok(())
    }

    /// Ends the session on this side, after the server has ended it.
    pub fn end(&self) {
        self.session.asks_again.set(false);
        self.session.ended.set(true);
    }

    pub(super) fn set_organization(&self, organization: &Organization) {
        self.session.current.update(|current| current.organization = organization.clone());
    }

    pub(super) async fn call<T: DeserializeOwned>(&self, request: Request) -> Result<T, ApiError> {
        self.send(request).await?.read()
    }

    pub(super) async fn call_versioned<T: DeserializeOwned>(&self, request: Request) -> Result<Versioned<T>, ApiError> {
        self.send(request).await?.read_versioned()
    }

    pub(super) async fn command(&self, request: Request) -> Result<(), ApiError> {
        self.send(request).await.map(drop)
    }

    /// Sends a request with a token that lives.
    async fn send(&self, request: Request) -> Result<Answer, ApiError> {
        self.with_token(async |token| exchange(&request, Credential::Bearer(token)).await).await
    }

    /// Makes an attempt with a token that lives; once more with a new one if the server does not take it.
    pub(super) async fn with_token<T>(
        &self,
        attempt: impl AsyncFn(&str) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let token = self.living_token().await?;
        let mut result = attempt(&token).await;
        if code(&result) == Some(ProblemCode::AuthenticationRequired) {
            let token = self.renew(token).await?;
            result = attempt(&token).await;
            if code(&result) == Some(ProblemCode::AuthenticationRequired) {
                self.end();
            }
        }
        if code(&result) == Some(ProblemCode::SubscriptionInactive) && !self.is_locked() {
            // The banner and the disabled controls follow from the subscription, which changed since it was read.
            let client = self.clone();
            spawn_local(async move { drop(client.reload_current().await) });
        }
        result
    }

    async fn living_token(&self) -> Result<String, ApiError> {
        let access = self.access();
        if browser::now_ms() < access.renew_at_ms { Ok(access.token) } else { self.renew(access.token).await }
    }

    /// Gets a token newer than this one. The exchange runs to its end even if the caller goes away: half of it would
    /// leave the cookie used up and the session lost.
    async fn renew(&self, stale: String) -> Result<String, ApiError> {
        let client = self.clone();
        let outcome = Arc::new(Mutex::new(Err(ApiError::Network)));
        let slot = Arc::clone(&outcome);
        let renewal = future_to_promise(async move {
            let result = client.renew_now(&stale).await;
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = result;
            Ok(JsValue::UNDEFINED)
        });
        drop(JsFuture::from(renewal).await);
        outcome.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn renew_now(&self, stale: &str) -> Result<String, ApiError> {
        let _renewing = self.session.renewal.lock().await;
        let access = self.access();
        if access.token != stale {
            return Ok(access.token);
        }
        let result = refresh().await;
        if code(&result) == Some(ProblemCode::AuthenticationRequired) {
            if !unsaved::is_any() && !history::is_over_page() {
                self.end();
            } else if let Some(token) = self.await_sign_in(stale).await {
                return Ok(token);
            }
        }
        self.replace(result?)
    }

    /// Asks the member to sign in again, so that what is unsaved on the page stays. None: they did not.
    async fn await_sign_in(&self, stale: &str) -> Option<String> {
        const PAUSE_MS: u32 = 200;
        self.session.asks_again.set(true);
        while self.session.asks_again.get_untracked() {
            browser::sleep_ms(PAUSE_MS).await;
        }
        Some(self.access().token).filter(|token| token != stale)
    }

    fn replace(&self, session: Session) -> Result<String, ApiError> {
        let access = Access::of(&session);
        let token = access.token.clone();
        *self.session.access.lock().unwrap_or_else(PoisonError::into_inner) = access;
        let current = CurrentSession { member: session.member, organization: session.organization };
        if self.session.current.with_untracked(|known| known.member.id != current.member.id) {
            // Somebody else signed in in another tab: nothing that is on this page may stay.
            browser::reload();
            return Err(ApiError::Unexpected);
        }
        if self.session.current.with_untracked(|known| *known != current) {
            self.session.current.set(current);
        }
        Ok(token)
    }

    fn access(&self) -> Access {
        self.session.access.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_locked(&self) -> bool {
        self.session.current.with_untracked(|current| current.organization.subscription.locked)
    }
}

fn code<T>(result: &Result<T, ApiError>) -> Option<ProblemCode> {
    result.as_ref().err().and_then(ApiError::code)
}
