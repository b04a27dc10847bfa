//! What is opened now and then.

#![expect(
    clippy::unnecessary_wraps,
    reason = "`wasm_split` takes functions that can fail, because their part may not come"
)]

use leptos::prelude::*;
use shared::app_page::AppPage;
use ui::focus;
use wasm_split_helpers::wasm_split;

use super::later::PartView;
use crate::pages::invite::InvitePage;
use crate::pages::links::LinksPage;
use crate::pages::proposals::ProposalsPage;
use crate::pages::proposals::one::ProposalPage;
use crate::pages::settings::account::AccountPage;
use crate::pages::settings::api_keys::ApiKeysPage;
use crate::pages::settings::audit_log::AuditLogPage;
use crate::pages::settings::members::MembersPage;
use crate::pages::settings::organization::OrganizationPage;
use crate::pages::settings::webhooks::WebhooksPage;
use crate::pages::settings::webhooks::endpoint::WebhookPage;

/// Links, proposals, settings: what is opened now and then.
#[wasm_split(office, fallible, preload(load_office))]
pub(super) fn office(page: AppPage, id: Memo<String>) -> PartView {
    focus::keep();
    Ok(match page {
        AppPage::Invite => view! { <InvitePage /> }.into_any(),
        AppPage::TrackingLinks => view! { <LinksPage /> }.into_any(),
        AppPage::Proposals => view! { <ProposalsPage /> }.into_any(),
        AppPage::Proposal => view! { <ProposalPage id /> }.into_any(),
        AppPage::OrganizationSettings => view! { <OrganizationPage /> }.into_any(),
        AppPage::MemberSettings => view! { <MembersPage /> }.into_any(),
        AppPage::ApiKeySettings => view! { <ApiKeysPage /> }.into_any(),
        AppPage::WebhookSettings => view! { <WebhooksPage /> }.into_any(),
        AppPage::WebhookEndpoint => view! { <WebhookPage id /> }.into_any(),
        AppPage::AuditLog => view! { <AuditLogPage /> }.into_any(),
        AppPage::AccountSettings => view! { <AccountPage /> }.into_any(),
        // They are in the part that starts, or lead on.
        AppPage::Start | AppPage::SignIn | AppPage::Vehicles | AppPage::Vehicle | AppPage::Settings => ().into_any(),
    })
}
