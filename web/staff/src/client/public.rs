//! What can be called without being signed in.

use shared::member::InvitationAcceptance;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::session::Credentials;

use super::error::ApiError;
use super::http::{Method, Request};
use super::opening::{open, open_session};
use super::refresh::refresh;
use super::staff::StaffClient;

/// The API for somebody who is not signed in.
#[derive(Clone, Copy)]
pub struct PublicClient;

impl PublicClient {
    /// Signs in.
    pub async fn sign_in(self, credentials: &Credentials) -> Result<StaffClient, ApiError> {
        open_session(credentials).await.map(StaffClient::new)
    }

    /// Continues the session that this browser has, if there is one.
    pub async fn resume(self) -> Result<Option<StaffClient>, ApiError> {
        match refresh().await {
            Ok(session) => Ok(Some(StaffClient::new(session))),
            Err(error) if error.code() == Some(ProblemCode::AuthenticationRequired) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Accepts an invitation with a password, which signs in.
    pub async fn accept_invitation(self, acceptance: &InvitationAcceptance) -> Result<StaffClient, ApiError> {
        let request = Request::new(Method::Post, ApiPath::AcceptInvitation).json(acceptance)?;
        open(request).await.map(StaffClient::new)
    }
}
