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
    /// Which API keys may have it.
    const KEYS: Keys;
    /// What it needs of the subscription.
    const LOCKDOWN: Lockdown;
}

/// Which API keys may have a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// None.
    Never,
    /// Those with this scope.
    With(Scope),
    /// Every key, and no member.
    Only,
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
    ($($(#[doc = $doc:literal])+ $name:ident: $role:ident, $keys:expr, $lockdown:ident;)+) => { $(
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name;

        impl Permission for $name {
            const ROLE: Role = Role::$role;
            const KEYS: Keys = $keys;
            const LOCKDOWN: Lockdown = Lockdown::$lockdown;
        }
    )+ };
}

permissions! {
    /// Read vehicles, notes and photos.
    ReadVehicles: Viewer, Keys::With(Scope::VehiclesRead), Reads;
    /// Create and change vehicles, notes and photos.
    EditVehicles: Editor, Keys::With(Scope::VehiclesWrite), Refused;
    /// Delete vehicles, notes and photos.
    DeleteVehicles: Editor, Keys::With(Scope::VehiclesWrite), TakesAccessAway;
    /// Undo the deletion of a vehicle.
    RestoreVehicles: Admin, Keys::With(Scope::VehiclesWrite), Refused;
    /// Read tracking links, URLs included.
    ReadLinks: Viewer, Keys::With(Scope::TrackingLinksRead), Reads;
    /// Create, change and regenerate tracking links.
    EditLinks: Editor, Keys::With(Scope::TrackingLinksWrite), Refused;
    /// Revoke tracking links.
    RevokeLinks: Editor, Keys::With(Scope::TrackingLinksWrite), TakesAccessAway;
    /// Resume links after a restore: a person has to check them first.
    ResumeLinks: Admin, Keys::Never, Refused;
    /// Propose changes, which take effect only if a member confirms them.
    ProposeChanges: Editor, Keys::With(Scope::ProposalsWrite), Refused;
    /// Read proposals. A key reads only its own.
    ReadProposals: Viewer, Keys::With(Scope::ProposalsWrite), Reads;
    /// See what a proposal would do: a person looks at it.
    PreviewProposals: Viewer, Keys::Never, Reads;
    /// Confirm and decline proposals: a person has to decide.
    DecideProposals: Editor, Keys::Never, Refused;
    /// Read the organisation's settings and subscription.
    ReadOrganization: Viewer, Keys::With(Scope::OrganizationRead), Reads;
    /// Change the organisation's settings.
    EditOrganization: Admin, Keys::With(Scope::OrganizationWrite), Refused;
    /// Take along everything at once: a person has to ask for it.
    ExportData: Admin, Keys::Never, Reads;
    /// Read the list of members.
    ReadMembers: Viewer, Keys::Never, Reads;
    /// Invite members.
    InviteMembers: Admin, Keys::Never, Refused;
    /// Change a member's role and access. Disabling takes access away, the handler refuses the rest in lockdown.
    ChangeMembers: Admin, Keys::Never, TakesAccessAway;
    /// Read and end the own session, change the own password.
    OwnSession: Viewer, Keys::Never, TakesAccessAway;
    /// Read the list of API keys. A key never learns of others.
    ReadKeys: Admin, Keys::Never, Reads;
    /// Look at what mails were sent.
    ReadMails: Admin, Keys::Never, Reads;
    /// Read the key that is called with.
    OwnKey: Viewer, Keys::Only, Reads;
    /// Make API keys.
    CreateKeys: Admin, Keys::Never, Refused;
    /// Revoke API keys.
    RevokeKeys: Admin, Keys::Never, TakesAccessAway;
    /// Read webhook endpoints and their deliveries.
    ReadWebhooks: Admin, Keys::With(Scope::WebhooksManage), Reads;
    /// Create and change webhook endpoints, send to them.
    EditWebhooks: Admin, Keys::With(Scope::WebhooksManage), Refused;
    /// Delete webhook endpoints.
    DeleteWebhooks: Admin, Keys::With(Scope::WebhooksManage), TakesAccessAway;
    /// Read the audit log.
    ReadAudit: Admin, Keys::With(Scope::AuditRead), Reads;
}

/// Refuses what the caller may not do, and says what is missing.
pub(super) fn permit<P: Permission>(role: Role, credential: &Credential, locked: bool) -> Result<(), ApiError> {
    let denied = |detail: String| Err(ApiError::new(ProblemCode::PermissionDenied).detail(detail));
    match (credential, P::KEYS) {
        (Credential::ApiKey { .. }, Keys::Never) => {
            return denied("No API key may do this. It needs a member who is signed in.".to_owned());
        }
        (Credential::ApiKey { scopes, .. }, Keys::With(scope)) if !scopes.contains(&scope) => {
            return denied(format!("This needs the scope {}, which the key does not have.", scope.as_str()));
        }
        (Credential::Session(_), Keys::Only) => {
            return denied("This is for API keys, not for members who are signed in.".to_owned());
        }
        _ => {}
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
    fn what_is_for_keys_is_for_every_key_and_no_member() {
        assert!(permit::<OwnKey>(Role::Viewer, &key(&[Scope::AuditRead]), true).is_ok());
        assert!(permit::<OwnKey>(Role::Admin, &session(), false).is_err());
    }

    #[test]
    fn a_scope_is_given_by_who_has_what_it_permits() {
        fn check<P: Permission>() {
            assert!(matches!(P::KEYS, Keys::With(scope) if scope.role() <= P::ROLE));
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
