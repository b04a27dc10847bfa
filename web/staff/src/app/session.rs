//! Who uses this browser: nobody yet known, nobody, or a member of an organisation.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::member::{Member, Role};
use shared::organization::Organization;

use super::formats::Formats;
use crate::client::{ApiError, PublicClient, StaffClient};

/// What is known about who uses the app.
#[derive(Clone)]
pub enum SessionState {
    /// Being asked.
    Resuming,
    /// The server could not be asked.
    Unreachable(ApiError),
    /// Nobody is signed in.
    SignedOut,
    /// Somebody is.
    SignedIn(StaffClient),
}

impl SessionState {
    /// Asks the server whether there is a session to continue.
    pub async fn resume() -> Self {
        match PublicClient.resume().await {
            Ok(Some(client)) => Self::SignedIn(client),
            Ok(None) => Self::SignedOut,
            Err(error) => Self::Unreachable(error),
        }
    }
}

/// The app's session, in the context of every page.
#[derive(Clone, Copy)]
pub struct SessionContext {
    state: RwSignal<SessionState>,
}

impl SessionContext {
    /// Provides the session to everything below.
    pub fn provide(state: SessionState) -> Self {
        let session = Self { state: RwSignal::new(state) };
        provide_context(session);
        // A session that ends, for whatever reason, leads to the sign-in.
        Effect::new(move || {
            let ended = match session.state.get() {
                SessionState::SignedIn(client) => client.has_ended(),
                _ => false,
            };
            if ended {
                session.state.set(SessionState::SignedOut);
            }
        });
        session
    }

    /// What is known; reactive.
    pub fn state(self) -> SessionState {
        self.state.get()
    }

    /// Asks the server again whether there is a session to continue.
    pub fn resume(self) {
        self.state.set(SessionState::Resuming);
        spawn_local(async move {
            let resumed = SessionState::resume().await;
            // Whoever signed in meanwhile is signed in.
            self.state.update(|state| {
                if matches!(state, SessionState::Resuming) {
                    *state = resumed;
                }
            });
        });
    }

    /// Goes on with a session that was just opened.
    pub fn signed_in(self, client: StaffClient) {
        self.state.set(SessionState::SignedIn(client));
    }
}

/// The app's session.
pub fn use_session() -> SessionContext {
    expect_context()
}

/// Who is signed in, for the pages behind the sign-in.
#[derive(Clone, Copy)]
pub struct Staff {
    client: StoredValue<StaffClient>,
}

impl Staff {
    /// Provides the signed-in member to everything below.
    pub fn provide(client: StaffClient) -> Self {
        let staff = Self { client: StoredValue::new(client) };
        provide_context(staff);
        staff
    }

    /// The API.
    pub fn client(self) -> StaffClient {
        self.client.get_value()
    }

    /// The member; reactive.
    pub fn member(self) -> Member {
        self.client.with_value(StaffClient::current).member
    }

    /// The organisation; reactive.
    pub fn organization(self) -> Organization {
        self.client.with_value(StaffClient::current).organization
    }

    /// How dates, times and amounts are written for the organisation's staff; reactive.
    pub fn formats(self) -> Formats {
        Formats::of(&self.organization())
    }

    /// Whether the member's role includes this one; reactive.
    pub fn can(self, role: Role) -> bool {
        self.member().role >= role
    }

    /// Whether the subscription is inactive, so that only access can be taken away; reactive.
    pub fn locked(self) -> bool {
        self.organization().subscription.locked
    }

    /// Whether no link of the organisation works, for whatever reason; reactive.
    pub fn links_suspended(self) -> bool {
        self.locked() || self.restored()
    }

    /// Whether the links wait for an admin since a backup was restored; reactive.
    pub fn restored(self) -> bool {
        self.organization().links_suspended_at.is_some()
    }

    /// Whether the member may change vehicles, notes and links now; reactive.
    pub fn writable(self) -> bool {
        self.can(Role::Editor) && !self.locked()
    }
}

/// Who is signed in. Only below the shell of the signed-in app.
pub fn use_staff() -> Staff {
    expect_context()
}
