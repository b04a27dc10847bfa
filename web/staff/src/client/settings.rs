//! Calls about the organisation, its members, and the own account.

use shared::ids::MemberId;
use shared::member::{InvitedMember, Member, MemberUpdate, NewMember};
use shared::organization::{Organization, OrganizationUpdate};
use shared::page::Page;
use shared::paths::ApiPath;
use shared::session::PasswordChange;

use super::error::ApiError;
use super::http::{Etag, Method, Request, Versioned};
use super::staff::StaffClient;

impl StaffClient {
    /// The organisation's settings.
    pub async fn organization(&self) -> Result<Versioned<Organization>, ApiError> {
        let organization = self.call_versioned(Request::get(ApiPath::Organization)).await?;
        self.set_organization(&organization.value);
        Ok(organization)
    }

    /// Changes the organisation's settings.
    pub async fn update_organization(
        &self,
        update: &OrganizationUpdate,
        etag: &Etag,
    ) -> Result<Versioned<Organization>, ApiError> {
        let request = Request::new(Method::Patch, ApiPath::Organization).json(update)?.if_match(Some(etag));
        let organization = self.call_versioned(request).await?;
        self.set_organization(&organization.value);
        Ok(organization)
    }

    /// One page of the members.
    pub async fn members(&self, cursor: Option<&str>) -> Result<Page<Member>, ApiError> {
        self.call(Request::get(ApiPath::Members).query("cursor", cursor)).await
    }

    /// Invites somebody; the answer carries a one-time link to hand over.
    pub async fn invite_member(&self, member: &NewMember) -> Result<InvitedMember, ApiError> {
        self.call(Request::new(Method::Post, ApiPath::Members).json(member)?).await
    }

    /// Changes a member's role, or disables the member.
    pub async fn update_member(
        &self,
        id: &MemberId,
        update: &MemberUpdate,
        etag: Option<&Etag>,
    ) -> Result<Versioned<Member>, ApiError> {
        self.call_versioned(Request::new(Method::Patch, ApiPath::Member(id)).json(update)?.if_match(etag)).await
    }

    /// Makes a new one-time link for a member who has not joined yet.
    pub async fn renew_invitation(&self, id: &MemberId) -> Result<InvitedMember, ApiError> {
        self.call(Request::new(Method::Post, ApiPath::MemberInvitation(id))).await
    }

    /// Changes the own password. Every session ends, this one too.
    pub async fn change_password(&self, change: &PasswordChange) -> Result<(), ApiError> {
        self.command(Request::new(Method::Put, ApiPath::SessionPassword).json(change)?).await?;
        self.end();
        Ok(())
    }
}
