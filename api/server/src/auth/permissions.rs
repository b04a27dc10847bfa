//! What callers may do: the role of a member, the scope of a key, and what lockdown leaves of it.

use shared::api_key::Scope;
use shared::member::Role;
use shared::problem::ProblemCode;

use super::Credential;
use api_http::error::ApiError;

/// Something that a caller may or may not do.
pub trait Permission: 'static {
    /// The least role that has it.
    const ROLE: Role;
    /// The scope that an API key needs for it; none when no key may have it.
    const SCOPE: Option<Scope>;
    /// What it needs of the subscription.
    const LOCKDOWN: Lockdown;
}

/// What lockdown means for a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lockdown {
    /// Reading stays possible.
    Reads,
    /// Taking access away stays possible.
    TakesAccessAway,
    /// Everything else is refused with 402.
    Refused,
}

macro_rules! permissions {
    ($($(#[doc = $doc:literal])+ $name:ident: $role:ident, $scope:expr, $lockdown:ident;)+) => { $(
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name;

        impl Permission for $name {
            const ROLE: Role = Role::$role;
            const SCOPE: Option<Scope> = $scope;
            const LOCKDOWN: Lockdown = Lockdown::$lockdown;
        }
    )+ };
}

permissions! {
    /// Read vehicles, notes and photos.
    ReadVehicles: Viewer, Some(Scope::VehiclesRead), Reads;
    /// Create and change vehicles, notes and photos.
    EditVehicles: Editor, Some(Scope::VehiclesWrite), Refused;
    /// Delete vehicles, notes and photos.
    DeleteVehicles: Editor, Some(Scope::VehiclesWrite), TakesAccessAway;
    /// Undo the deletion of a vehicle.
    RestoreVehicles: Admin, Some(Scope::VehiclesWrite), Refused;
    /// Read tracking links, URLs included.
    ReadLinks: Viewer, Some(Scope::TrackingLinksRead), Reads;
    /// Create, change and regenerate tracking links.
    EditLinks: Editor, Some(Scope::TrackingLinksWrite), Refused;
    /// Revoke tracking links.
    RevokeLinks: Editor, Some(Scope::TrackingLinksWrite), TakesAccessAway;
    /// Resume links after a restore: a person has to check them first.
    ResumeLinks: Admin, None, Refused;
    /// Propose changes, which take effect only if a member confirms them.
    ProposeChanges: Editor, Some(Scope::ProposalsWrite), Refused;
    /// Read proposals. A key reads only its own.
    ReadProposals: Viewer, Some(Scope::ProposalsWrite), Reads;
    /// See what a proposal would do: a person looks at it.
    PreviewProposals: Viewer, None, Reads;
    /// Confirm and decline proposals: a person has to decide.
    DecideProposals: Editor, None, Refused;
    /// Read the organisation's settings and subscription.
    ReadOrganization: Viewer, Some(Scope::OrganizationRead), Reads;
    /// Change the organisation's settings.
    EditOrganization: Admin, Some(Scope::OrganizationWrite), Refused;
    /// Take along everything at once: a person has to ask for it.
    ExportData: Admin, None, Reads;
    /// Read the list of members.
    ReadMembers: Viewer, None, Reads;
    /// Invite members.
    InviteMembers: Admin, None, Refused;
    /// Change a member's role and access. Disabling takes access away, the handler refuses the rest in lockdown.
    ChangeMembers: Admin, None, TakesAccessAway;
    /// Read and end the own session, change the own password.
    OwnSession: Viewer, None, TakesAccessAway;
    /// Read the list of API keys. A key never learns of others.
    ReadKeys: Admin, None, Reads;
    /// Make API keys.
    CreateKeys: Admin, None, Refused;
    /// Revoke API keys.
    RevokeKeys: Admin, None, TakesAccessAway;
    /// Read webhook endpoints and their deliveries.
    ReadWebhooks: Admin, Some(Scope::WebhooksManage), Reads;
    /// Create and change webhook endpoints, send to them.
    EditWebhooks: Admin, Some(Scope::WebhooksManage), Refused;
    /// Delete webhook endpoints.
    DeleteWebhooks: Admin, Some(Scope::WebhooksManage), TakesAccessAway;
    /// Read the audit log.
    ReadAudit: Admin, Some(Scope::AuditRead), Reads;
}

/// Refuses what the caller may not do, and says what is missing.
pub(super) fn permit<P: Permission>(role: Role, credential: &Credential, locked: bool) -> Result<(), ApiError> {
    let denied = |detail: String| Err(ApiError::new(ProblemCode::PermissionDenied).detail(detail));
    if let Credential::ApiKey { scopes, .. } = credential {
        let Some(scope) = P::SCOPE else {
            return denied("No API key may do this. It needs a member who is signed in.".to_owned());
        };
        if !scopes.contains(&scope) {
            return denied(format!("This needs the scope {}, which the key does not have.", scope.as_str()));
        }
    }
    if role < P::ROLE {
        let whose = if matches!(credential, Credential::Session(_)) { "yours" } else { "that of the key's creator" };
        return denied(format!("This needs the role {}; {whose} is {}.", P::ROLE.as_str(), role.as_str()));
    }
    if locked && P::LOCKDOWN == Lockdown::Refused {
        return Err(ApiError::new(ProblemCode::SubscriptionInactive));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use shared::ids::{ApiKeyId, SessionId};

    use super::*;

    fn session() -> Credential {
        Credential::Session(SessionId::from_u128(1))
    }

    fn key(scopes: &[Scope]) -> Credential {
        Credential::ApiKey { id: ApiKeyId::from_u128(1), name: "Sync".into(), scopes: scopes.to_vec() }
    }

    #[test]
    fn lockdown_refuses_writes_but_never_taking_access_away() {
        assert!(permit::<ReadVehicles>(Role::Viewer, &session(), true).is_ok());
        assert!(permit::<RevokeLinks>(Role::Editor, &session(), true).is_ok());
        let refused = permit::<EditLinks>(Role::Editor, &session(), true).unwrap_err();
        assert_eq!(refused.code(), ProblemCode::SubscriptionInactive);
    }

    #[test]
    fn a_missing_role_is_named() {
        let refused = permit::<EditOrganization>(Role::Editor, &session(), false).unwrap_err();
        assert_eq!(refused.code(), ProblemCode::PermissionDenied);
        assert!(refused.to_string().contains("admin"));
    }

    #[test]
    fn a_key_needs_the_scope_and_its_maker_the_role() {
        let write = key(&[Scope::VehiclesWrite]);
        assert!(permit::<EditVehicles>(Role::Editor, &write, false).is_ok());
        let scope = permit::<EditLinks>(Role::Admin, &write, false).unwrap_err();
        assert!(scope.to_string().contains("tracking_links.write"));
        let role = permit::<EditVehicles>(Role::Viewer, &write, false).unwrap_err();
        assert!(role.to_string().contains("editor"));
        assert!(permit::<CreateKeys>(Role::Admin, &key(&Scope::ALL), false).is_err());
    }

    #[test]
    fn a_scope_is_given_by_who_has_what_it_permits() {
        fn check<P: Permission>() {
            assert!(P::SCOPE.is_none_or(|scope| scope.role() <= P::ROLE));
        }
        check::<ReadVehicles>();
        check::<EditVehicles>();
        check::<RestoreVehicles>();
        check::<EditLinks>();
        check::<EditOrganization>();
        check::<ReadWebhooks>();
        check::<ReadAudit>();
    }
}
