//! What people read of a scope.

use shared::api_key::Scope;
use ui::components::Choice;

/// The scopes to choose from.
pub(super) fn choices() -> Vec<Choice> {
    let choice = |scope| {
        let (label, hint) = words(scope);
        Choice::new(scope.as_str(), label).hint(hint)
    };
    Scope::ALL.into_iter().map(choice).collect()
}

/// What a program with this scope can do: reads on from "It can".
pub(super) fn ability(scope: Scope) -> &'static str {
    match scope {
        Scope::VehiclesRead => "read vehicles",
        Scope::VehiclesWrite => "change vehicles",
        Scope::TrackingLinksRead => "read tracking links",
        Scope::TrackingLinksWrite => "change tracking links",
        Scope::ProposalsWrite => "propose changes",
        Scope::OrganizationRead => "read settings",
        Scope::OrganizationWrite => "change settings",
        Scope::WebhooksManage => "manage webhooks",
        Scope::AuditRead => "read the audit log",
    }
}

fn words(scope: Scope) -> (&'static str, &'static str) {
    match scope {
        Scope::VehiclesRead => {
            ("Read vehicles", "Vehicles, notes and photos. Never reveals the URL of a tracking link.")
        }
        Scope::VehiclesWrite => ("Change vehicles", "Create, change and delete vehicles, notes and photos."),
        Scope::TrackingLinksRead => {
            ("Read tracking links", "Including their URLs. Anyone who has one can open the customer's page.")
        }
        Scope::TrackingLinksWrite => ("Change tracking links", "Create, change, regenerate and revoke them."),
        Scope::ProposalsWrite => {
            ("Propose changes", "Nothing changes until somebody confirms it under Proposals. For assistants.")
        }
        Scope::OrganizationRead => ("Read settings", "Name, contact, formats and subscription."),
        Scope::OrganizationWrite => ("Change settings", "Name, contact, formats and logo."),
        Scope::WebhooksManage => ("Manage webhooks", "Endpoints, their secrets and their deliveries."),
        Scope::AuditRead => ("Read the audit log", "Who did what."),
    }
}
