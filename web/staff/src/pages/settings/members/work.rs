//! What is being done with a member.

use leptos::prelude::*;
use shared::member::Member;

/// What is being done with which member.
#[derive(Clone, Copy)]
pub struct Work {
    pub member: RwSignal<Option<Member>>,
    pub choose_role: RwSignal<bool>,
    pub confirm_disable: RwSignal<bool>,
    pub role: RwSignal<String>,
    pub busy: RwSignal<bool>,
    pub error: RwSignal<Option<String>>,
}

impl Work {
    pub fn new() -> Self {
        Self {
            member: RwSignal::new(None),
            choose_role: RwSignal::new(false),
            confirm_disable: RwSignal::new(false),
            role: RwSignal::new(String::new()),
            busy: RwSignal::new(false),
            error: RwSignal::new(None),
        }
    }

    /// Asks which role the member is to have.
    pub fn ask_role(self, member: Member) {
        self.role.set(member.role.as_str().to_owned());
        self.begin(member);
        self.choose_role.set(true);
    }

    /// Asks whether to take the member's access away.
    pub fn ask_disable(self, member: Member) {
        self.begin(member);
        self.confirm_disable.set(true);
    }

    pub fn begin(self, member: Member) {
        self.error.set(None);
        self.member.set(Some(member));
    }

    pub fn name(self) -> String {
        self.member.with(|member| member.as_ref().map(|member| member.name.clone()).unwrap_or_default())
    }
}
