//! What is known of a photo on its way.

use shared::ids::VehicleId;

use crate::client::Progress;

/// A photo on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Tells it from the others.
    pub id: u32,
    /// What the file is called on this device.
    pub name: String,
    /// Where it stands.
    pub state: SendingState,
    pub(super) vehicle: VehicleId,
}

/// Where a photo on its way stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendingState {
    /// Others come first.
    Waiting,
    /// On its way or being worked on.
    Running(Progress),
    /// It goes on by itself: once there is a connection, or the server has time.
    Held {
        /// What it waits for.
        sentence: String,
    },
    /// Not taken, for this reason.
    Failed {
        /// The reason, and what to do.
        sentence: String,
        /// Whether the same file may be taken when it is sent again.
        again: bool,
    },
    /// Taken, with something to know about it.
    Warned {
        /// What that is.
        sentence: String,
    },
}

/// How many of those that were chosen together have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Arrived.
    pub done: u32,
    /// Chosen.
    pub total: u32,
    /// Not taken.
    pub failed: u32,
    /// Waiting until they can go on by themselves.
    pub held: u32,
}

impl Sending {
    pub(super) fn has_failed(&self) -> bool {
        matches!(self.state, SendingState::Failed { .. })
    }

    pub(super) fn is_held(&self) -> bool {
        matches!(self.state, SendingState::Held { .. })
    }

    pub(super) fn is_warned(&self) -> bool {
        matches!(self.state, SendingState::Warned { .. })
    }

    pub(super) fn is_under_way(&self) -> bool {
        !self.has_failed() && !self.is_warned()
    }

    /// Whether somebody may have it sent again.
    pub fn can_be_retried(&self) -> bool {
        self.is_held() || matches!(self.state, SendingState::Failed { again: true, .. })
    }
}
