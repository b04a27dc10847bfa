//! A message that stays in the page, beside what it is about.

use leptos::prelude::*;

use crate::components::icon::{Icon, IconName};

/// How serious a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Good to know.
    #[default]
    Info,
    /// Something went well.
    Success,
    /// Something needs attention.
    Warning,
    /// Something went wrong or will be lost.
    Danger,
}

impl Tone {
    /// The icon that says it without colour.
    pub const fn icon(self) -> IconName {
        match self {
            Self::Info => IconName::Info,
            Self::Success => IconName::Check,
            Self::Warning | Self::Danger => IconName::Alert,
        }
    }

    /// The suffix of the class names.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }
}

/// A message. With `Tone::Danger` screen readers announce it at once (`role="alert"`), else politely.
#[component]
pub fn Banner(
    /// How serious it is.
    #[prop(optional)]
    tone: Tone,
    /// Its first line, in bold.
    #[prop(optional, into)]
    title: Option<String>,
    /// The message, and what can be done: text, links, buttons.
    children: Children,
) -> impl IntoView {
    view! {
        <div
            class=format!("banner banner--{}", tone.as_str())
            role=if tone == Tone::Danger { "alert" } else { "status" }
        >
            <Icon name=tone.icon() />
            <div class="banner__body">
                {title.map(|title| view! { <p class="banner__title">{title}</p> })}
                <div class="banner__text">{children()}</div>
            </div>
        </div>
    }
}
