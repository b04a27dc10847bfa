//! Calls about tracking links.

use shared::ids::VehicleId;
use shared::link::{
    BulkRevocation, BulkRevocationResult, LinkState, ListedTrackingLink, NewTrackingLink, Regeneration, SentChannel,
    SentMark, TrackingLink, TrackingLinkUpdate, TrackingPreview,
};
use shared::organization::{LinksResumption, Organization};
use shared::page::Page;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::public_tracking::PublicTracking;
use shared::time::Timestamp;

use super::error::ApiError;
use super::http::{Etag, Method, Request, Versioned};
use super::staff::StaffClient;

/// Which links a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinkFilter {
    /// Text to search for in vehicle and customer; empty for all.
    pub text: String,
    /// Only those in this state.
    pub state: Option<LinkState>,
    /// Only those that expire before this instant.
    pub expires_before: Option<Timestamp>,
    /// Only those that were opened, or only the others.
    pub opened: Option<bool>,
    /// Only those whose vehicle went to another customer, or only the others.
    pub customer_changed: Option<bool>,
}

impl StaffClient {
    /// The tracking link of a vehicle, also a revoked one; `None` when there never was one.
    pub async fn tracking_link(&self, vehicle: &VehicleId) -> Result<Option<Versioned<TrackingLink>>, ApiError> {
        match self.call_versioned(Request::get(ApiPath::TrackingLink(vehicle))).await {
            Ok(link) => Ok(Some(link)),
            Err(error) if error.code() == Some(ProblemCode::TrackingLinkNotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Creates the tracking link of a vehicle.
    pub async fn create_tracking_link(
        &self,
        vehicle: &VehicleId,
        link: &NewTrackingLink,
    ) -> Result<Versioned<TrackingLink>, ApiError> {
        self.call_versioned(Request::new(Method::Post, ApiPath::TrackingLink(vehicle)).json(link)?).await
    }

    /// Changes options and expiry; the URL stays.
    pub async fn update_tracking_link(
        &self,
        vehicle: &VehicleId,
        update: &TrackingLinkUpdate,
        etag: &Etag,
    ) -> Result<Versioned<TrackingLink>, ApiError> {
        let request = Request::new(Method::Patch, ApiPath::TrackingLink(vehicle)).json(update)?;
        self.call_versioned(request.if_match(Some(etag))).await
    }

    /// Stops the URL at once and for good. It asks for no version: taking access away must not fail because somebody
    /// changed an option.
    pub async fn revoke_tracking_link(&self, vehicle: &VehicleId) -> Result<(), ApiError> {
        self.command(Request::new(Method::Delete, ApiPath::TrackingLink(vehicle))).await
    }

    /// Stops the URL and makes a new one with the same options.
    pub async fn regenerate_tracking_link(
        &self,
        vehicle: &VehicleId,
        regeneration: &Regeneration,
        etag: &Etag,
    ) -> Result<Versioned<TrackingLink>, ApiError> {
        let request = Request::new(Method::Post, ApiPath::Regenerate(vehicle)).json(regeneration)?;
        self.call_versioned(request.if_match(Some(etag))).await
    }

    /// Says that the URL was sent in this way.
    pub async fn mark_tracking_link_sent(
        &self,
        vehicle: &VehicleId,
        channel: SentChannel,
    ) -> Result<TrackingLink, ApiError> {
        self.call(Request::new(Method::Post, ApiPath::SentMark(vehicle)).json(&SentMark { channel })?).await
    }

    /// Says that the URL was not sent.
    pub async fn unmark_tracking_link_sent(&self, vehicle: &VehicleId) -> Result<(), ApiError> {
        self.command(Request::new(Method::Delete, ApiPath::SentMark(vehicle))).await
    }

    /// What the customer would see with these options.
    pub async fn preview_tracking_link(
        &self,
        vehicle: &VehicleId,
        preview: &TrackingPreview,
    ) -> Result<PublicTracking, ApiError> {
        self.call(Request::new(Method::Post, ApiPath::Preview(vehicle)).json(preview)?).await
    }

    /// One page of all tracking links of the organisation.
    pub async fn tracking_links(
        &self,
        filter: &LinkFilter,
        cursor: Option<&str>,
    ) -> Result<Page<ListedTrackingLink>, ApiError> {
        self.call(Self::listed(filter).query("cursor", cursor)).await
    }

    /// How many tracking links a list has.
    pub async fn count_tracking_links(&self, filter: &LinkFilter) -> Result<i64, ApiError> {
        let page: Page<ListedTrackingLink> = self.call(Self::listed(filter).query("limit", Some(1))).await?;
        Ok(page.total.unwrap_or_default())
    }

    fn listed(filter: &LinkFilter) -> Request {
        Request::get(ApiPath::TrackingLinks)
            .query("q", Some(filter.text.as_str()).filter(|text| !text.is_empty()))
            .query("state", filter.state.map(LinkState::as_str))
            .query("expires_before", filter.expires_before)
            .query("opened", filter.opened)
            .query("customer_changed", filter.customer_changed)
    }

    /// Lets the links work again after a backup was restored.
    pub async fn resume_tracking_links(&self) -> Result<(), ApiError> {
        let request = Request::new(Method::Post, ApiPath::ResumeTrackingLinks).json(&LinksResumption {})?;
        let organization: Organization = self.call(request).await?;
        self.set_organization(&organization);
        Ok(())
    }

    /// Revokes several tracking links at once.
    pub async fn revoke_tracking_links(&self, revocation: &BulkRevocation) -> Result<BulkRevocationResult, ApiError> {
        self.call(Request::new(Method::Post, ApiPath::RevokeTrackingLinks).json(revocation)?).await
    }
}
