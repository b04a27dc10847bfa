//! Pills: the stage of a vehicle and the state of its link, in words and in a colour.

use leptos::prelude::*;
use shared::link::VehicleLinkState;
use shared::stage::{ArrivalDetail, Stage};

/// The stage of a vehicle in its colour.
#[component]
pub fn StagePill(
    /// The stage.
    stage: Stage,
    /// The sub-label of an arrived vehicle.
    #[prop(optional_no_strip)]
    detail: Option<ArrivalDetail>,
) -> impl IntoView {
    let class = match stage {
        Stage::Purchased => "pill pill--purchased",
        Stage::InTransit => "pill pill--in-transit",
        Stage::Arrived => "pill pill--arrived",
        Stage::Preparation => "pill pill--preparation",
        Stage::SaleReady => "pill pill--sale-ready",
        Stage::SoldDelivered => "pill pill--sold-delivered",
    };
    view! {
        <span class=class>
            <span class="pill__dot" aria-hidden="true"></span>
            {stage.label()}
            {detail.map(|detail| view! { <span class="pill__detail">{format!("· {}", detail.label())}</span> })}
        </span>
    }
}

/// How a state is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateTone {
    /// It works.
    Good,
    /// It waits, or has run out.
    Waiting,
    /// It was stopped, or failed.
    Bad,
    /// There is nothing to tell.
    Quiet,
}

/// The state of anything else, in words.
#[component]
pub fn StatePill(
    /// How it is meant.
    tone: StateTone,
    /// The words.
    text: &'static str,
) -> impl IntoView {
    let class = match tone {
        StateTone::Good => "pill pill--active",
        StateTone::Waiting => "pill pill--expired",
        StateTone::Bad => "pill pill--revoked",
        StateTone::Quiet => "pill pill--none",
    };
    view! {
        <span class=class>
            <span class="pill__dot" aria-hidden="true"></span>
            {text}
        </span>
    }
}

/// The state of a tracking link.
#[component]
pub fn LinkStatePill(
    /// The state.
    state: VehicleLinkState,
    /// Whether the link is suspended although it is active.
    #[prop(optional)]
    suspended: bool,
) -> impl IntoView {
    let (class, text) = match state {
        VehicleLinkState::None => ("pill pill--none", "No link"),
        VehicleLinkState::Active if suspended => ("pill pill--suspended", "Suspended"),
        VehicleLinkState::Active => ("pill pill--active", "Active"),
        VehicleLinkState::Expired => ("pill pill--expired", "Expired"),
        VehicleLinkState::Revoked => ("pill pill--revoked", "Revoked"),
    };
    view! {
        <span class=class>
            <span class="pill__dot" aria-hidden="true"></span>
            {text}
        </span>
    }
}
