//! Calls about API keys.

use shared::api_key::{ApiKey, CreatedApiKey, NewApiKey};
use shared::ids::ApiKeyId;
use shared::page::Page;
use shared::paths::ApiPath;

use super::error::ApiError;
use super::http::{Method, Request};
use super::staff::StaffClient;

impl StaffClient {
    /// One page of the API keys, newest first, the revoked ones among them.
    pub async fn api_keys(&self, cursor: Option<&str>) -> Result<Page<ApiKey>, ApiError> {
        self.call(Request::get(ApiPath::ApiKeys).query("cursor", cursor)).await
    }

    /// Makes a key; the answer carries its secret, this once.
    pub async fn create_api_key(&self, key: &NewApiKey) -> Result<CreatedApiKey, ApiError> {
        self.call(Request::new(Method::Post, ApiPath::ApiKeys).json(key)?).await
    }

    /// Stops a key at once and for good.
    pub async fn revoke_api_key(&self, id: &ApiKeyId) -> Result<(), ApiError> {
        self.command(Request::new(Method::Delete, ApiPath::ApiKey(id))).await
    }
}
